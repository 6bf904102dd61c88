"""The widget's channel, below `/widget`: its files, and three addresses that it talks to.

`POST /widget/sessions`   begins a conversation: its token
`POST /widget/messages`   one message; a message that comes again with its id is answered once
`GET /widget/stream`      what happens, as server-sent events, from `Last-Event-ID` on
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from bot.channels.base import Handler
from bot.channels.bodies import limit_bodies, read_body
from bot.channels.files import WEB, answer, missing, read_files
from bot.channels.incoming import BadMessage
from bot.channels.providers.agreements import Place
from bot.channels.providers.channel import agreements
from bot.channels.web.guard import Guard
from bot.channels.web.incoming import BODY_LIMIT_BYTES, WebMessage, read_web_message
from bot.channels.web.notices import CHANNEL, WebNotices
from bot.channels.web.places import kept
from bot.channels.web.session import Session
from bot.channels.web.sessions import Full, TooManyWaiting
from bot.channels.web.stream import HEADERS as STREAM_HEADERS
from bot.channels.web.stream import follow
from bot.channels.web.tokens import LIFETIME_SECONDS, Tokens
from bot.channels.web.turns import Turns
from bot.channels.writing import Notice, WritingChannel
from bot.runtime import settings
from bot.runtime.shared_places import is_shared

PREFIX = "/widget"
FOLDER = WEB / "widget"
FILE_HEADERS = {
    # Pages of other sites load these as modules, which needs this; there is nothing secret in them.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
STOP_SECONDS = 8.0
"""How long messages are answered after the process was told to stop."""
Answered = Callable[[Request], Awaitable["BaseHTTPResponse | None"]]


class WebChannel(WritingChannel):
    """Answers the chat widget."""

    def __init__(self, asked: settings.Settings) -> None:
        self._message_limit = asked.message_limit
        # Without a key of its own the server makes one, and a restart ends every session.
        self.tokens = Tokens(asked.web.keys or (secrets.token_urlsafe(48),))
        self.sessions, limiter = kept(asked.web)
        self.guard = Guard(asked.web, self.tokens, limiter)
        places = agreements()
        self.notices = WebNotices(places, self.sessions) if places else None
        self._turns: Turns

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebChannel:
        asked = settings.from_environment()
        if not asked.web.keys and ((credentials or {}).get("needs_key") or is_shared()):
            raise RasaException(
                "BOT_SESSION_KEY is not set: sessions that are to survive a restart, or that several "
                "processes share (BOT_REDIS_URL), need one. Set it to 32 random characters or more."
            )
        try:
            return cls(asked)
        except settings.SettingError as problem:
            raise RasaException(str(problem)) from None

    def url_prefix(self) -> str:
        # Rasa joins this to /webhooks/; a leading slash leaves that.
        return PREFIX

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes of this channel, to stand below /widget."""
        routes = Blueprint("web_channel")
        turns = self._turns = Turns(self.sessions, self.notices, partial(self._reply, on_new_message))
        routes.listener("before_server_start")(limit_bodies)
        routes.listener("before_server_start")(self._answer_preflights)
        routes.listener("before_server_stop")(self._stop)
        self._serve_files(routes)

        @routes.listener("after_server_start")
        async def start(app: Sanic, _: Any) -> None:
            async def answer(session: Session, message: WebMessage) -> None:
                turns.begin(agent_of(app), session, message, begun_before=True)

            await self.sessions.start(answer)

        @routes.post("/sessions", stream=True, name="sessions")
        @self._guarded(writes=True)
        async def begin(request: Request) -> HTTPResponse:
            await read_body(request, BODY_LIMIT_BYTES)
            await self.guard.check_new_session(request)
            session_id, token = self.tokens.issue()
            await self.sessions.fetch(session_id)
            return self._told(request, {"token": token, "expires_in_seconds": LIFETIME_SECONDS}, 201)

        @routes.post("/messages", stream=True, name="messages")
        @self._guarded(writes=True)
        async def take(request: Request) -> HTTPResponse:
            session_id = self.guard.session_id(request)
            message = read_web_message(await read_body(request, BODY_LIMIT_BYTES))
            session = await self.sessions.fetch(session_id)
            state, status = "known", 200
            if not await self.sessions.knows(session, message.id):
                await self.guard.check_message(request, session.id)
                if await self._accepted(session, message):
                    # In the background: answers go to every open page, and a lost connection loses none.
                    turns.begin(agent_of(request.app), session, message)
                    state, status = "accepted", 202
            return self._told(request, {"id": message.id, "state": state}, status)

        @routes.get("/stream", name="stream")
        @self._guarded(writes=False)
        async def listen(request: Request) -> None:
            session = await self.sessions.fetch(self.guard.session_id(request))
            self.sessions.check_room_for_page(session)
            headers = {**self.guard.headers(request), **STREAM_HEADERS}
            stream = await request.respond(headers=headers, content_type="text/event-stream; charset=utf-8")
            last = request.headers.get("last-event-id")
            if self.notices:
                await self.notices.bring(session, last)
            await follow(session, self.sessions, last, stream.send)
            await stream.eof()

        return routes

    @property
    def can_write(self) -> bool:
        return self.notices is not None

    def begin(self, conversation: str, work: Callable[[], Awaitable[None]]) -> None:
        """Rasa's lock of the conversation keeps the order."""

        async def done() -> None:
            await work()

        self._turns.run(done())

    def way_to(self, place: Place, domain: Any, notice: Notice) -> OutputChannel:
        """To every open page of the conversation, and to those that come later."""
        assert self.notices
        return self.notices.way_to(place, notice)

    async def _reply(self, handler: Handler, message: UserMessage, agent: Agent | None) -> None:
        await self.answer(handler, message, agent, self._message_limit)

    def _guarded(self, writes: bool) -> Callable[[Answered], Answered]:
        """A route that only allowed pages reach, and that tells why it refuses."""

        def decorate(route: Answered) -> Answered:
            async def guarded(request: Request) -> BaseHTTPResponse | None:
                try:
                    self.guard.check_origin(request, writes)
                    return await route(request)
                except BadMessage as problem:
                    return self.guard.refusal(request, problem)
                except Full as problem:
                    return self.guard.refusal(request, BadMessage("too_many_open", str(problem), None, 503))

            return guarded

        return decorate

    async def _accepted(self, session: Session, message: WebMessage) -> bool:
        try:
            return await self.sessions.accept(session, message)
        except TooManyWaiting:
            words = "Wait for the answers to the messages before."
            raise BadMessage("too_many_waiting", words, None, 429) from None

    def _told(self, request: Request, body: dict[str, Any], status: int) -> HTTPResponse:
        headers = {**self.guard.headers(request), "Cache-Control": "no-store"}
        return response.json(body, status=status, headers=headers)

    def _serve_files(self, routes: Blueprint) -> None:
        files = read_files(FOLDER)

        @routes.route("/<name:str>", methods=["GET", "HEAD"], name="file")
        async def file(request: Request, name: str) -> HTTPResponse:
            return answer(request, files[name], FILE_HEADERS) if name in files else missing(FILE_HEADERS)

    async def _answer_preflights(self, app: Sanic, _: Any) -> None:
        async def preflight(request: Request) -> HTTPResponse | None:
            asks = request.method == "OPTIONS" and request.path.startswith(f"{PREFIX}/")
            return self.guard.preflight(request) if asks else None

        # Before Rasa's own, which answers every preflight without looking at this channel's allow-list.
        app.request_middleware.appendleft(preflight)

    async def _stop(self, _: Sanic, __: Any) -> None:
        # What is being answered is answered first; what takes longer is for another process, if there is.
        await self._turns.finish(STOP_SECONDS)
        self.sessions.close()


def agent_of(app: Sanic) -> Agent | None:
    """Rasa's agent; None: no model is loaded yet."""
    agent: Agent | None = getattr(app.ctx, "agent", None)
    return agent
