"""The chat page at `/chat`: static files of web/chat, which talk to the REST channel of the same server."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.base import Handler

FOLDER = Path(__file__).resolve().parents[2] / "web" / "chat"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
HEADERS = {
    # Nothing from elsewhere, nothing inline, no framing: a text of the bot can never become code.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


@dataclass(frozen=True)
class PageFile:
    """One file of the page, as it is served."""

    content: bytes
    """Its bytes."""
    content_type: str
    """Its media type."""
    etag: str
    """Changes with the content; lets browsers keep what has not changed."""


def read_files(folder: Path = FOLDER) -> dict[str, PageFile]:
    """The files of the page by name; index.html also under the empty name."""
    files = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in _TYPES:
            content = path.read_bytes()
            etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
            files[path.name] = PageFile(content, _TYPES[path.suffix], etag)
    return files | {"": files["index.html"]}


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
        routes, files = Blueprint("chat_page"), read_files()

        @routes.route("/", methods=["GET", "HEAD"], name="index")
        async def index(request: Request) -> HTTPResponse:
            # Without the slash, the page's own relative addresses would point beside it.
            if not request.path.endswith("/"):
                return response.redirect("/chat/", headers=dict(HEADERS))
            return _answer(request, files[""])

        @routes.route("/<name:str>", methods=["GET", "HEAD"], name="file")
        async def file(request: Request, name: str) -> HTTPResponse:
            if name not in files:
                return response.text("There is no such file.", status=404, headers=dict(HEADERS))
            return _answer(request, files[name])

        return routes


def _answer(request: Request, file: PageFile) -> HTTPResponse:
    headers = HEADERS | {"ETag": file.etag}
    if request.headers.get("if-none-match") == file.etag:
        return response.empty(status=304, headers=headers)
    return response.raw(file.content, headers=headers, content_type=file.content_type)
