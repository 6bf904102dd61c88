"""HEAD on the pages for people: what GET would answer, without its body (RFC 9110, 9.3.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from litestar import Litestar
from litestar.types import Message, Send

_FOLDERS = ("/book/", "/b/")


class Application(Litestar):
    """Litestar, which knows HEAD only as a route of its own."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD" and is_for_people(scope["path"]):
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        await super().__call__(scope, receive, send)


def is_for_people(path: str) -> bool:
    return path == "/book" or path.startswith(_FOLDERS)


def with_head(methods: Iterable[str], path: str) -> set[str]:
    """These methods, and HEAD where GET is there and it answers the same."""
    all_of_them = set(methods)
    return all_of_them | ({"HEAD"} if "GET" in all_of_them and is_for_people(path) else set())


def _without_body(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sent
