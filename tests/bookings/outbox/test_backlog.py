"""How far deliveries are behind."""

from __future__ import annotations

from bookings.services.delivery import Backlog, Delivered, Postponed, PutAside
from bookings.storage.outbox import SqlOutbox
from tests.bookings.outbox.support import MINUTE, say, write
from tests.bookings.support import NOW, Api


def test_an_empty_outbox_is_not_behind(api: Api) -> None:
    assert SqlOutbox(api.storage.database).backlog(NOW) == Backlog(0, 0, 0, None)


def test_what_is_due_waits_or_was_put_aside_is_counted_and_what_is_done_is_not(api: Api) -> None:
    write(api, *(say(text, kind="hook") for text in "abcd"))
    store = SqlOutbox(api.storage.database)
    assert store.backlog(NOW) == Backlog(due=4, waiting=4, dead=0, oldest_due_at=NOW)
    a, b, c, _ = store.claim(["hook"], NOW, 10, "w", NOW + MINUTE)
    store.settle([Delivered(a), PutAside(b, "410"), Postponed(c, "503", NOW + MINUTE)], "w", NOW)
    assert store.backlog(NOW) == Backlog(due=1, waiting=2, dead=1, oldest_due_at=NOW)
    assert store.backlog(NOW + MINUTE) == Backlog(due=2, waiting=2, dead=1, oldest_due_at=NOW)
