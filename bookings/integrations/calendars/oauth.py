"""OAuth 2.0: asking a person for access (RFC 6749, 7636, 8252), and keeping it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from bookings.integrations.calendars.answers import json_of, reaching, retry_after_of
from bookings.services.calendars.errors import Broken, Refused, Unreachable

EARLY = timedelta(minutes=1)
"""An access token is renewed that long before it expires."""


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """This program as a provider knows it."""

    client_id: str
    """As the provider's console shows it."""
    client_secret: str | None = field(repr=False)
    """Its secret; None for a public client, which has none."""
    authorize_url: str
    """Where a person grants access."""
    token_url: str
    """Where grants are turned into tokens."""
    scopes: tuple[str, ...]
    """What is asked for."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """What the provider wants beside that in the authorization request."""
    redirect_host: str = "127.0.0.1"
    """This machine, in the words that the provider takes (RFC 8252, section 7.3)."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a grant has come to."""

    access_token: str = field(repr=False)
    """For requests."""
    refresh_token: str = field(repr=False)
    """For the next access token."""
    expires_at: datetime
    """When the access token ends; aware."""

    def as_data(self) -> dict[str, str]:
        return {
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "expires_at": self.expires_at.isoformat(),
        }


def tokens_from(data: Mapping[str, Any]) -> Tokens:
    return Tokens(data["access_token"], data["refresh_token"], datetime.fromisoformat(data["expires_at"]))


@dataclass(frozen=True, slots=True)
class Authorization:
    """One attempt to be granted access."""

    client: OAuthClient
    """As whom."""
    redirect_uri: str
    """Where the provider sends the person back to."""
    state: str = field(repr=False)
    """Random: an answer without it is somebody else's."""
    verifier: str = field(repr=False)
    """Random, 43 to 128 characters: a code is useless without it (PKCE, RFC 7636)."""

    def url(self) -> str:
        """The address that the person opens."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "client_id": self.client.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": " ".join(self.client.scopes),
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **self.client.extra,
        }
        return f"{self.client.authorize_url}?{urlencode(query)}"

    def code_in(self, address: str) -> str:
        """The code in the address that the person was sent back to. Raises Refused."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        if not hmac.compare_digest(query.get("state", "").encode(), self.state.encode()):
            raise Refused("That address is not the answer to this request; start again.")
        if "error" in query:
            raise Refused(f"Access was not granted: {query.get('error_description') or query['error']}.")
        if "code" not in query:
            raise Refused("That address has no code in it; copy all of it.")
        return query["code"]


async def exchange(http: httpx.AsyncClient, authorization: Authorization, code: str, now: datetime) -> Tokens:
    """Turn the code into tokens. Raises Refused, Unreachable."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": authorization.redirect_uri,
        "code_verifier": authorization.verifier,
    }
    try:
        found = await _ask(http, authorization.client, form)
    except Broken as error:
        raise Refused(error.reason) from error
    if not found.get("refresh_token"):
        raise Refused("The provider gave no refresh token; remove the app's access there and start again.")
    return _tokens(found, found["refresh_token"], now)


async def refresh(http: httpx.AsyncClient, client: OAuthClient, tokens: Tokens, now: datetime) -> Tokens:
    """A new access token, and what the provider says is the refresh token from now on.

    Raises Broken if the grant is not valid any more (RFC 6749, section 5.2), Unreachable."""
    form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token}
    found = await _ask(http, client, form)
    return _tokens(found, found.get("refresh_token") or tokens.refresh_token, now)


async def _ask(http: httpx.AsyncClient, client: OAuthClient, form: Mapping[str, str]) -> dict[str, Any]:
    secret = {"client_secret": client.client_secret} if client.client_secret else {}
    with reaching(client.token_url):
        answer = await http.post(client.token_url, data={"client_id": client.client_id, **secret, **form})
    if answer.status_code == 429 or answer.status_code >= 500:
        raise Unreachable(f"The token server answers {answer.status_code}.", retry_after_of(answer))
    found = json_of(answer)
    if answer.is_success and isinstance(found.get("access_token"), str):
        return found
    code, description = found.get("error"), str(found.get("error_description") or "").strip()
    told = f"{code}: {description}" if description else str(code)
    if code == "invalid_grant":
        raise Broken(f"Access was revoked or has expired ({told}). Connect the calendar again.")
    raise Unreachable(f"The token server refuses this program ({told}); check its client id and secret.")


def _tokens(found: Mapping[str, Any], refresh_token: str, now: datetime) -> Tokens:
    length = timedelta(seconds=float(found.get("expires_in") or 0))
    return Tokens(found["access_token"], refresh_token, now + length)
