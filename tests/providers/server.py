"""What the providers' fakes have in common: a server in a thread that keeps what it was sent."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

PATIENCE_SECONDS = 30


@dataclass
class Asked:
    """One request that a fake got."""

    path: str
    headers: dict[str, str]
    body: bytes
    query: dict[str, str]

    @property
    def json(self) -> Any:
        """The body as JSON; None if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def form(self) -> dict[str, str]:
        """The body as form fields."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class Answered:
    """What a fake answers."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class FakeProvider(ThreadingHTTPServer):
    """A provider's API. Subclasses write `answer`, and `post` what was delivered with `keep`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.delivered: list[dict[str, Any]] = []
        """Messages that were accepted, oldest first."""
        self.refused: list[str] = []
        """Why requests were refused; a test that expects none checks that it is empty."""
        self.next_answers: list[Answered] = []
        """Answered first, in place of what would be: to play a provider in trouble."""
        self._changed = threading.Condition()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, asked: Asked) -> Answered:
        """The answer to a request."""
        raise NotImplementedError

    def keep(self, message: dict[str, Any]) -> None:
        """Take a message as delivered."""
        with self._changed:
            self.delivered.append(message)
            self._changed.notify_all()

    def changed(self) -> None:
        """Wake those who wait."""
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], Any], what: str = "the provider was told") -> Any:
        """The first true value of `condition`, asked again after every request."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        with self._changed:
            while not (found := condition()):
                left = deadline - time.monotonic()
                assert left > 0, f"not within {PATIENCE_SECONDS} s: {what}; refused: {self.refused}"
                self._changed.wait(left)
        return found

    def close(self) -> None:
        """Stop listening."""
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: FakeProvider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(address.path, headers, body, dict(parse_qsl(address.query)))
        answered = self.server.next_answers.pop(0) if self.server.next_answers else self.server.answer(asked)
        content = json.dumps(answered.body).encode()
        self.send_response(answered.status)
        for name, value in {"Content-Type": "application/json", **answered.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.server.changed()

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests' output is for the tests."""
