"""A client's connection: uvicorn's, with limits on a request's head and on how long it may take to arrive.

uvicorn closes a connection on which nothing comes after an answer, but waits for ever for the rest
of a request that has begun, or for a first one; whoever opens enough of those keeps everybody out.
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from bookings.api.schemas import Error, ErrorEnvelope

MAX_ADDRESS_BYTES = 8 * 1024
"""The longest address, with its query."""
MAX_HEAD_BYTES = 32 * 1024
"""The longest head: address and headers."""
ARRIVAL_SECONDS = 30.0
"""In which a request must have arrived, from its first byte on; also for the first byte to come at all."""

_Refusal = tuple[int, str, str]
_NO_HTTP: _Refusal = (400, "invalid_request", "This is not HTTP as it should be.")
_LONG_ADDRESS: _Refusal = (414, "address_too_long", f"The address is longer than {MAX_ADDRESS_BYTES} bytes.")
_LONG_HEAD: _Refusal = (431, "head_too_large", f"The headers are longer than {MAX_HEAD_BYTES} bytes in all.")
_TOO_SLOW: _Refusal = (408, "request_timeout", "The request did not arrive in time.")


class _Refused(Exception):
    """Ends the parsing; what is answered stands in the connection."""


class Connection(HttpToolsProtocol):
    """For uvicorn's setting `http`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._timer: asyncio.TimerHandle | None = None
        self._is_arriving = False  # a request has begun and has not ended
        self._is_in_head = False
        self._head_bytes = 0  # of its address and whole headers
        self._unfinished_bytes = 0  # that have come without ending the head
        self._refusal = _NO_HTTP

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._restart_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A request that comes in one piece, as nearly all do, costs no timer."""
        was_arriving = self._is_arriving
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._is_in_head:
            self._unfinished_bytes += len(data)
            if self._unfinished_bytes > MAX_HEAD_BYTES:
                return self._refuse(_LONG_HEAD)
        if self._is_arriving:
            if not was_arriving:
                self._restart_timer()
        elif not self._is_idle():
            self._stop_timer()
        elif self._timer is None:
            self._restart_timer()  # line breaks, say, before a request; that stopped uvicorn's own timer

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_arriving = self._is_in_head = True
        self._head_bytes = self._unfinished_bytes = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._head_bytes += len(url)
        self._check(len(self.url) <= MAX_ADDRESS_BYTES, _LONG_ADDRESS)

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._head_bytes += len(name) + len(value) + 4
        self._check(self._head_bytes <= MAX_HEAD_BYTES, _LONG_HEAD)

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_arriving = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What the parser could not read, or one of us would not."""
        self._refuse(self._refusal)

    def _check(self, is_right: bool, refusal: _Refusal) -> None:
        if not is_right:
            self._refusal = refusal
            raise _Refused

    def _refuse(self, refusal: _Refusal) -> None:
        """Answer, unless an answer is under way already, and hang up."""
        self._is_in_head = False
        is_answering = self.cycle is not None and self.cycle.response_started and not self._is_idle()
        if not self.pipeline and not is_answering:
            self.transport.write(_answer(*refusal))
        if self.cycle is not None and not self._is_idle():
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _restart_timer(self) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(ARRIVAL_SECONDS, self._give_up)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        if self.transport.is_closing():
            return
        is_awaited = self._is_in_head or not self._is_idle()  # else it has its answer, before all had come
        if self._is_arriving and is_awaited:
            self._refuse(_TOO_SLOW)
        else:
            self.transport.close()


def _answer(status: int, code: str, message: str) -> bytes:
    body = msgspec.json.encode(ErrorEnvelope(Error(code, message, {})))
    head = f"content-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    return STATUS_LINE[status] + head.encode() + body
