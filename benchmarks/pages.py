"""Open pages of the chat widget, many at once: plain HTTP over asyncio's streams, little cost.

As a browser does, each page has one connection on which it listens and one on which it sends. They run in a
process of their own (like `talk.py`), so that what they cost can be told from what the programs cost.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

DRAIN_SECONDS = 120.0
"""How long after the last message its answer may come."""
START_SECONDS = 60.0


@dataclass
class Talked:
    """What came of a stretch of talking."""

    latencies: list[float] = field(default_factory=list)
    """Seconds from sending each message to its last answer."""
    sent: int = 0
    faults: list[str] = field(default_factory=list)
    """What was refused, lost, doubled or out of order."""
    client_cpu: float = 0.0
    """Seconds of processor time that the pages took."""


def alone(port: int, lines: Sequence[str], count: int) -> Talked:
    """One page says `count` lines, each when the one before has been answered."""
    return _in_a_process(_alone(port, lines, count))


def together(port: int, lines: Sequence[str], pages: int, rate: float, seconds: float) -> Talked:
    """So many pages, of which one after the other says something, `rate` times a second."""
    return _in_a_process(_together(port, lines, pages, rate, seconds))


def _in_a_process(work: Coroutine[Any, Any, list[Page]]) -> Talked:
    """Raises RuntimeError when the load breaks off."""
    context = multiprocessing.get_context("fork")
    found = context.SimpleQueue()
    process = context.Process(target=_run, args=(work, found))
    process.start()
    work.close()  # it runs in the other process
    result = found.get()
    process.join()
    if isinstance(result, Exception):
        raise result
    return result


def _run(work: Coroutine[Any, Any, list[Page]], found: Any) -> None:
    try:
        cpu = time.process_time()
        pages = asyncio.run(work)
        talked = Talked(client_cpu=time.process_time() - cpu)
        for page in pages:
            talked.latencies += page.took.values()
            talked.sent += len(page.sent_at)
            talked.faults += page.faults()
        found.put(talked)
    except Exception as error:
        found.put(RuntimeError(f"the pages broke off: {type(error).__name__}: {error}"))


async def _alone(port: int, lines: Sequence[str], count: int) -> list[Page]:
    page = Page(port)
    await page.begin()
    for number in range(count):
        await page.say(lines[number % len(lines)])
        await _until_answered([page])
    await page.close()
    return [page]


async def _together(port: int, lines: Sequence[str], count: int, rate: float, seconds: float) -> list[Page]:
    pages = [Page(port) for _ in range(count)]
    for page in pages:
        await page.begin()
    sending, started = [], time.monotonic()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, started + number / rate - time.monotonic()))
        page = pages[number % count]
        sending.append(asyncio.create_task(page.say(lines[(number // count) % len(lines)])))
    await asyncio.gather(*sending)
    await _until_answered(pages)
    for page in pages:
        await page.close()
    return pages


async def _until_answered(pages: Sequence[Page]) -> None:
    """Wait until nothing is open any more, or for DRAIN_SECONDS."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while any(len(page.took) < len(page.sent_at) for page in pages) and time.monotonic() < deadline:
        await asyncio.sleep(0.005)


class Page:
    """One open widget."""

    def __init__(self, port: int) -> None:
        self._port, self._token = port, ""
        self._sending = asyncio.Lock()
        self._open = asyncio.Event()
        self.sent_at: dict[str, float] = {}
        """When each message was sent, by its id."""
        self.took: dict[str, float] = {}
        """Seconds until all its answers were there."""
        self.replies: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.numbers: list[int] = []
        """Of the events, in the order in which they came."""
        self.refused: list[str] = []

    async def begin(self) -> None:
        """Open a session and its stream."""
        self._in, self._out = await asyncio.open_connection("127.0.0.1", self._port)
        status, body = await self._ask("/widget/sessions", b"")
        if status != 201:
            raise RuntimeError(f"no session: {status} {body.decode()}")
        self._token = json.loads(body)["token"]
        self._listening = asyncio.create_task(self._listen())
        await asyncio.wait_for(self._open.wait(), START_SECONDS)

    async def close(self) -> None:
        """Leave."""
        self._listening.cancel()
        self._out.close()

    async def say(self, text: str) -> None:
        """Send one message."""
        message_id = f"message-{len(self.sent_at):04}"
        self.sent_at[message_id] = time.monotonic()
        body = {"id": message_id, "text": text, "timezone": "Europe/London"}
        async with self._sending:
            status, answer = await self._ask("/widget/messages", json.dumps(body).encode())
        if status != 202:
            self.refused.append(f"{message_id} was refused: {status} {answer.decode()}")

    async def _ask(self, path: str, body: bytes) -> tuple[int, bytes]:
        self._out.write(self._request("POST", path, body))
        head = await self._in.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        return int(head[9:12]), await self._in.readexactly(int(length))

    def _request(self, method: str, path: str, body: bytes | None = None) -> bytes:
        own = f"127.0.0.1:{self._port}"
        lines = [f"{method} {path} HTTP/1.1", f"Host: {own}", f"Origin: http://{own}"]
        lines += [f"Authorization: Bearer {self._token}"] if self._token else []
        lines += [f"Content-Length: {len(body)}"] if body is not None else []
        return "\r\n".join([*lines, "", ""]).encode() + (body or b"")

    async def _listen(self) -> None:
        stream, out = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            out.write(self._request("GET", "/widget/stream"))
            await stream.readuntil(b"\r\n\r\n")
            rest = ""
            while length := int(await stream.readline(), 16):
                rest += (await stream.readexactly(length + 2))[:-2].decode()
                *events, rest = rest.split("\n\n")
                for event in events:
                    self._hear(dict(line.split(": ", 1) for line in event.split("\n") if ": " in line))
        finally:
            out.close()

    def _hear(self, event: dict[str, str]) -> None:
        kind = event.get("event")
        if kind == "hello":
            self._open.set()
        if "id" in event:
            self.numbers.append(int(event["id"].split("-")[1]))
        if kind == "reply":
            self.replies[json.loads(event["data"])["to"]] += 1
        if kind == "answered":
            message_id = json.loads(event["data"])["id"]
            self.answered[message_id] += 1
            self.took.setdefault(message_id, time.monotonic() - self.sent_at[message_id])

    def faults(self) -> list[str]:
        """What was refused, lost, doubled or out of order."""
        sent = set(self.sent_at)
        found = [*self.refused]
        found += [f"{name} was not answered" for name in sent - set(self.answered)]
        found += [f"{name} has no reply" for name in sent - set(self.replies)]
        found += [f"{name} was answered {count} times" for name, count in self.answered.items() if count != 1]
        if self.numbers != list(range(1, len(self.numbers) + 1)):
            found.append("events are missing, doubled or out of order")
        return found
