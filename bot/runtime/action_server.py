"""The action server: rasa-sdk's, on the loopback address, quiet, and without personal data in its errors."""

from __future__ import annotations

import logging
from typing import Any

from rasa_sdk import endpoint
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.runtime import console, memory
from bot.runtime.settings import Settings

PACKAGE = "actions"
"""The package whose Action classes are served."""

logger = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Serve the actions until the process is told to stop; says one line when it is ready."""
    app = create_app(PACKAGE)

    @app.listener("after_server_start")
    async def announce(*_: Any) -> None:
        memory.settle()
        console.say(f"The action server listens on http://{settings.host}:{settings.actions_port}/")

    app.run(settings.host, settings.actions_port, access_log=False, workers=1, motd=False)


def create_app(package: str) -> Sanic:
    """rasa-sdk's server for the actions in `package`.

    Its own error handler returns and logs the whole request, which holds the conversation; this one tells
    the kind of the error and logs where it happened.
    """
    app = endpoint.create_app(package, cors_origins=None)

    async def report(request: Request, error: Exception) -> HTTPResponse:
        if isinstance(error, SanicException):
            return response.json({"error": type(error).__name__}, status=error.status_code)
        name = request.json.get("next_action") if isinstance(request.json, dict) else None
        logger.error("Action %s failed", name, exc_info=error)
        return response.json({"error": type(error).__name__, "action_name": name}, status=500)

    app.error_handler.add(Exception, report)
    return app
