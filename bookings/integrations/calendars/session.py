"""Requests in the name of a person who granted access."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from bookings.integrations.calendars.answers import json_of, reaching, retry_after_of
from bookings.integrations.calendars.oauth import EARLY, OAuthClient, Tokens, refresh
from bookings.services.calendars.errors import Broken, Refused, Unreachable

RACE_SECONDS = 0.3
"""How long another process may need to store the tokens that it has just been given."""


class Wallet(Protocol):
    """Where the tokens are kept that several programs use."""

    @property
    def lock(self) -> asyncio.Lock:
        """Held while they are renewed."""
        ...

    async def read(self) -> Tokens | None:
        """As they are now; None if they are gone."""
        ...

    async def keep(self, tokens: Tokens) -> None: ...


_THROTTLED = frozenset(
    {
        "rateLimitExceeded",
        "userRateLimitExceeded",
        "quotaExceeded",
        "dailyLimitExceeded",
        "calendarUsageLimitsExceeded",
    }
)
"""Google says 403 with one of these for what others say 429 for."""


class Session:
    """Sends requests below one address; renews the access token when it has expired, or is said to have."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        base_url: str,
        client: OAuthClient,
        tokens: Tokens,
        wallet: Wallet,
        clock: Callable[[], datetime],
    ) -> None:
        self.base_url = base_url
        self._http = http
        self._client = client
        self._tokens = tokens
        self._wallet = wallet
        self._clock = clock

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        expected: tuple[int, ...] = (),
    ) -> httpx.Response:
        """`path`: below the base, or a whole address that the server gave. What succeeds and the statuses
        `expected` come back. Raises Unreachable, Broken, Refused."""
        url = path if path.startswith("http") else self.base_url + path
        self._refuse_stranger(url)
        if self._clock() >= self._tokens.expires_at - EARLY:
            await self._renew(self._tokens)
        used = self._tokens
        answer = await self._send(method, url, params, body, headers)
        if answer.status_code == 401:
            await self._renew(used)
            answer = await self._send(method, url, params, body, headers)
        if answer.is_success or answer.status_code in expected:
            return answer
        raise _error(answer)

    async def json(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        return json_of(await self.request(method, path, **more))

    def _refuse_stranger(self, url: str) -> None:
        """Tokens go to nobody else, whatever a link in an answer says."""
        if urlsplit(url)[:2] != urlsplit(self.base_url)[:2]:
            raise Refused(f"The server sends us on to {urlsplit(url).hostname}, which is not asked.")

    async def _send(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
    ) -> httpx.Response:
        authorization = {"Authorization": f"Bearer {self._tokens.access_token}", "Accept": "application/json"}
        with reaching(url):
            return await self._http.request(
                method, url, params=params, json=body, headers=authorization | dict(headers or {})
            )

    async def _renew(self, used: Tokens) -> None:
        """Once for all who `used` the same ones: a refresh token may be good for one time only."""
        async with self._wallet.lock:
            if self._tokens != used or await self._renewed_by_another():
                return
            try:
                self._tokens = await refresh(self._http, self._client, self._tokens, self._clock())
            except Broken:
                await asyncio.sleep(RACE_SECONDS)  # another process may have been quicker
                if not await self._renewed_by_another():
                    raise
                return
            await self._wallet.keep(self._tokens)

    async def _renewed_by_another(self) -> bool:
        kept = await self._wallet.read()
        if kept is None or kept.access_token == self._tokens.access_token:
            return False
        self._tokens = kept
        return self._clock() < kept.expires_at - EARLY


def _error(answer: httpx.Response) -> Exception:
    status, told = answer.status_code, _told(answer)
    host = answer.request.url.host
    if status == 429 or (status == 403 and _reasons(answer) & _THROTTLED):
        return Unreachable(f"{host} wants fewer requests{told}.", retry_after_of(answer))
    if status >= 500 or status in (408, 409, 412, 423):
        return Unreachable(f"{host} answers {status}{told}.", retry_after_of(answer))
    if status == 401:
        return Broken(
            f"{host} does not accept the access that was granted{told}. Connect the calendar again."
        )
    if status == 403:
        return Broken(f"{host} does not allow this any more{told}. Connect the calendar again.")
    return Refused(f"{host} refuses the request with {status}{told}.")


def _reasons(answer: httpx.Response) -> set[str]:
    """What the error says it is: `error.errors[].reason` at Google, `error.code` at Microsoft."""
    error = _envelope(answer)
    listed = error.get("errors")
    found = (
        {str(each.get("reason")) for each in listed if isinstance(each, dict)}
        if isinstance(listed, list)
        else set()
    )
    return found | {str(error.get("code"))}


def code_of(answer: httpx.Response) -> str:
    """Microsoft's name of the error; empty if there is none."""
    return str(_envelope(answer).get("code") or "")


def _told(answer: httpx.Response) -> str:
    message = str(_envelope(answer).get("message") or "").strip().rstrip(".")
    return f" ({' '.join(message.split())[:200]})" if message else ""


def _envelope(answer: httpx.Response) -> dict[str, Any]:
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return error if isinstance(error, dict) else {}
