"""What is counted of deliveries, and what is told when the database is away."""

from __future__ import annotations

from datetime import datetime

from prometheus_client import CollectorRegistry

from bookings.metrics.outbox import BacklogCollector, CountedOutbox
from bookings.services.delivery import Backlog, Delivered, Postponed, PutAside
from bookings.storage.outbox import SqlOutbox
from tests.bookings.outbox.support import MINUTE, say, write
from tests.bookings.support import NOW, Api


def test_each_outcome_is_counted_by_kind(api: Api) -> None:
    write(api, *(say(text, kind="hook") for text in "abc"))
    registry = CollectorRegistry()
    counted = CountedOutbox(SqlOutbox(api.storage.database), registry)
    a, b, c = counted.claim(["hook"], NOW, 10, "w", NOW + MINUTE)
    counted.settle([Delivered(a), PutAside(b, "410"), Postponed(c, "503", NOW + MINUTE)], "w", NOW)
    for outcome in ("delivered", "dead", "retried"):
        labels = {"kind": "hook", "outcome": outcome}
        assert registry.get_sample_value("bookings_outbox_outcomes_total", labels) == 1


def test_how_long_the_oldest_has_waited_is_told() -> None:
    registry = CollectorRegistry()
    registry.register(BacklogCollector(lambda _: Backlog(2, 3, 1, NOW), lambda: NOW + MINUTE))
    told = registry.get_sample_value
    assert told("bookings_outbox_oldest_due_seconds") == 60
    assert [told(f"bookings_outbox_{name}") for name in ("due", "waiting", "dead")] == [2, 3, 1]


def test_a_database_that_is_away_is_told_and_not_guessed_about() -> None:
    def away(_: datetime) -> Backlog:
        raise OSError("the server is away")

    registry = CollectorRegistry()
    registry.register(BacklogCollector(away, lambda: NOW))
    assert registry.get_sample_value("bookings_outbox_readable") == 0
    assert registry.get_sample_value("bookings_outbox_due") is None
