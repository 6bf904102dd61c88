"""Whatever the order of booking, holding, moving, cancelling and listing: what a naive model says is so."""

from __future__ import annotations

import copy
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

from bookings.business_file import read_business_file
from bookings.engine.booking import BookingRequest, Contact
from bookings.engine.errors import AlreadyCancelled, SlotNotAvailable, SlotTaken
from bookings.engine.hold import HoldRequest
from bookings.identifiers import RandomIdentifiers, new_key_id
from bookings.services.apply_business import apply_business
from bookings.services.cancel_booking import cancel_booking
from bookings.services.change_booking import Move, reschedule_booking
from bookings.services.create_booking import create_booking
from bookings.services.hold_slot import hold_slot, release_hold
from bookings.services.list_slots import SlotsQuery, list_slots
from bookings.services.ports import BookingFilter
from bookings.storage.business_queries import BusinessUnit
from bookings.storage.database import Database
from bookings.storage.unit import SqlStorage
from tests.bookings.databases import Backend
from tests.bookings.support import DENTIST, NOW

pytestmark = pytest.mark.slow

OPENS, CLOSES = (datetime(2026, 6, 2, hour, tzinfo=UTC) for hour in (8, 11))  # 9 to 12 in London
LENGTH, INTERVAL, BEFORE, AFTER = (timedelta(minutes=minutes) for minutes in (30, 15, 5, 10))
STAFF = ("sarah", "tom")


class AnyOrder(RuleBasedStateMachine):
    """The model is a list of (staff, start) of live bookings, looked through each time."""

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self.backend, self.url = backend, backend.make()
        self.database = Database(self.url)
        self.storage = SqlStorage(self.database)
        self.live: dict[str, tuple[str, datetime]] = {}
        self.held: dict[str, tuple[str, datetime]] = {}
        self.cancelled: list[str] = []
        business: dict[str, Any] = copy.deepcopy(DENTIST)
        business["booking_links"][0] |= {
            "slot_interval_minutes": 15,
            "buffer_before_minutes": 5,
            "buffer_after_minutes": 10,
        }
        file = read_business_file(yaml.safe_dump(business), "business.yaml")
        with self.database.writing() as connection:
            apply_business(BusinessUnit(connection), file, {"KEY": "k" * 30}, NOW, new_key_id)

    def teardown(self) -> None:
        self.database.close()
        self.backend.drop(self.url)

    def is_free(self, staff_id: str, start: datetime, besides: str | None = None) -> bool:
        """Padded on both sides, compared with every live booking of the person, padded as well."""
        return all(
            who != staff_id
            or start + LENGTH + AFTER <= other - BEFORE
            or other + LENGTH + AFTER <= start - BEFORE
            for key, (who, other) in (self.live | self.held).items()
            if key != besides
        )

    def model_slots(self) -> dict[datetime, tuple[str, ...]]:
        found, start = {}, OPENS
        while start + LENGTH <= CLOSES:
            if free := tuple(who for who in STAFF if self.is_free(who, start)):
                found[start] = free
            start += INTERVAL
        return found

    def book(self, start: datetime, staff_id: str | None) -> None:
        request = BookingRequest(
            start, Contact("Dana", "dana@example.com"), link_id="link_checkup", staff_id=staff_id
        )
        with self.storage.writing() as unit:
            made = create_booking(unit, "dentist", request, NOW, RandomIdentifiers())
        self.live[made.id] = (made.staff_id, made.time.starts_at)

    @rule(quarter=st.integers(-2, 14), staff_id=st.sampled_from([None, *STAFF]))
    def try_to_book(self, quarter: int, staff_id: str | None) -> None:
        start = OPENS + quarter * INTERVAL
        inside = OPENS <= start and start + LENGTH <= CLOSES
        free = [who for who in STAFF if staff_id in (None, who) and self.is_free(who, start)]
        expected = None if inside and free else SlotTaken if inside else SlotNotAvailable
        outcome = None
        try:
            self.book(start, staff_id)
        except (SlotTaken, SlotNotAvailable) as error:
            outcome = type(error)
        assert outcome == expected

    @rule(quarter=st.integers(0, 10), staff_id=st.sampled_from([None, *STAFF]))
    def try_to_hold(self, quarter: int, staff_id: str | None) -> None:
        start = OPENS + quarter * INTERVAL
        free = [who for who in STAFF if staff_id in (None, who) and self.is_free(who, start)]
        request = HoldRequest(start, timedelta(minutes=10), link_id="link_checkup", staff_id=staff_id)
        try:
            with self.storage.writing() as unit:
                made, _ = hold_slot(unit, "dentist", request, NOW, RandomIdentifiers())
        except SlotTaken:
            assert not free
        else:
            assert made.staff_id in free
            self.held[made.id] = (made.staff_id, start)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), is_used=st.booleans())
    def use_or_release_a_hold(self, data: st.DataObject, is_used: bool) -> None:
        hold_id = data.draw(st.sampled_from(sorted(self.held, key=self.held.__getitem__)))
        staff_id, start = self.held.pop(hold_id)
        with self.storage.writing() as unit:
            if not is_used:
                release_hold(unit, "dentist", hold_id, NOW)
                return
            contact = Contact("Dana", "dana@example.com")
            request = BookingRequest(start, contact, link_id="link_checkup", hold_id=hold_id)
            made = create_booking(unit, "dentist", request, NOW, RandomIdentifiers())
        assert (made.staff_id, made.time.starts_at) == (staff_id, start)
        self.live[made.id] = (staff_id, start)

    @precondition(lambda self: self.live)
    @rule(data=st.data(), quarter=st.integers(0, 10), staff_id=st.sampled_from([None, *STAFF]))
    def try_to_move(self, data: st.DataObject, quarter: int, staff_id: str | None) -> None:
        booking_id = data.draw(st.sampled_from(sorted(self.live, key=self.live.__getitem__)))
        start, wanted = OPENS + quarter * INTERVAL, staff_id or self.live[booking_id][0]
        try:
            with self.storage.writing() as unit:
                reschedule_booking(unit, "dentist", booking_id, Move(start, staff_id), NOW)
        except SlotTaken:
            assert not self.is_free(wanted, start, besides=booking_id)
        else:
            assert self.is_free(wanted, start, besides=booking_id)
            self.live[booking_id] = (wanted, start)

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        booking_id = data.draw(st.sampled_from(sorted(self.live, key=self.live.__getitem__)))
        with self.storage.writing() as unit:
            cancel_booking(unit, "dentist", booking_id, None, NOW)
        del self.live[booking_id]
        self.cancelled.append(booking_id)

    @precondition(lambda self: self.cancelled)
    @rule()
    def cancel_again(self) -> None:
        try:
            with self.storage.writing() as unit:
                cancel_booking(unit, "dentist", self.cancelled[-1], None, NOW)
        except AlreadyCancelled:
            return
        raise AssertionError("cancelled twice")

    @invariant()
    def the_listing_is_the_models(self) -> None:
        day = OPENS.date()
        with self.storage.reading() as view:
            found = list_slots(view, "dentist", SlotsQuery(day, day, link_id="link_checkup"), NOW)
            _, total = view.bookings("dentist", BookingFilter(), 0, 1)
        assert {slot.starts_at: slot.staff_ids for slot in found.slots} == self.model_slots()
        assert total == len(self.live) + len(self.cancelled)


def test_any_order(backend: Backend) -> None:
    bounds = settings(max_examples=12, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(lambda: AnyOrder(backend), settings=bounds)
