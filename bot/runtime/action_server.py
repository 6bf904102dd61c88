"""The action server: rasa-sdk's, on the loopback address, quiet, and without personal data in its errors."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from rasa_sdk import endpoint
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.runtime import console, memory
from bot.runtime.settings import Settings
from telemetry import export, logs, trace
from telemetry.logs import fields

PACKAGE = "actions"
"""The package whose Action classes are served."""


logger = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Serve the actions until the process is told to stop; says one line when it is ready."""
    app = create_app(PACKAGE)

    @app.listener("after_server_start")
    async def announce(*_: Any) -> None:
        memory.settle()
        logs.seal()
        app.ctx.end_traces = export.begin("actions", settings.traces)
        console.say(f"The action server listens on http://{settings.host}:{settings.actions_port}/")

    @app.listener("after_server_stop")
    async def end(*_: Any) -> None:
        await asyncio.to_thread(app.ctx.end_traces)

    app.run(settings.host, settings.actions_port, access_log=False, workers=1, motd=False)


def create_app(package: str) -> Sanic:
    """rasa-sdk's server for the actions in `package`.

    Its own error handler returns and logs the whole request, which holds the conversation; this one tells
    the kind of the error and logs where it happened.
    """
    # It notes each action that it finds, at every start.
    logging.getLogger("rasa_sdk.executor").setLevel(logging.WARNING)
    app = endpoint.create_app(package, cors_origins=None)
    executor = ActionExecutor()
    executor.register_package(package)
    known = frozenset(executor.actions)
    follow_traces(app, known)

    async def report(request: Request, error: Exception) -> HTTPResponse:
        if isinstance(error, SanicException):
            return response.json({"error": type(error).__name__}, status=error.status_code)
        name = action_name(request, known)
        logger.error("Action %s failed", name, exc_info=error)
        return response.json({"error": type(error).__name__, "action_name": name}, status=500)

    app.error_handler.add(Exception, report)
    return app


def follow_traces(app: Sanic, known: frozenset[str]) -> None:
    """Let each call of an action be part of the message that it is made for, and note how it went."""

    @app.on_request
    async def begin(request: Request) -> None:
        if request.path == "/webhook":
            request.ctx.began = time.perf_counter()
            request.ctx.span = trace.span(
                "action", trace.SERVER, trace.read(request.headers.get(trace.HEADER))
            )
            request.ctx.work = request.ctx.span.__enter__()

    @app.on_response
    async def end(request: Request, answer: HTTPResponse) -> None:
        if hasattr(request.ctx, "span"):
            seconds, name = round(time.perf_counter() - request.ctx.began, 3), action_name(request, known)
            told = fields(action=name, status=answer.status, seconds=seconds)
            logger.info("An action was carried out.", extra=told)
            request.ctx.work.rename(name or "action")
            request.ctx.work.set("http.response.status_code", answer.status)
            request.ctx.span.__exit__(None, None, None)


def action_name(request: Request, known: frozenset[str]) -> str | None:
    """The action that is called for, if the call is one and names one that there is."""
    try:
        name = request.json.get("next_action")
    except (AttributeError, SanicException):
        return None
    return name if isinstance(name, str) and name in known else None
