"""A server on loopback that answers as it is told, and can be made to fail in every way that servers do."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    """Decoded."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass(frozen=True)
class Told:
    """One answer."""

    status: int
    body: Any = None
    """JSON; None: nothing at all."""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Fault:
    """What happens instead of an answer, to the next `times` requests that it is for."""

    answer: Told | None = None
    """This answer; None with neither of the other two: the connection is cut."""
    hangs: bool = False
    """No answer comes at all, until the server stops."""
    half: bool = False
    """Half of the right answer comes, then the connection is cut."""
    late: bool = False
    """What was asked for is done, and the connection is cut before the answer."""
    times: int = 1
    when: Callable[[Asked], bool] = lambda _: True


class Fake:
    """Subclasses answer requests; tests put faults in."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.base = ""
        self.stopping = threading.Event()
        self.lock = threading.RLock()

    def answer(self, asked: Asked) -> Told:
        raise NotImplementedError

    def fail(self, answer: Told | None = None, **how: Any) -> None:
        self.faults.append(Fault(answer, **how))

    def fault_for(self, asked: Asked) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and fault.when(asked):
                fault.times -= 1
                return fault
        return None

    def count(self, method: str, part: str = "") -> int:
        return sum(1 for each in self.asked if each.method == method and part in each.path)


def handler_for(fake: Fake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            asked = Asked(
                self.command,
                unquote(parts.path),
                {name: values[0] for name, values in parse_qs(parts.query).items()},
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
            )
            with fake.lock:
                fake.asked.append(asked)
                fault = fake.fault_for(asked)
            if fault is None:
                with fake.lock:
                    told = fake.answer(asked)
                self.send(told)
            elif fault.hangs:
                fake.stopping.wait(30)
                self.cut()
            elif fault.answer is not None:
                self.send(fault.answer)
            else:
                if fault.half or fault.late:
                    with fake.lock:
                        told = fake.answer(asked)
                    if fault.half:
                        self.send(told, half=True)
                self.cut()

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one
        do_PROPFIND = do_REPORT = handle_one

        def send(self, told: Told, half: bool = False) -> None:
            body = b"" if told.body is None else json.dumps(told.body).encode()
            self.send_response_only(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            if body:
                self.send_header("Content-Type", "application/json; charset=UTF-8")
            if told.status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if half else body)

        def cut(self) -> None:
            self.close_connection = True
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # whoever finds it full waits for seconds


@contextmanager
def served(fake: Fake) -> Iterator[str]:
    """The address at which it listens."""
    server = Server(("127.0.0.1", 0), handler_for(fake))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    fake.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake.base
    finally:
        fake.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
