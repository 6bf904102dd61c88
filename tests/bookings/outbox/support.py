"""Handlers that note what they are given, and a worker to go with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from bookings.outbox.routes import Routes
from bookings.outbox.worker import Pace, Worker
from bookings.services.messages import Event, Message, NewMessage, Plug, RetryPolicy
from bookings.services.ports import Reading
from bookings.storage.outbox import SqlOutbox
from bookings.storage.tables import outbox
from tests.bookings.support import Api

QUICK = Pace(poll_seconds=0.02, trouble_seconds=0.02, grace_seconds=0.2)


@dataclass
class Noting:
    """A handler that notes what it delivers, and does what it is told first."""

    kinds: frozenset[str] = frozenset({"test.note"})
    at_once: int = 4
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    first: Callable[[Message], object] = lambda _: None
    """May raise, or give something to await."""
    delivered: list[Message] = field(default_factory=list)

    async def deliver(self, message: Message) -> str | None:
        waits: Any = self.first(message)
        if waits is not None:
            await waits
        self.delivered.append(message)
        return None

    def said(self) -> list[Any]:
        return [message.payload["say"] for message in self.delivered]


def plug(*handlers: Noting) -> Plug:
    return Plug(handlers=handlers)


def note(event: Event, _: Reading) -> Iterable[NewMessage]:
    """The consequence of every event, in the booking's lane."""
    yield NewMessage("test.note", {"say": event.message.kind}, lane=f"note:{event.message.booking_id}")


EVERYTHING = {kind: [note] for kind in ("booking.created", "booking.rescheduled", "booking.cancelled")}


def worker(api: Api, *plugs: Plug, name: str = "w1") -> Worker:
    routes = Routes(plugs)
    return Worker(api.storage, SqlOutbox(api.storage.database), routes, api.clock, name, Random(1), QUICK)


def write(api: Api, *messages: NewMessage) -> None:
    with api.storage.writing() as unit:
        for new in messages:
            unit.add_message("dentist", None, new, api.clock())


def say(text: object, **more: Any) -> NewMessage:
    return NewMessage(more.pop("kind", "test.note"), {"say": text}, **more)


def rows(api: Api) -> list[dict[str, Any]]:
    with api.storage.database.reading() as connection:
        return [dict(row) for row in connection.execute(select(outbox).order_by(outbox.c.id)).mappings()]


async def run_until(done: Callable[[], bool], *workers: Worker, seconds: float = 10) -> None:
    """Run the workers until something holds, or fail."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(each.run(stop)) for each in workers]
    try:
        async with asyncio.timeout(seconds):
            while not done():
                await asyncio.sleep(0.01)
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def run_a_while(*workers: Worker) -> None:
    """Long enough for whatever is due."""
    ends = asyncio.get_running_loop().time() + 0.3
    await run_until(lambda: asyncio.get_running_loop().time() > ends, *workers)


MINUTE = timedelta(minutes=1)
