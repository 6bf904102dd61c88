"""What a booking depends on is read under the lock; what is refused in spite of it is tried anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bookings.engine.assignment import Credit
from bookings.engine.hold import Hold
from bookings.engine.timerange import TimeRange
from bookings.identifiers import RandomIdentifiers
from bookings.storage.tables import bookings, holds
from bookings.storage.unit import SqlStorage, SqlUnit
from tests.bookings.support import NOW, Api, error_of

START = "2026-06-02T08:00:00Z"
DAY = TimeRange(NOW, NOW + timedelta(days=2))


@pytest.fixture
def store(api: Api) -> SqlStorage:
    return api.storage


def hold(number: int, staff_id: str, minutes: int) -> Hold:
    time = TimeRange(NOW + timedelta(hours=number), NOW + timedelta(hours=number, minutes=30))
    until = NOW + timedelta(minutes=minutes)
    return Hold(f"hold_{number}", "dentist", "link_checkup", None, staff_id, time, NOW, until)


def ended(store: SqlStorage) -> set[str]:
    with store.reading() as view:
        query = select(holds.c.id).where(holds.c.ended_at.is_not(None))
        return set(view.connection.execute(query).scalars())


def test_credits_come_along_and_are_read_again_once_they_have_changed(store: SqlStorage) -> None:
    before, after = (
        {"sarah": Credit(1, 2), "tom": Credit(-1, 2)},
        {"sarah": Credit(0, 2), "tom": Credit(0, 2)},
    )
    with store.writing() as unit:
        unit.put_credits("dentist", "link_checkup", before)
    with store.writing() as unit:
        occupied = unit.occupied("dentist", ["sarah", "tom"], DAY, NOW, turns_of="link_checkup")
        assert occupied == {}
        assert unit.credits("dentist", "link_checkup") == before
        assert unit.credits("dentist", "another") == {}
        unit.put_credits("dentist", "link_checkup", after)
        assert unit.credits("dentist", "link_checkup") == after


def test_expired_holds_are_let_go_and_no_others(store: SqlStorage) -> None:
    with store.writing() as unit:
        for one in (hold(1, "sarah", 10), hold(2, "sarah", 60), hold(3, "tom", 10)):
            unit.add_hold(one, one.time)
    later = NOW + timedelta(minutes=10)
    for staff, expected in ((["sarah"], {"hold_1"}), (["sarah", "tom"], {"hold_1", "hold_3"})):
        with store.writing() as unit:
            occupied = unit.occupied("dentist", staff, DAY, later)
            assert {key: len(pieces) for key, pieces in occupied.items()} == {"sarah": 1}
            unit.end_expired_holds("dentist", staff, later)
        assert ended(store) == expected


def test_that_none_have_expired_is_not_taken_to_hold_for_others_or_later(store: SqlStorage) -> None:
    with store.writing() as unit:
        for one in (hold(1, "sarah", 30), hold(2, "tom", 10)):
            unit.add_hold(one, one.time)
    later = NOW + timedelta(minutes=10)
    with store.writing() as unit:
        unit.occupied("dentist", ["sarah"], DAY, later)
        unit.end_expired_holds("dentist", ["sarah", "tom"], later)
    assert ended(store) == {"hold_2"}
    with store.writing() as unit:
        unit.occupied("dentist", ["sarah"], DAY, later)
        unit.end_expired_holds("dentist", ["sarah"], later + timedelta(hours=1))
    assert ended(store) == {"hold_1", "hold_2"}


@pytest.fixture
def overlooked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The first look in a transaction that writes sees nothing, as if somebody wrote past the locks."""
    looks: list[bool] = []
    look = SqlUnit.occupied

    def blind_at_first(unit: SqlUnit, *arguments: Any, **named: Any) -> Any:
        seen = look(unit, *arguments, **named)
        looks.append(unit.is_writing)
        return seen if sum(looks) > 1 or not unit.is_writing else {}

    monkeypatch.setattr(SqlUnit, "occupied", blind_at_first)
    return looks


def test_what_the_database_refuses_all_the_same_goes_to_the_next(api: Api, overlooked: list[bool]) -> None:
    overlooked.append(True)  # sees
    assert api.book(START, staff_id="sarah").status_code == 201
    overlooked.clear()
    made = api.book(START).json()["data"]
    assert made["staff_id"] == "tom"
    overlooked.clear()
    assert error_of(api.book(START), 409)["code"] == "slot_taken"
    with api.storage.reading() as view:
        assert len(view.connection.execute(select(bookings.c.id)).all()) == 2


def test_an_id_that_is_in_use_is_drawn_anew(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["bk_one", "bk_one", "bk_two"])
    monkeypatch.setattr(RandomIdentifiers, "booking_id", lambda _: next(drawn))
    assert [api.book(START).json()["data"]["id"] for _ in range(2)] == ["bk_one", "bk_two"]
