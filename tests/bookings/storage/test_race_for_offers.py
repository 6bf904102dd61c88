"""Two workers, two free times, five who wait: each time is offered once and nobody has two offers.

With a control that offers both twice as soon as locks and guards are out.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from bookings.api.threads import tried_again
from bookings.engine.timerange import TimeRange
from bookings.identifiers import RandomIdentifiers
from bookings.services import offer_slots as offering
from bookings.storage.database import Database
from bookings.storage.tables import holds, outbox, waitlist_entries, waitlist_offers
from bookings.storage.unit import SqlStorage
from bookings.storage.waitlist import SqlWaitlist
from tests.bookings.storage.test_race import Unguarded
from tests.bookings.support import NOW, Api
from tests.bookings.waiting import TUESDAY_9, TUESDAY_930, book_out, cancel, join

WORKERS = 2
NAMES = ["Ann", "Ben", "Cat", "Dan", "Eve"]
Offered = list[tuple[str, str, str]]
"""Who was offered which start with whom, sorted."""


@pytest.fixture(params=["two times", "one time with two people"])
def waited(api: Api, request: pytest.FixtureRequest) -> Api:
    """Two times have become free, and nobody has been offered them yet."""
    booked = book_out(api)
    for name in NAMES:
        join(api, name)
    freed = {
        "two times": [booked[TUESDAY_9][0], booked[TUESDAY_930][0]],
        "one time with two people": booked[TUESDAY_9],
    }
    for booking_id in freed[request.param]:
        cancel(api, booking_id)
    return api


def race(database: Database, monkeypatch: pytest.MonkeyPatch) -> Offered:
    """Workers that all decide upon the same, and get between the look and the offer if anything lets them."""
    monkeypatch.setattr(offering, "choices_in", _meeting(offering.choices_in, timeout=5))
    monkeypatch.setattr(offering, "slot_to_take", _meeting(offering.slot_to_take, timeout=0.5))
    storage = SqlStorage(database)

    def work(_: int) -> None:
        tried_again(lambda: offering.offer_slots(storage, "dentist", None, lambda: NOW, RandomIdentifiers()))

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    return offers_in(database)


def _meeting(function: Any, timeout: float) -> Any:
    """The same, but all workers have called it before one goes on; at the first time only."""
    meeting = threading.Barrier(WORKERS, timeout=timeout)

    def meet(*arguments: Any, **more: Any) -> Any:
        found = function(*arguments, **more)
        try:
            if not meeting.broken:
                meeting.wait()
        except threading.BrokenBarrierError:
            pass  # the others cannot come: they wait for us
        return found

    return meet


def offers_in(database: Database) -> Offered:
    joined = waitlist_offers.join(waitlist_entries, waitlist_entries.c.id == waitlist_offers.c.entry_id)
    query = select(
        waitlist_entries.c.contact_name, waitlist_offers.c.starts_at, waitlist_offers.c.staff_id
    ).select_from(joined)
    with database.reading() as connection:
        rows = connection.execute(query.where(waitlist_offers.c.ended_at.is_(None)))
        return sorted((row.contact_name, f"{row.starts_at:%H:%M}", row.staff_id) for row in rows)


def is_right(found: Offered) -> bool:
    """Two offers, to the two who joined first, and each time of a person once."""
    return [name for name, _, _ in found] == NAMES[:2] and len({offer[1:] for offer in found}) == 2


def drop_guards(database: Database) -> None:
    """Whatever keeps holds and offers apart."""
    drop = _drop_sqlite if database.is_sqlite else _drop_postgresql
    with database.writing() as connection:
        indexes = ["DROP INDEX uq_waitlist_offers_unanswered", "DROP INDEX uq_holds_seat"]
        for statement in [*drop(connection), *indexes]:
            connection.execute(text(statement))


def _drop_sqlite(connection: Connection) -> list[str]:
    triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'holds'")
    return [f"DROP TRIGGER {name}" for name in connection.execute(triggers).scalars().all()]


def _drop_postgresql(connection: Connection) -> list[str]:
    triggers = text("SELECT tgname FROM pg_trigger WHERE tgrelid = 'holds'::regclass AND NOT tgisinternal")
    return [
        "ALTER TABLE holds DROP CONSTRAINT overlapping_hold",
        *(f"DROP TRIGGER {name} ON holds" for name in connection.execute(triggers).scalars().all()),
    ]


@pytest.fixture
def unlocked(waited: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr("bookings.storage.stock.lock_staff", lambda *_: None)
    entry = SqlWaitlist.entry

    def without_lock(self: SqlWaitlist, business_id: str, entry_id: str) -> Any:
        return entry(SqlWaitlist(self._connection, is_writing=False), business_id, entry_id)

    monkeypatch.setattr(SqlWaitlist, "entry", without_lock)
    database = Unguarded(waited.storage.database.url.render_as_string())
    yield database
    database.close()


def test_two_workers_make_two_offers(waited: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    database = waited.storage.database
    found = race(database, monkeypatch)
    assert is_right(found), found
    with database.reading() as connection:
        kept = connection.execute(select(holds.c.id).where(holds.c.ended_at.is_(None))).all()
        told = connection.execute(select(outbox.c.id).where(outbox.c.kind == "waitlist.offered")).all()
    assert (len(kept), len(told)) == (2, 2)


def test_the_locks_are_enough_without_the_guards(waited: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    drop_guards(waited.storage.database)
    found = race(waited.storage.database, monkeypatch)
    assert is_right(found), found


def test_control_without_both_something_is_offered_twice(
    unlocked: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_guards(unlocked)
    found = race(unlocked, monkeypatch)
    assert not is_right(found)
    assert len(found) > 2


def test_many_rounds_of_offers_and_answers_by_two_workers(api: Api) -> None:
    """Without any help from the test: whoever is offered something declines it, until nobody is left."""
    booked = book_out(api)
    for name in NAMES:
        join(api, name)
    for start in (TUESDAY_9, TUESDAY_930):
        cancel(api, booked[start][0])
    seen: list[tuple[str, str, str]] = []
    within = TimeRange(NOW, NOW.replace(month=7))

    def work(_: int) -> int:
        return tried_again(
            lambda: offering.offer_slots(api.storage, "dentist", within, lambda: NOW, RandomIdentifiers())
        )

    with ThreadPoolExecutor(WORKERS) as pool:
        while any(list(pool.map(work, range(WORKERS)))):
            found = offers_in(api.storage.database)
            assert len(found) <= 2
            assert len({offer[1:] for offer in found}) == len(found) == len({name for name, _, _ in found})
            seen += found
            for row in api.get("/api/v1/waitlist", status="offered").json()["data"]:
                assert api.call("POST", f"/api/v1/waitlist/{row['id']}/decline").status_code == 200
    assert len(seen) == len(set(seen)) == 10  # each of five was offered each of two once
