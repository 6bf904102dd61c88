"""Whatever the order of booking, holding, moving, cancelling, applying, repeating and listing, as time goes
by: what a naive model says is so."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from bookings.business_file import read_business_file
from bookings.engine.booking import BookingRequest, Contact
from bookings.engine.errors import (
    AlreadyCancelled,
    BookingsError,
    HoldUsed,
    IdempotencyKeyReused,
    SlotNotAvailable,
    SlotTaken,
    ValidationFailed,
)
from bookings.engine.hold import HoldRequest
from bookings.engine.slots import Slot
from bookings.identifiers import RandomIdentifiers, new_key_id
from bookings.services.apply_business import apply_business
from bookings.services.cancel_booking import cancel_booking
from bookings.services.change_booking import Move, reschedule_booking
from bookings.services.create_booking import create_booking
from bookings.services.hold_slot import hold_slot, release_hold
from bookings.services.idempotency import Answer, Attempt, once
from bookings.services.list_slots import SlotsQuery, list_slots
from bookings.services.ports import Writing
from bookings.storage.business_queries import BusinessUnit
from bookings.storage.database import Database
from bookings.storage.tables import metadata
from bookings.storage.unit import SqlStorage
from tests.bookings.databases import Backend
from tests.bookings.support import DENTIST, NOW

pytestmark = pytest.mark.slow

EIGHT = datetime(2026, 6, 2, 8, tzinfo=UTC)  # nine in London
QUARTER = timedelta(minutes=15)
NOTICE = timedelta(hours=1)
KEPT = timedelta(minutes=10)
NAMES = {"sarah": "Sarah Jones", "tom": "Tom Okafor", "ann": "Ann Bell"}
CONTACT = Contact("Dana", "dana@example.com")
IDS = RandomIdentifiers()

OVERLAPS = text("""
    WITH taken AS (
        SELECT id, staff_id, blocks_from, blocks_until FROM bookings WHERE status IN ('pending', 'confirmed')
        UNION ALL SELECT id, staff_id, blocks_from, blocks_until FROM holds WHERE ended_at IS NULL
    )
    SELECT count(*) FROM taken AS one JOIN taken AS other
    ON one.staff_id = other.staff_id AND one.id < other.id
    AND one.blocks_from < other.blocks_until AND other.blocks_from < one.blocks_until
""")
REMINDED = text("""
    SELECT count(*) FROM reminders JOIN bookings ON id = booking_id WHERE status = 'cancelled'
""")


@dataclass(frozen=True)
class Set:
    """What the business file says at the moment."""

    staff: tuple[str, ...] = ("sarah", "tom")
    """Who takes appointments."""
    windows: tuple[tuple[int, int], ...] = ((0, 12),)
    """Open quarters of an hour, counted from nine o'clock."""
    length: timedelta = timedelta(minutes=30)
    """Of an appointment."""
    before: timedelta = timedelta(minutes=5)
    """Kept free before each."""
    after: timedelta = timedelta(minutes=10)
    """Kept free after each."""

    def starts(self, length: timedelta) -> set[datetime]:
        return {
            EIGHT + quarter * QUARTER
            for first, last in self.windows
            for quarter in range(first, last)
            if EIGHT + quarter * QUARTER + length <= EIGHT + last * QUARTER
        }

    def business(self) -> str:
        told: dict[str, Any] = copy.deepcopy(DENTIST)
        told["staff"] = [{"id": who, "name": NAMES[who]} for who in self.staff]
        del told["services"], told["booking_links"][0]["services"]
        told["booking_links"][0] |= {
            "staff": list(self.staff),
            "windows": {"tue": [f"{_clock(first)}-{_clock(last)}" for first, last in self.windows]},
            "duration_minutes": self.length // timedelta(minutes=1),
            "slot_interval_minutes": 15,
            "buffer_before_minutes": self.before // timedelta(minutes=1),
            "buffer_after_minutes": self.after // timedelta(minutes=1),
        }
        return yaml.safe_dump(told)


def _clock(quarter: int) -> str:
    return f"{9 + quarter // 4:02}:{quarter % 4 * 15:02}"


@dataclass(frozen=True)
class Taken:
    """Somebody's time that a booking or a hold has."""

    staff_id: str
    starts_at: datetime
    length: timedelta
    blocks_from: datetime
    blocks_until: datetime
    expires_at: datetime | None = None
    """Of a hold."""


class AnyOrder(RuleBasedStateMachine):
    """The model is a list of what is taken, looked through each time."""

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self.backend, self.url = backend, backend.make()
        self.database = Database(self.url)
        self.storage = SqlStorage(self.database)
        self.now, self.set = NOW, Set()
        self.live: dict[str, Taken] = {}
        self.held: dict[str, Taken] = {}
        self.cancelled: list[str] = []
        self.answered: list[tuple[Attempt, Answer]] = []
        self.apply()

    def teardown(self) -> None:
        self.database.close()
        self.backend.drop(self.url)

    # The model.

    def is_free(self, staff_id: str, start: datetime, length: timedelta, besides: str = "") -> bool:
        """Padded on both sides, compared with everything of the person as it was padded when it was made."""
        return all(
            each.staff_id != staff_id
            or start + length + self.set.after <= each.blocks_from
            or each.blocks_until <= start - self.set.before
            for key, each in (self.live | self.held).items()
            if key != besides and (each.expires_at is None or self.now < each.expires_at)
        )

    def expected(
        self, start: datetime, length: timedelta, staff: Sequence[str], besides: str = ""
    ) -> list[str] | type[BookingsError]:
        """Who may take it, or the error that there must be."""
        if not set(staff) <= set(self.set.staff):
            return ValidationFailed
        if start not in self.set.starts(length) or start < self.now + NOTICE:
            return SlotNotAvailable
        return [who for who in staff if self.is_free(who, start, length, besides)] or SlotTaken

    def model_slots(self) -> dict[datetime, tuple[str, ...]]:
        length = self.set.length
        found = {start: self.expected(start, length, self.set.staff) for start in self.set.starts(length)}
        return {start: tuple(who) for start, who in found.items() if isinstance(who, list)}

    def taken(self, staff_id: str, start: datetime, length: timedelta) -> Taken:
        blocks = start - self.set.before, start + length + self.set.after
        return Taken(staff_id, start, length, *blocks)

    # The real thing.

    def apply(self) -> None:
        file = read_business_file(self.set.business(), "business.yaml")
        with self.database.writing() as connection:
            apply_business(BusinessUnit(connection), file, {"KEY": "k" * 30}, self.now, new_key_id)

    def do(self, work: Callable[[Writing], str]) -> str | type[BookingsError]:
        """The work's answer or its error; a change that went well can be asked for again."""
        attempt = Attempt("key", IDS.booking_id(), IDS.booking_id())
        try:
            with self.storage.writing() as unit:
                answer, _ = once(unit, attempt, self.now, lambda: Answer(200, work(unit)))
        except BookingsError as error:
            return type(error)
        self.answered.append((attempt, answer))
        return answer.body

    def slots(self) -> list[Slot]:
        day = EIGHT.date()
        with self.storage.reading() as view:
            query = SlotsQuery(day, day, link_id="link_checkup")
            return list(list_slots(view, "dentist", query, self.now).slots)

    def everything(self) -> dict[str, list[Any]]:
        with self.database.reading() as connection:
            return {
                table.name: sorted(map(str, connection.execute(table.select())))
                for table in metadata.sorted_tables
            }

    def booked(self, unit: Writing, start: datetime, staff_id: str | None, hold_id: str | None = None) -> str:
        request = BookingRequest(start, CONTACT, link_id="link_checkup", staff_id=staff_id, hold_id=hold_id)
        made = create_booking(unit, "dentist", request, self.now, IDS)
        return f"{made.id} {made.staff_id}"

    # What may happen.

    @rule(quarter=st.integers(-2, 18), staff_id=st.sampled_from([None, *NAMES]))
    def try_to_book(self, quarter: int, staff_id: str | None) -> None:
        start, length = EIGHT + quarter * QUARTER, self.set.length
        expected = self.expected(start, length, [staff_id] if staff_id else self.set.staff)
        self.settle_booking(self.do(lambda unit: self.booked(unit, start, staff_id)), expected, start, length)

    def settle_booking(self, outcome: Any, expected: Any, start: datetime, length: timedelta) -> None:
        if not isinstance(outcome, str):
            assert outcome == expected
            return
        booking_id, staff_id = outcome.split()
        assert isinstance(expected, list)
        assert staff_id in expected
        self.live[booking_id] = self.taken(staff_id, start, length)

    @rule(data=st.data())
    def book_what_is_listed(self, data: st.DataObject) -> None:
        """And nothing of the same grid that is not."""
        listed = {slot.starts_at: slot.staff_ids for slot in self.slots()}
        start = EIGHT + data.draw(st.integers(-2, 18)) * QUARTER
        outcome = self.do(lambda unit: self.booked(unit, start, None))
        assert isinstance(outcome, str) == (start in listed)
        self.settle_booking(
            outcome, self.expected(start, self.set.length, self.set.staff), start, self.set.length
        )

    @rule(data=st.data())
    def book_and_cancel(self, data: st.DataObject) -> None:
        """Cancelling gives back exactly what booking took."""
        before = self.slots()
        if not before:
            return
        slot = data.draw(st.sampled_from(before))
        outcome = self.do(lambda unit: self.booked(unit, slot.starts_at, None))
        assert isinstance(outcome, str)
        assert self.slots() != before
        booking_id = outcome.split()[0]
        self.do(lambda unit: cancel_booking(unit, "dentist", booking_id, None, self.now).id)
        assert self.slots() == before
        self.cancelled.append(booking_id)

    @rule(quarter=st.integers(0, 16), staff_id=st.sampled_from([None, *NAMES]))
    def try_to_hold(self, quarter: int, staff_id: str | None) -> None:
        start, length = EIGHT + quarter * QUARTER, self.set.length
        expected = self.expected(start, length, [staff_id] if staff_id else self.set.staff)
        request = HoldRequest(start, KEPT, link_id="link_checkup", staff_id=staff_id)

        def hold(unit: Writing) -> str:
            made, _ = hold_slot(unit, "dentist", request, self.now, IDS)
            return f"{made.id} {made.staff_id}"

        outcome = self.do(hold)
        if not isinstance(outcome, str):
            assert outcome == expected
            return
        hold_id, taken_by = outcome.split()
        assert isinstance(expected, list)
        assert taken_by in expected
        self.held[hold_id] = replace(self.taken(taken_by, start, length), expires_at=self.now + KEPT)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), is_used=st.booleans())
    def use_or_release_a_hold(self, data: st.DataObject, is_used: bool) -> None:
        """One that has expired, too: it is then like none."""
        hold_id = data.draw(st.sampled_from(sorted(self.held, key=lambda key: str(self.held[key]))))
        hold = self.held[hold_id]
        if not is_used:
            with self.storage.writing() as unit:
                release_hold(unit, "dentist", hold_id, self.now)
            del self.held[hold_id]
            return
        expected = self.expected(hold.starts_at, self.set.length, self.set.staff, besides=hold_id)
        outcome = self.do(lambda unit: self.booked(unit, hold.starts_at, None, hold_id))
        self.settle_booking(outcome, expected, hold.starts_at, self.set.length)
        if isinstance(outcome, str):
            assert hold.staff_id not in expected or outcome.split()[1] == hold.staff_id
            del self.held[hold_id]
            with self.storage.writing() as unit, pytest.raises(HoldUsed):
                release_hold(unit, "dentist", hold_id, self.now)

    @precondition(lambda self: self.live)
    @rule(data=st.data(), quarter=st.integers(0, 16), staff_id=st.sampled_from([None, *NAMES]))
    def try_to_move(self, data: st.DataObject, quarter: int, staff_id: str | None) -> None:
        booking_id = data.draw(st.sampled_from(sorted(self.live, key=lambda key: str(self.live[key]))))
        booking, start = self.live[booking_id], EIGHT + quarter * QUARTER
        alone = booking.staff_id in self.set.staff
        staff = [staff_id] if staff_id else [booking.staff_id] if alone else self.set.staff
        expected = self.expected(start, booking.length, staff, besides=booking_id)

        def move(unit: Writing) -> str:
            moved = reschedule_booking(unit, "dentist", booking_id, Move(start, staff_id), self.now)
            return f"{moved.id} {moved.staff_id}"

        self.settle_booking(self.do(move), expected, start, booking.length)

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        booking_id = data.draw(st.sampled_from(sorted(self.live, key=lambda key: str(self.live[key]))))
        assert (
            self.do(lambda unit: cancel_booking(unit, "dentist", booking_id, None, self.now).id) == booking_id
        )
        del self.live[booking_id]
        self.cancelled.append(booking_id)

    @precondition(lambda self: self.cancelled)
    @rule()
    def cancel_again(self) -> None:
        gone = self.cancelled[-1]
        outcome = self.do(lambda unit: cancel_booking(unit, "dentist", gone, None, self.now).id)
        assert outcome == AlreadyCancelled

    @precondition(lambda self: self.answered)
    @rule(data=st.data(), is_same=st.booleans())
    def repeat(self, data: st.DataObject, is_same: bool) -> None:
        """A request that went well, with its Idempotency-Key; or another one with that key."""
        number = data.draw(st.integers(0, len(self.answered) - 1))
        (attempt, answer), before = self.answered[number], self.everything()

        def not_again() -> Answer:
            raise AssertionError("carried out twice")

        if is_same:
            with self.storage.writing() as unit:
                assert once(unit, attempt, self.now, not_again) == (answer, True)
        else:
            with pytest.raises(IdempotencyKeyReused), self.storage.writing() as unit:
                once(unit, replace(attempt, fingerprint="other"), self.now, not_again)
        assert self.everything() == before

    @rule(minutes=st.sampled_from([1, 5, 9, 10, 30, 24 * 60]))
    def let_time_pass(self, minutes: int) -> None:
        """Holds expire by themselves, and what is too soon is no longer offered."""
        self.now = min(self.now + timedelta(minutes=minutes), EIGHT + timedelta(hours=3))

    @rule(
        staff=st.sampled_from([("sarah", "tom"), ("tom", "sarah"), ("sarah",), ("tom",), tuple(NAMES)]),
        windows=st.sampled_from([((0, 12),), ((4, 16),), ((0, 4), (8, 14)), ((2, 9),)]),
    )
    def apply_other_staff_and_windows(self, staff: Any, windows: Any) -> None:
        self.set = replace(self.set, staff=staff, windows=windows)
        self.apply()

    @rule(
        length=st.sampled_from([15, 30, 45]),
        before=st.sampled_from([0, 5, 20]),
        after=st.sampled_from([0, 10]),
    )
    def apply_other_lengths(self, length: int, before: int, after: int) -> None:
        minutes = [timedelta(minutes=each) for each in (length, before, after)]
        self.set = replace(self.set, length=minutes[0], before=minutes[1], after=minutes[2])
        self.apply()

    # What always holds.

    @invariant()
    def the_listing_is_the_models(self) -> None:
        assert {slot.starts_at: slot.staff_ids for slot in self.slots()} == self.model_slots()

    @invariant()
    def the_database_has_what_the_model_has(self) -> None:
        with self.database.reading() as connection:
            assert connection.execute(OVERLAPS).scalar() == 0
            assert connection.execute(REMINDED).scalar() == 0
            live = connection.execute(text("SELECT id, staff_id FROM bookings WHERE status = 'confirmed'"))
            assert dict(tuple(row) for row in live) == {key: each.staff_id for key, each in self.live.items()}
            gone = connection.execute(text("SELECT count(*) FROM bookings WHERE status = 'cancelled'"))
            assert gone.scalar() == len(self.cancelled)


def test_any_order(backend: Backend) -> None:
    bounds = settings(max_examples=12, stateful_step_count=30, deadline=None)
    run_state_machine_as_test(lambda: AnyOrder(backend), settings=bounds)
