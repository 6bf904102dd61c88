"""Bodies of requests, read up to a limit; what lies beyond is thrown away, so that the answer is read."""

from __future__ import annotations

from typing import Any

from sanic import Sanic
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request

from bot.channels.incoming import BadMessage

_DISCARDED_BYTES = 16_777_216
"""How much of a body that is too long is read and thrown away, so that its sender gets to read the answer."""


async def limit_bodies(app: Sanic, _: Any) -> None:
    """A listener for the start of the server, for channels that read bodies with `read_body`."""
    app.config.REQUEST_MAX_SIZE = _DISCARDED_BYTES


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """The body of a request to a streaming route. Raises BadMessage when it has more than `limit_bytes`."""
    body, too_long = bytearray(), False
    try:
        while chunk := await request.stream.read():
            too_long = too_long or len(body) + len(chunk) > limit_bytes
            if not too_long:
                body += chunk
    except PayloadTooLarge:
        too_long = True
    if too_long:
        limit = f"A request may have {limit_bytes:,} bytes at most."
        raise BadMessage("payload_too_large", limit, status=413)
    return bytes(body)
