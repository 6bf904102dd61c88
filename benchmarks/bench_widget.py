"""The chat widget's channel under load: 200 open pages, 20 messages a second for two minutes.

Starts the Bookings API, the action server and the bot by itself. First one person talks alone, to have a
yardstick; then all pages talk, each in its turn. Every message has to be answered exactly once, and every
page has to see each event of its conversation once and in order; else this fails. Prints the 95th percentile
of the time from sending a message to its last answer, for both, and their ratio.

    make bench, or: .venv/bot/bin/python benchmarks/bench_widget.py [--pages N] [--rate N] [--seconds N]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.conversations.stack import running  # noqa: E402

IDLE_MESSAGES = 60
DRAIN_SECONDS = 120.0
"""How long after the last message its answer may come."""
LINES = (
    "what are your opening hours?",
    "check-up with Sarah tomorrow",
    "is anyone free on Friday?",
    "who is there?",
)
SETTINGS = {
    "BOT_MESSAGE_RATE": "none",
    "BOT_ADDRESS_RATE": "none",
    "BOT_SESSION_RATE": "none",
    "BOT_SESSION_KEY": "a key of a benchmark that nobody has to guess",
}


@dataclass
class Page:
    """One open widget."""

    client: httpx.AsyncClient
    token: str = ""
    sent_at: dict[str, float] = field(default_factory=dict)
    """When each message was sent, by its id."""
    took: dict[str, float] = field(default_factory=dict)
    """Seconds until all its answers were there."""
    replies: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    numbers: list[int] = field(default_factory=list)
    """The numbers of the events, in the order in which they came."""
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def begin(self) -> asyncio.Task[None]:
        """Open a session and its stream."""
        reply = await self.client.post("/widget/sessions")
        self.token = reply.raise_for_status().json()["token"]
        task = asyncio.create_task(self._listen())
        await asyncio.wait_for(self.open.wait(), 30)
        return task

    async def say(self, text: str) -> str:
        """Send one message."""
        message_id = f"message-{len(self.sent_at):04}"
        self.sent_at[message_id] = time.monotonic()
        body = {"id": message_id, "text": text, "timezone": "Europe/London"}
        reply = await self.client.post("/widget/messages", json=body, headers=self._headers())
        reply.raise_for_status()
        return message_id

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def _listen(self) -> None:
        event: dict[str, str] = {}
        async with self.client.stream(
            "GET", "/widget/stream", headers=self._headers(), timeout=None
        ) as reply:
            reply.raise_for_status()
            async for line in reply.aiter_lines():
                name, _, value = line.partition(": ")
                event[name] = value
                if line == "":
                    self._hear(event)
                    event = {}

    def _hear(self, event: dict[str, str]) -> None:
        kind = event.get("event")
        if kind == "hello":
            self.open.set()
        if "id" in event:
            self.numbers.append(int(event["id"].split("-")[1]))
        if kind == "reply":
            self.replies[json.loads(event["data"])["to"]] += 1
        if kind == "answered":
            message_id = json.loads(event["data"])["id"]
            self.answered[message_id] += 1
            self.took.setdefault(message_id, time.monotonic() - self.sent_at[message_id])

    def faults(self) -> list[str]:
        """What was lost, doubled or out of order."""
        sent = set(self.sent_at)
        found = [f"{name} was not answered" for name in sent - set(self.answered)]
        found += [f"{name} has no reply" for name in sent - set(self.replies)]
        found += [f"{name} was answered {count} times" for name, count in self.answered.items() if count != 1]
        if self.numbers != list(range(1, len(self.numbers) + 1)):
            found.append("events are missing, doubled or out of order")
        return found


async def until_answered(pages: list[Page]) -> None:
    """Wait until nothing is open any more, or for DRAIN_SECONDS."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while any(len(page.took) < len(page.sent_at) for page in pages) and time.monotonic() < deadline:
        await asyncio.sleep(0.05)


async def idle(client: httpx.AsyncClient) -> list[float]:
    """Seconds for each message of one person who talks alone."""
    page = Page(client)
    task = await page.begin()
    for number in range(IDLE_MESSAGES):
        await page.say(LINES[number % len(LINES)])
        await until_answered([page])
    task.cancel()
    return sorted(page.took.values())


async def loaded(client: httpx.AsyncClient, count: int, rate: float, seconds: float) -> list[Page]:
    """All pages, after `seconds` in which they sent `rate` messages a second, one page after the other."""
    pages = [Page(client) for _ in range(count)]
    tasks = [await page.begin() for page in pages]
    sending, started = [], time.monotonic()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, started + number / rate - time.monotonic()))
        page = pages[number % count]
        sending.append(asyncio.create_task(page.say(LINES[(number // count) % len(LINES)])))
    refused = [
        each for each in await asyncio.gather(*sending, return_exceptions=True) if isinstance(each, Exception)
    ]
    await until_answered(pages)
    for task in tasks:
        task.cancel()
    if refused:
        print(f"{len(refused)} messages were refused: {refused[0]}")
    return pages


def percentile(values: list[float], part: float) -> float:
    """The value that `part` of all values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


async def measure(bot_url: str, asked: argparse.Namespace) -> int:
    """Measure and tell. 1 when a message was lost or doubled."""
    limits = httpx.Limits(max_connections=asked.pages + 100, max_keepalive_connections=100)
    headers = {"Origin": bot_url}
    async with httpx.AsyncClient(
        base_url=bot_url, limits=limits, headers=headers, timeout=60, trust_env=False
    ) as client:
        alone = await idle(client)
        pages = await loaded(client, asked.pages, asked.rate, asked.seconds)
    together = [seconds for page in pages for seconds in page.took.values()]
    faults = [fault for page in pages for fault in page.faults()]
    sent = sum(len(page.sent_at) for page in pages)
    p95, idle_p95 = percentile(together, 0.95), percentile(alone, 0.95)
    print(
        f"idle     {len(alone)} messages, one person: median {statistics.median(alone) * 1000:.0f} ms, "
        f"95th percentile {idle_p95 * 1000:.0f} ms"
    )
    print(
        f"loaded   {sent} messages, {asked.pages} open pages, {asked.rate:g} a second: "
        f"median {statistics.median(together) * 1000:.0f} ms, 95th percentile {p95 * 1000:.0f} ms"
    )
    print(f"ratio    {p95 / idle_p95:.1f} times the idle 95th percentile")
    print(f"faults   {len(faults)} lost, doubled or out of order" + (f": {faults[:5]}" if faults else ""))
    return 1 if faults else 0


def main() -> int:
    """Start everything, measure, stop it."""
    options = argparse.ArgumentParser(description="The chat widget's channel under load.")
    options.add_argument("--pages", type=int, default=200)
    options.add_argument("--rate", type=float, default=20)
    options.add_argument("--seconds", type=float, default=120)
    asked = options.parse_args()
    models = sorted((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        print("There is no trained model: run `make train` first.")
        return 1
    business = (ROOT / "examples" / "bright-smiles.yaml").read_text(encoding="utf-8")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), business, models[-1], SETTINGS) as stack,
    ):
        return asyncio.run(measure(stack.bot_url, asked))


if __name__ == "__main__":
    sys.exit(main())
