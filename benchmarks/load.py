"""A load generator that costs little beside a server: plain sockets, requests made up beforehand.

    answered = run(address, requests, connections=16, seconds=2)

Each connection sends its next request when the last one has been answered (a closed loop), so as many
requests as connections are under way. It runs in a process of its own, so that it can be measured and has
no share in the server's interpreter.
"""

from __future__ import annotations

import multiprocessing
import os
import selectors
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """What came of a stretch of load."""

    statuses: Counter[int]
    """How many answers of each HTTP status."""
    seconds: float
    """How long it took, wall clock."""
    latencies: Sequence[float]
    """Seconds from each request to its whole answer, sorted."""
    body: bytes
    """One of the bodies, to be looked at."""
    client_cpu: float
    """Seconds of processor time that the client itself took."""

    @property
    def answers(self) -> int:
        return sum(self.statuses.values())

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds

    def percentile(self, share: float) -> float:
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)]


def request(method: str, path: str, key: str | None = None, body: bytes = b"") -> bytes:
    """The bytes of a request over a connection that stays open."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"Authorization: Bearer {key}"] if key else []
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def run(
    address: tuple[str, int],
    requests: Sequence[bytes],
    connections: int,
    seconds: float | None = None,
) -> Load:
    """Send the requests in turn, over and over for some seconds, or without `seconds` each of them once."""
    context = multiprocessing.get_context("fork")
    found = context.SimpleQueue()
    process = context.Process(target=_client, args=(address, requests, connections, seconds, found))
    process.start()
    load = found.get()
    process.join()
    if isinstance(load, Exception):
        raise load
    return load


def _client(address: Any, requests: Any, connections: int, seconds: float | None, found: Any) -> None:
    try:
        found.put(_Loop(address, requests, connections, seconds).load())
    except Exception as error:
        found.put(RuntimeError(f"the load broke off: {type(error).__name__}: {error}"))


class _Loop:
    """All connections of one client."""

    def __init__(
        self, address: tuple[str, int], requests: Sequence[bytes], connections: int, seconds: float | None
    ) -> None:
        self.requests, self.seconds = requests, seconds
        self.sent, self.open, self.body = 0, 0, b""
        self.statuses: Counter[int] = Counter()
        self.latencies: list[float] = []
        self.selector = selectors.DefaultSelector()
        self.sockets = [socket.create_connection(address, timeout=30) for _ in range(connections)]

    def load(self) -> Load:
        cpu, began = time.process_time(), time.perf_counter()
        self.until = began + self.seconds if self.seconds is not None else None
        for each in self.sockets:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.selector.register(each, selectors.EVENT_READ, _State())
            self._send(each, self.selector.get_key(each).data)
        while self.open:
            events = self.selector.select(60)
            if not events:
                raise TimeoutError("no answer for a minute")
            for key, _ in events:
                self._receive(key.fileobj, key.data)
        took = time.perf_counter() - began
        for each in self.sockets:
            each.close()
        used = time.process_time() - cpu
        return Load(self.statuses, took, sorted(self.latencies), self.body, used)

    def _send(self, connection: Any, state: _State) -> None:
        is_over = self.sent >= len(self.requests) if self.until is None else time.perf_counter() >= self.until
        if is_over:
            return
        state.sent_at = time.perf_counter()
        connection.sendall(self.requests[self.sent % len(self.requests)])
        self.sent += 1
        self.open += 1

    def _receive(self, connection: Any, state: _State) -> None:
        piece = connection.recv(1 << 18)
        if not piece:
            raise ConnectionError("the server closed the connection")
        state.received += piece
        if state.wanted is None:
            head, found, _ = state.received.partition(b"\r\n\r\n")
            if not found:
                return
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            state.wanted = len(head) + 4 + int(length or 0)
        if len(state.received) < state.wanted:
            return
        self.latencies.append(time.perf_counter() - state.sent_at)
        self.statuses[int(state.received[9:12])] += 1
        self.body = state.received.partition(b"\r\n\r\n")[2]
        state.received, state.wanted = b"", None
        self.open -= 1
        self._send(connection, state)


class _State:
    """What a connection is in the middle of."""

    __slots__ = ("received", "sent_at", "wanted")

    def __init__(self) -> None:
        self.received, self.sent_at = b"", 0.0
        self.wanted: int | None = None


def cpu_of(pid: int) -> float:
    """Seconds of processor time that a process, with all its threads, has taken so far."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
