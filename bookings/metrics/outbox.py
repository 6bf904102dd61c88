"""What the worker counts: what became of messages, and how far behind it is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bookings.services.delivery import Backlog, Delivered, Expanded, Outbox, Outcome, Postponed
from bookings.services.messages import Message
from bookings.services.ports import Clock

logger = logging.getLogger(__name__)


class CountedOutbox:
    """An outbox that counts what is noted in it."""

    def __init__(self, outbox: Outbox, registry: CollectorRegistry) -> None:
        self._outbox = outbox
        self._outcomes = Counter(
            "bookings_outbox_outcomes", "What became of deliveries.", ["kind", "outcome"], registry=registry
        )
        self._events = Counter(
            "bookings_events", "What happened to bookings, once each.", ["kind"], registry=registry
        )

    def expand(self, events: Sequence[Expanded], by: str, now: datetime) -> None:
        self._outbox.expand(events, by, now)
        for event in events:
            self._events.labels(event.outcome.message.kind).inc()

    def settle(self, outcomes: Sequence[Outcome], by: str, now: datetime) -> None:
        self._outbox.settle(outcomes, by, now)
        for outcome in outcomes:
            self._outcomes.labels(outcome.message.kind, _named(outcome)).inc()

    def due(self, kinds: Collection[str], now: datetime) -> set[str]:
        return self._outbox.due(kinds, now)

    def claim(
        self, kinds: Collection[str], now: datetime, limit: int, by: str, until: datetime
    ) -> list[Message]:
        return self._outbox.claim(kinds, now, limit, by, until)

    def release(self, messages: Sequence[Message], by: str) -> None:
        self._outbox.release(messages, by)


def _named(outcome: Outcome) -> str:
    if isinstance(outcome, Delivered):
        return "delivered"
    return "retried" if isinstance(outcome, Postponed) else "dead"


class BacklogCollector(Collector):
    """Looks into the outbox when it is asked, so nothing is spent between."""

    def __init__(self, backlog: Callable[[datetime], Backlog], clock: Clock) -> None:
        self._backlog, self._clock = backlog, clock

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Without this, registering would ask the database."""
        return []

    def collect(self) -> Iterable[GaugeMetricFamily]:
        now = self._clock()
        try:
            found = self._backlog(now)
        except Exception as error:
            logger.error("The outbox cannot be looked at: %s", type(error).__name__)
            yield _gauge("bookings_outbox_readable", "Whether the outbox could be looked at.", 0)
            return
        yield _gauge("bookings_outbox_readable", "Whether the outbox could be looked at.", 1)
        yield _gauge("bookings_outbox_due", "Messages whose time has come, not yet delivered.", found.due)
        yield _gauge("bookings_outbox_waiting", "Messages to be delivered, also later ones.", found.waiting)
        yield _gauge("bookings_outbox_dead", "Messages put aside, for an operator to look at.", found.dead)
        age = (now - found.oldest_due_at).total_seconds() if found.oldest_due_at else 0.0
        yield _gauge(
            "bookings_outbox_oldest_due_seconds", "For how long the oldest due message has waited.", age
        )


def _gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, told, value=value)
