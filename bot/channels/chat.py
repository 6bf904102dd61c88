"""The chat page at `/chat`: a page of web/chat/ that shows the widget in full size."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.base import Handler
from bot.channels.files import WEB, answer, missing, read_files

FOLDER = WEB / "chat"
HEADERS = {
    # Nothing from elsewhere, nothing inline, no framing: a text of the bot can never become code.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class ChatPage(InputChannel):
    """Serves the page; takes no messages itself."""

    @classmethod
    def name(cls) -> str:
        return "chat"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> ChatPage:
        return cls()

    def url_prefix(self) -> str:
        # Rasa joins this to /webhooks/; a leading slash leaves that.
        return "/chat"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes of the page, to stand below /chat."""
        routes, files = Blueprint("chat_page"), read_files(FOLDER)

        @routes.route("/", methods=["GET", "HEAD"], name="index")
        async def index(request: Request) -> HTTPResponse:
            # Without the slash, the page's own relative addresses would point beside it.
            if not request.path.endswith("/"):
                return response.redirect("/chat/", headers=dict(HEADERS))
            return answer(request, files[""], HEADERS)

        @routes.route("/<name:str>", methods=["GET", "HEAD"], name="file")
        async def file(request: Request, name: str) -> HTTPResponse:
            return answer(request, files[name], HEADERS) if name in files else missing(HEADERS)

        return routes
