"""The worker's loop: looks for what is due, claims it, delivers it, several at once.

Any number of workers may run. A claim ends by itself, so what a killed worker had claimed is
delivered by another. No transaction is open while a handler talks to the outside world.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from bookings.outbox import deliver, fan_out
from bookings.outbox.jobs import run_regularly
from bookings.outbox.routes import Routes
from bookings.outbox.settling import Settling
from bookings.services.delivery import Expanded, Outbox
from bookings.services.messages import Handler, Message
from bookings.services.ports import Clock, Storage

LEASE = timedelta(seconds=2 * deliver.SECONDS)
EVENTS_AT_ONCE = 100
AHEAD = 6
"""How many times what a handler delivers at once is claimed, so that few transactions claim many."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the loop turns."""

    poll_seconds: float = 0.5
    """How often it looks when there is nothing to do."""
    trouble_seconds: float = 2.0
    """How long it waits when the database cannot be used."""
    grace_seconds: float = 7.0
    """How long deliveries may go on when it is told to stop."""


@dataclass
class Worker:
    """One worker; `run` it once."""

    storage: Storage
    """Where events look things up."""
    outbox: Outbox
    """Where they are claimed."""
    routes: Routes
    """What is to be done with them."""
    clock: Clock
    """The present instant."""
    name: str
    """Unique among all workers at all times."""
    chance: Random = field(default_factory=Random)
    """For the pauses before trying again."""
    pace: Pace = field(default_factory=Pace)
    """How fast the loop turns."""
    alive: Callable[[], None] = lambda: None
    """Called at every turn, at least every few seconds."""

    def __post_init__(self) -> None:
        self._settling = Settling(self.outbox, self.clock, self.name, LEASE.total_seconds())
        self._running: dict[asyncio.Task[None], tuple[Handler, Message]] = {}
        self._places = {id(one): asyncio.Semaphore(one.at_once) for one in self.routes.handlers}
        self._wake = asyncio.Event()
        self._stopping = False

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; then what is being delivered has a few seconds to end."""
        jobs = [asyncio.create_task(run_regularly(job, stop)) for job in self.routes.jobs]
        stopping = asyncio.create_task(self._wake_at(stop))
        try:
            while not stop.is_set():
                await self._turn()
        finally:
            self._stopping = True
            stop.set()
            stopping.cancel()
            await self._finish(jobs)
            await asyncio.gather(*jobs, stopping, return_exceptions=True)

    async def _turn(self) -> None:
        self._wake.clear()
        self.alive()
        pause = self.pace.poll_seconds
        try:
            if await self._take():
                return
        except Exception as error:  # the database is away, or full, or busy: it may come back
            logger.error("The outbox cannot be read or written: %s", error)
            pause = self.pace.trouble_seconds
        try:
            await asyncio.wait_for(self._wake.wait(), pause)
        except TimeoutError:
            pass

    async def _take(self) -> bool:
        """Claim and start what is due, as far as there is room; whether there was anything."""
        free = [handler for handler in self.routes.handlers if self._room(handler) > 0]
        kinds = {*self.routes.consequences, *(kind for handler in free for kind in handler.kinds)}
        due = await asyncio.to_thread(self.outbox.due, kinds, self.clock())
        took = False
        if events := due & self.routes.consequences.keys():
            took = await asyncio.to_thread(self._expand, events)
        for handler in free:
            if wanted := due & handler.kinds:
                claimed = await asyncio.to_thread(self._claim, wanted, self._room(handler))
                took = took or bool(claimed)
                for message in claimed:
                    self._start(handler, message)
        return took

    def _room(self, handler: Handler) -> int:
        return handler.at_once * AHEAD - sum(1 for other, _ in self._running.values() if other is handler)

    def _claim(self, kinds: set[str], limit: int) -> list[Message]:
        now = self.clock()
        return self.outbox.claim(kinds, now, limit, self.name, now + LEASE)

    def _expand(self, kinds: set[str]) -> bool:
        events = self._claim(kinds, EVENTS_AT_ONCE)
        if events:
            expanded = self._consequences(events)
            self.outbox.expand(expanded, self.name, self.clock())
        return bool(events)

    def _consequences(self, events: Sequence[Message]) -> list[Expanded]:
        with self.storage.reading() as view:
            return [
                fan_out.expand(view, event, self.routes.consequences, self.clock(), self.chance)
                for event in events
            ]

    def _start(self, handler: Handler, message: Message) -> None:
        task = asyncio.create_task(self._deliver(handler, message))
        self._running[task] = handler, message
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._wake.set()

    async def _deliver(self, handler: Handler, message: Message) -> None:
        """When it has a place, unless so much of the claim's time has gone that the rest might not do."""
        loop = asyncio.get_running_loop()
        claimed_at = loop.time()
        async with self._places[id(handler)]:
            if self._stopping or loop.time() - claimed_at > LEASE.total_seconds() - deliver.SECONDS:
                await self._give_back([message])
                return
            outcome = await deliver.deliver(handler, message, self.clock, self.chance)
        await self._settling.settle(outcome)

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stopping = True
        self._wake.set()

    async def _finish(self, jobs: Sequence[asyncio.Task[None]]) -> None:
        """What does not end in time is left; its claims are given back at once."""
        going_on = [*self._running, *jobs]
        if not going_on:
            return
        _, late = await asyncio.wait(going_on, timeout=self.pace.grace_seconds)
        left = [self._running[task][1] for task in late if task in self._running]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if left:
            await self._give_back(left)

    async def _give_back(self, messages: Sequence[Message]) -> None:
        try:
            await asyncio.to_thread(self.outbox.release, messages, self.name)
        except Exception as error:
            logger.warning("Claims could not be given back, they end by themselves: %s", error)
