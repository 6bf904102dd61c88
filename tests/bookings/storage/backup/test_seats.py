"""Sessions go there and back, whatever their seats were while they filled."""

from __future__ import annotations

from datetime import timedelta

from bookings.engine.booking import Status
from bookings.storage.database import Database
from tests.bookings.storage.backup.businesses import exported, imported
from tests.bookings.storage.test_seat_guard import booking, hold
from tests.bookings.support import Api


def test_a_session_whose_seats_were_lowered_and_raised_again(api: Api, other: Database) -> None:
    """By id alone the one made for three seats would come when the session has more than three."""
    made = [(booking(number), 5) for number in range(5)]
    cancelled = [booking(number, status=Status.CANCELLED) for number in range(3)]
    more = [(booking(9), 3), (booking(5), 5), (booking(6), 5)]
    with api.storage.writing() as unit:
        for one, seats in made:
            unit.add_booking(one, one.time, seats)
        for one in cancelled:
            unit.cancel(one)
        for one, seats in more:
            unit.add_booking(one, one.time, seats)
    content = exported(api.storage.database)
    imported(other, content)
    assert exported(other) == content


def test_holds_share_the_seats_there_too(api: Api, other: Database) -> None:
    with api.storage.writing() as unit:
        unit.add_booking(booking(1), booking(1).time, 3)
        unit.add_hold(hold(2), hold(2).time.padded(timedelta(), timedelta(minutes=5)), 3)
        unit.add_booking(booking(3), booking(3).time, 3)
    content = exported(api.storage.database)
    imported(other, content)
    assert exported(other) == content
