"""Another try for what passes by itself: a program or a database that is being restarted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx

RETRY_SECONDS = 4.0
"""How long one request is tried again; a person is waiting for what comes of it."""
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 0.8
_PASSING = (httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE)
"""The proxy finds no program, the program finds no database."""
_LASTING = b'"calendar_unreachable"'
"""What is also a 503 and does not pass in a second or two."""
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

Send = Callable[[], Awaitable[httpx.Response]]


class Tries:
    """The tries of one request, which may be sent any number of times to the same effect."""

    def __init__(self, send: Send, seconds: float) -> None:
        self._send = send
        self._seconds = seconds
        self.may_have_happened = False
        """Whether a try was sent whose outcome nobody knows."""

    async def answer(self) -> httpx.Response:
        """The first answer that is not about something passing, or the last one; raises httpx's errors."""
        async for _ in self._pauses():
            try:
                answer = await self._once()
            except (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout):
                continue
            if not passes(answer):
                return answer
        return await self._once()

    async def _once(self) -> httpx.Response:
        try:
            answer = await self._send()
        except NEVER_SENT:
            raise
        except httpx.TransportError:
            self.may_have_happened = True
            raise
        self.may_have_happened |= answer.status_code == httpx.codes.BAD_GATEWAY
        return answer

    async def _pauses(self) -> AsyncIterator[None]:
        """Once at once, and then after growing pauses, as long as another try would begin in time."""
        clock = asyncio.get_running_loop().time
        until, pause = clock() + self._seconds, _FIRST_PAUSE_SECONDS
        while clock() + pause < until:
            yield
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)


def passes(answer: httpx.Response) -> bool:
    """Whether this may be otherwise in a second."""
    return answer.status_code in _PASSING and _LASTING not in answer.content
