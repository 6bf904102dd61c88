"""The REST channel: `POST /webhooks/rest/webhook`, Rasa's own path and shape, with clear errors.

Takes `{"sender": "…", "message": "…", "metadata": {"timezone": "Europe/London"}}` and answers a list of
messages: `recipient_id`, and those of `text`, `buttons`, `image`, `attachment`, `custom` that each has.
`?stream=true` answers the same messages one a line, as they come. A request that is not so gets
`{"error": {"code": "…", "message": "…", "details": {…}}}` with status 400 or 413.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from bot.channels.base import BotChannel, Handler
from bot.channels.bodies import limit_bodies, read_body
from bot.channels.incoming import BadMessage, Incoming, read_message
from bot.channels.whole import QueuedAnswers, WholeAnswers
from bot.runtime import settings

_BODY_LIMIT_BYTES = 262_144


class RestChannel(BotChannel):
    """Answers messages over HTTP, for the chat page and for programs."""

    def __init__(self, message_limit: int) -> None:
        """`message_limit`: longest message that is passed on, in characters."""
        self._message_limit = message_limit

    @classmethod
    def name(cls) -> str:
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> RestChannel:
        return cls(settings.from_environment().message_limit)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes of this channel, to stand below /webhooks/rest."""
        routes = Blueprint("rest_channel")
        routes.listener("before_server_start")(limit_bodies)

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook", stream=True)
        async def receive(request: Request) -> BaseHTTPResponse | None:
            try:
                incoming = read_message(await read_body(request, _BODY_LIMIT_BYTES))
            except BadMessage as problem:
                return problem.as_response()
            if request.args.get("stream", "").lower() == "true":
                return await self._stream(request, on_new_message, incoming)
            collector = WholeAnswers()
            await self._pass_on(request, on_new_message, incoming, collector)
            return response.json(collector.messages)

        return routes

    async def _pass_on(self, request: Request, handler: Handler, incoming: Incoming, output: Any) -> None:
        message = UserMessage(
            incoming.text, output, incoming.sender, input_channel=self.name(), metadata=incoming.metadata
        )
        await self.answer(handler, message, getattr(request.app.ctx, "agent", None), self._message_limit)

    async def _stream(self, request: Request, handler: Handler, incoming: Incoming) -> None:
        output = QueuedAnswers()
        answering = asyncio.ensure_future(self._pass_on(request, handler, incoming, output))
        answering.add_done_callback(lambda _: output.messages.put_nowait(None))
        stream = await request.respond(content_type="text/event-stream")
        while (message := await output.messages.get()) is not None:
            await stream.send(json.dumps(message) + "\n")
        await stream.eof()
