"""A proxy in front of a program that can lose it, hold it up, slow it down, or make it talk nonsense."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

HUNG_SECONDS = 30
SLOW_SECONDS = 2.5
HOLDS = "/api/v1/holds"
PASSED_ON = ("Authorization", "Content-Type", "If-None-Match", "Idempotency-Key", "traceparent")


class Faults(ThreadingHTTPServer):
    """Passes requests on to `target`, unless `fault` says otherwise.

    `down`: the connection is closed; `hung`: no answer comes; `slow`: each answer takes some seconds;
    `nonsense`: a page instead of JSON; `lost`: the request is carried out, but its answer is lost. With
    `only` just the requests to that path have it. `holds` are the ids of the holds that were made, whether
    their answers came through or not.
    """

    daemon_threads = True

    def __init__(self, target: str, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.target = target
        self.fault: str | None = None
        self.only: str | None = None
        self.holds: list[str] = []
        self.released = threading.Event()
        # One client for all: each new one would read the list of certificates, which takes longer than the
        # program that is asked. Its connections are not kept, for the program may be restarted.
        unkept = httpx.Limits(max_keepalive_connections=0)
        self.client = httpx.Client(trust_env=False, timeout=30, limits=unkept)

    @property
    def url(self) -> str:
        """Where the bot finds the program."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @contextmanager
    def having(self, fault: str, only: str | None = None) -> Iterator[None]:
        """Inside the block the program has this fault."""
        self.fault, self.only = fault, only
        self.released.clear()
        try:
            yield
        finally:
            self.fault = self.only = None
            self.released.set()


class _Handler(BaseHTTPRequestHandler):
    server: Faults

    def do_GET(self) -> None:
        self._pass_on()

    do_POST = do_PATCH = do_DELETE = do_GET

    def _pass_on(self) -> None:
        fault = self.server.fault if self.server.only in (None, self.path) else None
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if fault in ("hung", "slow"):
            self.server.released.wait(HUNG_SECONDS if fault == "hung" else SLOW_SECONDS)
        if fault in ("down", "hung"):
            self.close_connection = True
            return
        if fault == "nonsense":
            self._answer(200, "text/html", b"<html>It works!</html>")
            return
        headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
        address = self.server.target + self.path
        answer = self.server.client.request(self.command, address, content=body, headers=headers)
        if answer.status_code == 201 and self.path == HOLDS:
            self.server.holds.append(answer.json()["data"]["id"])
        if fault == "lost" and self.command == "POST":
            self.close_connection = True
            return
        self._answer(answer.status_code, "application/json", answer.content, answer.headers.get("ETag"))

    def _answer(self, status: int, kind: str, body: bytes, etag: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests' output is for the tests."""


@contextmanager
def in_front_of(target: str, port: int = 0) -> Iterator[Faults]:
    """A proxy in front of the program at `target`; on a free port, if none is named."""
    proxy = Faults(target, port)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.released.set()
        proxy.shutdown()
        proxy.server_close()
        thread.join(10)
        proxy.client.close()
