"""Talking to a bot over REST, many at once: plain sockets, requests made up beforehand, little cost.

Each connection plays one conversation after the other, and says the next thing when the last one has been
answered. It runs in a process of its own (like `load.py`), so that its processor time can be told.
"""

from __future__ import annotations

import json
import multiprocessing
import selectors
import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks import load

Conversation = Sequence[tuple[str, str]]
"""Sender and text of one message after the other."""
PATH = "/webhooks/rest/webhook"
PATIENCE_SECONDS = 60


@dataclass
class Talk:
    """What came of a stretch of talking."""

    latencies: list[float] = field(default_factory=list)
    """Seconds from each message to its whole answer, in the order of the answers."""
    in_time: int = 0
    """Answers that came before the time was over."""
    seconds: float = 0.0
    """That time: what was asked for, or until the last answer."""
    client_cpu: float = 0.0
    """Seconds of processor time that this side took."""
    conversations: int = 0
    """How many were played to their end."""
    silences: int = 0
    """Answers without a message, or with a status other than 200."""
    replies: list[str] = field(default_factory=list)
    """The texts of each answer, if they were to be kept."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.in_time / self.seconds


def request_for(sender: str, text: str) -> bytes:
    """The bytes of one message."""
    body = {"sender": sender, "message": text, "metadata": {"timezone": "Europe/London"}}
    return load.request("POST", PATH, body=json.dumps(body).encode())


def talk(
    port: int, conversations: Iterable[Conversation], connections: int, seconds: float | None = None
) -> Talk:
    """Play the conversations on so many connections; with `seconds`, begin no new one after that time.

    Those under way are then played to their end, so that nobody stays behind with a time on hold. Raises
    RuntimeError when the load breaks off.
    """
    context = multiprocessing.get_context("fork")
    found = context.SimpleQueue()
    process = context.Process(target=_client, args=(port, conversations, connections, seconds, found))
    process.start()
    result = found.get()
    process.join()
    if isinstance(result, Exception):
        raise result
    return result


def _client(port: int, conversations: Any, connections: int, seconds: float | None, found: Any) -> None:
    try:
        found.put(_Talkers(port, iter(conversations), connections, seconds).talk())
    except Exception as error:
        found.put(RuntimeError(f"the talk broke off: {type(error).__name__}: {error}"))


class _Talkers:
    def __init__(
        self, port: int, conversations: Iterator[Conversation], connections: int, seconds: float | None
    ) -> None:
        self.port, self.conversations, self.seconds = port, conversations, seconds
        self.talk_so_far, self.open = Talk(), 0
        self.selector = selectors.DefaultSelector()
        self.connections = connections

    def talk(self) -> Talk:
        found, cpu, began = self.talk_so_far, time.process_time(), time.perf_counter()
        self.until = began + self.seconds if self.seconds is not None else None
        for _ in range(self.connections):
            self._begin(_Line(self.port))
        while self.open:
            events = self.selector.select(PATIENCE_SECONDS)
            if not events:
                raise TimeoutError(f"no answer for {PATIENCE_SECONDS} seconds")
            for key, _ in events:
                self._receive(key.data)
        found.client_cpu = time.process_time() - cpu
        found.seconds = self.seconds or time.perf_counter() - began
        return found

    def _begin(self, line: _Line) -> None:
        is_over = self.until is not None and time.perf_counter() >= self.until
        conversation = None if is_over else next(self.conversations, None)
        if conversation is None:
            line.socket.close()
            return
        line.waiting = [request_for(*message) for message in reversed(conversation)]
        self.selector.register(line.socket, selectors.EVENT_READ, line)
        self.open += 1
        line.send()

    def _receive(self, line: _Line) -> None:
        answer = line.receive()
        if answer is None:
            return
        now, found = time.perf_counter(), self.talk_so_far
        found.latencies.append(now - line.sent_at)
        found.in_time += self.until is None or now < self.until
        messages = json.loads(answer) if line.status == 200 else []
        found.silences += not messages
        found.replies.append(" ".join(each.get("text") or "" for each in messages))
        if line.waiting:
            line.send()
            return
        self.selector.unregister(line.socket)
        self.open -= 1
        found.conversations += 1
        self._begin(line)


class _Line:
    """One connection in the middle of a conversation."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.waiting: list[bytes] = []
        self.received, self.status, self.sent_at = b"", 0, 0.0

    def send(self) -> None:
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(self.waiting.pop())

    def receive(self) -> bytes | None:
        """The body of the answer once it is whole."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self.received += piece
        head, found, body = self.received.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if not found or len(body) < int(length or 0):
            return None
        self.status = int(head[9:12])
        return body
