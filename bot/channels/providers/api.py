"""Calling a provider's API: with patience for its limits, and without its keys in any log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

# httpx notes every address it calls; Telegram's hold the bot's token.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)

ATTEMPTS = 4
LONGEST_WAIT_SECONDS = 30.0
_TIMEOUT_SECONDS = 10.0
_LOCAL = ("127.0.0.1", "localhost", "::1")


class ProviderError(Exception):
    """A provider did not take what was sent; the message says which call, and what it answered.

    A log is told no more than the call and the `problem`: what a provider says may repeat what was sent.
    """

    def __init__(self, call: str, problem: str, words: str = "") -> None:
        """`problem`: a status or the kind of an error; `words`: the provider's own."""
        super().__init__(f"{call}: {words or problem}")
        self.log_text = f"{call}: {problem}"


class ProviderApi:
    """POST requests to one provider."""

    def __init__(
        self,
        address: str,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ) -> None:
        """`address`: what all paths begin with. `auth`: user and password, if it wants these."""
        self._address = address.rstrip("/")
        self._headers, self._auth, self._sleep = dict(headers or {}), auth, sleep
        self._client: httpx.AsyncClient | None = None

    async def post(self, path: str, name: str = "", **body: Any) -> httpx.Response:
        """The answer, whatever its status; `body` is httpx's `content`, `json` or `data`.

        Tries again when the provider is busy (429, as long as Retry-After says), broken (5xx) or not to be
        reached. Raises ProviderError when that does not help; `name` names the call in it.
        """
        name = name or path
        for attempt in range(1, ATTEMPTS + 1):
            last = attempt == ATTEMPTS
            try:
                answer = await self._made().post(f"{self._address}/{path.lstrip('/')}", **body)
            except httpx.TransportError as error:
                # Only what surely did not arrive is sent again: a message twice is worse than a late one.
                if last or not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
                    raise ProviderError(name, type(error).__name__) from None
                await self._sleep(0.5 * attempt)
                continue
            if answer.status_code != 429 and answer.status_code < 500:
                return answer
            if last:
                raise ProviderError(name, f"status {answer.status_code}")
            await self._sleep(_pause(answer, attempt))
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Close the connections."""
        if self._client:
            await self._client.aclose()
            self._client = None

    def _made(self) -> httpx.AsyncClient:
        # Made in the server's own event loop, and not before there is something to say.
        if self._client is None:
            is_local = urlsplit(self._address).hostname in _LOCAL
            self._client = httpx.AsyncClient(
                headers=self._headers, auth=self._auth, timeout=_TIMEOUT_SECONDS, trust_env=not is_local
            )
        return self._client


def _pause(answer: httpx.Response, attempt: int) -> float:
    """Seconds until the next attempt: what the provider says, in the header or, as Telegram, in the body."""
    try:
        told = answer.headers.get("retry-after") or answer.json()["parameters"]["retry_after"]
        return min(max(0.0, float(told)), LONGEST_WAIT_SECONDS)
    except (ValueError, KeyError, TypeError):
        return 0.5 * attempt
