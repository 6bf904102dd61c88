"""The token server of both fakes: RFC 6749 with PKCE (RFC 7636), as Google and Microsoft have it."""

from __future__ import annotations

import base64
import hashlib
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.bookings.integrations.calendars.loopback import Asked, Fake, Told

CLIENT_ID = "client-of-the-tests"
CLIENT_SECRET = "secret-of-the-tests"


class Granting(Fake):
    """Grants access, gives tokens for it, and takes them back."""

    TOKEN_PATH = "/token"

    def __init__(self, scopes: tuple[str, ...], rotates: bool) -> None:
        super().__init__()
        self.scopes = set(scopes)
        self.rotates = rotates
        self.access: set[str] = set()
        self.grants: set[str] = set()
        self.codes: dict[str, tuple[str, str]] = {}

    def grant(self) -> tuple[str, str]:
        """A refresh token and an access token."""
        refresh = "refresh-" + secrets.token_hex(8)
        self.grants.add(refresh)
        return refresh, self._access_token()

    def revoke_all(self) -> None:
        self.access.clear()
        self.grants.clear()

    def expire_access(self) -> None:
        self.access.clear()

    def authorize(self, url: str, refuse: bool = False) -> str:
        """What a browser does whose person says yes: the address that it is sent to."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert query["client_id"] == CLIENT_ID
        assert query["response_type"] == "code"
        assert set(query["scope"].split()) == self.scopes
        assert query["code_challenge_method"] == "S256"
        assert urlsplit(query["redirect_uri"]).hostname == "127.0.0.1"
        if refuse:
            return f"{query['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': query['state']})}"
        code = secrets.token_hex(8)
        self.codes[code] = query["code_challenge"], query["redirect_uri"]
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token_answer(self, asked: Asked) -> Told:
        if asked.method != "POST" or asked.headers["content-type"] != "application/x-www-form-urlencoded":
            return self._refused("invalid_request", "the body must be a form")
        form = asked.form()
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return Told(401, {"error": "invalid_client", "error_description": "Unauthorized"})
        if form.get("grant_type") == "refresh_token":
            refresh = form.get("refresh_token", "")
            if refresh not in self.grants:
                return self._refused("invalid_grant", "Token has been expired or revoked.")
            return self._tokens(refresh if not self.rotates else self._rotated(refresh), self.rotates)
        if form.get("grant_type") != "authorization_code":
            return self._refused("unsupported_grant_type", "")
        challenge, redirect = self.codes.pop(form.get("code", ""), ("", ""))
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != challenge
            or form["redirect_uri"] != redirect
        ):
            return self._refused("invalid_grant", "Malformed auth code.")
        refresh = "refresh-" + secrets.token_hex(8)
        self.grants.add(refresh)
        return self._tokens(refresh, True)

    def is_allowed(self, asked: Asked) -> bool:
        kind, _, token = asked.headers.get("authorization", "").partition(" ")
        return kind == "Bearer" and token in self.access

    def _rotated(self, refresh: str) -> str:
        self.grants.remove(refresh)
        new = "refresh-" + secrets.token_hex(8)
        self.grants.add(new)
        return new

    def _tokens(self, refresh: str, shows_refresh: bool) -> Told:
        body = {
            "access_token": self._access_token(),
            "expires_in": 3599,
            "token_type": "Bearer",
            "scope": " ".join(sorted(self.scopes)),
        }
        return Told(200, body | ({"refresh_token": refresh} if shows_refresh else {}))

    def _access_token(self) -> str:
        token = "access-" + secrets.token_hex(8)
        self.access.add(token)
        return token

    @staticmethod
    def _refused(code: str, description: str) -> Told:
        return Told(400, {"error": code, "error_description": description})
