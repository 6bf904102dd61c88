"""Tokens that open a conversation, signed by the server: knowing a conversation's name opens nothing."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence

import jwt

_METHOD, _AUDIENCE = "HS256", "bookings-bot/widget"
LIFETIME_SECONDS = 30 * 24 * 3600
"""How long a token opens its conversation; the conversation itself is forgotten sooner."""


class BadToken(ValueError):
    """A token does not open anything; the text says why."""


class Tokens:
    """Issues tokens and reads them back."""

    def __init__(self, keys: Sequence[str], seconds: Callable[[], float] = time.time) -> None:
        """`keys`: the newest first, which signs; the others still open what they signed."""
        self._keys, self._seconds = tuple(keys), seconds

    def issue(self) -> tuple[str, str]:
        """A new session's id and the token that opens it."""
        session_id, now = secrets.token_urlsafe(24), int(self._seconds())
        claims = {"sub": session_id, "aud": _AUDIENCE, "iat": now, "exp": now + LIFETIME_SECONDS}
        return session_id, jwt.encode(claims, self._keys[0], algorithm=_METHOD)

    def read(self, token: str) -> str:
        """The id of the session that the token opens. Raises BadToken."""
        for key in self._keys:
            try:
                required = {"require": ["sub", "aud", "exp"], "verify_iat": False}
                claims = jwt.decode(token, key, algorithms=[_METHOD], audience=_AUDIENCE, options=required)
            except jwt.InvalidSignatureError:
                continue
            except jwt.ExpiredSignatureError:
                raise BadToken("The session has expired: begin a new one.") from None
            except jwt.InvalidTokenError:
                break
            return str(claims["sub"])
        raise BadToken("The token is not one of this server: begin a new session.")
