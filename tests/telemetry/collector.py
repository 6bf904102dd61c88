"""A collector of OpenTelemetry's that takes spans as the protocol has them, and nothing else.

Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp, in the binary encoding.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as service

PATH, KIND = "/v1/traces", "application/x-protobuf"


@dataclass(frozen=True)
class Seen:
    """One span that came."""

    program: str
    """The resource's `service.name`."""
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    """Empty for the first of a trace."""
    kind: int
    """1 internal, 2 server, 3 client."""
    failed: bool
    attributes: dict[str, Any]
    began: int
    ended: int
    """Nanoseconds since 1970."""


class Collector(ThreadingHTTPServer):
    """Listens on a port of its own until it is closed."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.spans: list[Seen] = []
        self.faults: list[str] = []
        """What was not as the protocol has it."""
        self.status = 200
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def wait_for(self, enough: Callable[[list[Seen]], bool], seconds: float = 60) -> list[Seen]:
        """The spans as soon as there are enough."""
        until = time.monotonic() + seconds
        while not enough(list(self.spans)):
            assert time.monotonic() < until, [(span.program, span.name) for span in self.spans]
            time.sleep(0.05)
        return list(self.spans)

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = None if self.server.status != 200 else self._take(body)
        if fault:
            self.server.faults.append(fault)
        self.send_response(400 if fault else self.server.status)
        self.send_header("Content-Type", KIND)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _take(self, body: bytes) -> str | None:
        """What is wrong with the request; None: nothing, and its spans are kept."""
        if self.path != PATH or self.headers.get("Content-Type") != KIND:
            return f"{self.path}: {self.headers.get('Content-Type')}"
        request = service.ExportTraceServiceRequest()
        try:
            request.ParseFromString(body)
        except DecodeError as error:
            return f"no ExportTraceServiceRequest: {error}"
        for resource in request.resource_spans:
            program = _values(resource.resource.attributes).get("service.name")
            for scope in resource.scope_spans:
                for span in scope.spans:
                    if fault := _fault(span, program):
                        return fault
                    self.server.spans.append(_seen(span, str(program)))
        return None

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


def _fault(span: Any, program: object) -> str | None:
    lengths = len(span.trace_id), len(span.span_id), len(span.parent_span_id)
    if (
        not program
        or lengths not in ((16, 8, 0), (16, 8, 8))
        or not any(span.trace_id)
        or not any(span.span_id)
    ):
        return f"{span.name}: of {program}, ids {lengths}"
    if not span.name or not 0 < span.start_time_unix_nano <= span.end_time_unix_nano or not span.kind:
        return f"{span.name!r}: from {span.start_time_unix_nano} to {span.end_time_unix_nano}, {span.kind}"
    return None


def _seen(span: Any, program: str) -> Seen:
    return Seen(
        program,
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        span.kind,
        span.status.code == 2,
        _values(span.attributes),
        span.start_time_unix_nano,
        span.end_time_unix_nano,
    )


def _values(attributes: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in attributes}
