"""What every request of the widget has to pass: the page's origin, how often, and the token."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.incoming import BadMessage
from bot.channels.web.origins import PREFLIGHT, Origins, headers_for
from bot.channels.web.rates import Limiter
from bot.channels.web.tokens import BadToken, Tokens
from bot.runtime.values import Rate
from bot.runtime.web_settings import WebSettings


class TooOften(BadMessage):
    """Somebody has to wait; `seconds` says how long."""

    def __init__(self, seconds: int, what: str) -> None:
        super().__init__(
            "too_many_requests", f"That was too much at once: {what} Wait {seconds} s.", None, 429
        )
        self.seconds = seconds


class Guard:
    """Lets requests pass, or refuses them with the reason."""

    def __init__(
        self, settings: WebSettings, tokens: Tokens, limiter: Callable[[str, Rate | None], Limiter]
    ) -> None:
        """`limiter`: makes what counts, of a name and a rate."""
        self._tokens, self._origins = tokens, Origins(settings.origins)
        self._proxies = settings.proxies
        self._of_session = limiter("session", settings.message_rate)
        self._of_address = limiter("address", settings.address_rate)
        self._new_sessions = limiter("new", settings.session_rate)

    def headers(self, request: Request) -> Mapping[str, str]:
        """What lets the page read the answer; nothing for a site that is not allowed."""
        allowed = self._allows(request, writes=False)
        return headers_for(request.headers.get("origin") if allowed else None)

    def preflight(self, request: Request) -> HTTPResponse:
        """The answer to a browser that asks whether it may ask."""
        if not self._allows(request, writes=True):
            return self.refusal(request, self._wrong_origin(request))
        return response.empty(status=204, headers={**self.headers(request), **PREFLIGHT})

    def check_origin(self, request: Request, writes: bool) -> None:
        """Raises BadMessage for a page that may not show the widget."""
        if not self._allows(request, writes):
            raise self._wrong_origin(request)

    async def check_new_session(self, request: Request) -> None:
        """Raises TooOften."""
        if seconds := await self._new_sessions.wait(self.address(request)):
            raise TooOften(seconds, "new conversations from one address are limited.")

    async def check_message(self, request: Request, session_id: str) -> None:
        """Raises TooOften."""
        seconds = await self._of_session.wait(session_id)
        if not seconds:
            seconds = await self._of_address.wait(self.address(request))
        if seconds:
            raise TooOften(seconds, "messages are limited.")

    def session_id(self, request: Request) -> str:
        """Whose token the request holds. Raises BadMessage."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise BadToken("The request has no session: send its token as Authorization: Bearer.")
            return self._tokens.read(token)
        except BadToken as problem:
            raise BadMessage("invalid_session", str(problem), None, 401) from None

    def refusal(self, request: Request, problem: BadMessage) -> HTTPResponse:
        """The error envelope, readable for the page."""
        refused = problem.as_response()
        refused.headers.update({**self.headers(request), "Cache-Control": "no-store"})
        if isinstance(problem, TooOften):
            refused.headers["Retry-After"] = str(problem.seconds)
        return refused

    def address(self, request: Request) -> str:
        """The person's address: the one that the outermost of our own proxies saw, else the peer's."""
        if not self._proxies:
            return request.ip
        told = [
            part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()
        ]
        return told[-self._proxies] if len(told) >= self._proxies else request.ip

    def _allows(self, request: Request, writes: bool) -> bool:
        return self._origins.allows(request.headers.get("origin"), request.headers.get("host", ""), writes)

    def _wrong_origin(self, request: Request) -> BadMessage:
        origin = request.headers.get("origin")
        told = (
            f"The site {origin} may not show this assistant: add it to BOT_ORIGINS."
            if origin
            else ("The request names no origin, as browsers do: send Origin with a site of BOT_ORIGINS.")
        )
        return BadMessage("origin_not_allowed", told, "origin", 403)
