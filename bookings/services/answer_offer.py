"""What somebody on the waitlist does: accept or decline what they are offered, or leave."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bookings.engine.booking import Booking
from bookings.engine.errors import StatusConflict
from bookings.engine.waitlist import fulfils
from bookings.engine.waitlist_entry import Entry, EntryStatus, OfferOutcome
from bookings.services.calendars.candidates import for_request
from bookings.services.create_booking import create_booking
from bookings.services.ports import Identifiers, Reading, Writing
from bookings.services.waitlist import answerable, close_entry, end_offer, get_entry, request_of


def accept_offer(
    unit: Writing,
    business_id: str,
    entry_id: str,
    offer_id: str | None,
    now: datetime,
    ids: Identifiers,
    by: str = "",
    unreadable: Collection[str] = (),
) -> Booking:
    """Book what is offered; all that follows from a booking follows.

    `offer_id`: the offer that the caller means; None: whichever is open. `by`: the key that does it.
    `unreadable`: staff whose calendars could not be read just now.
    Raises NotFound, NoOffer, and what create_booking does if the business has changed meanwhile.
    """
    entry = get_entry(unit, business_id, entry_id)
    offer = answerable(entry, offer_id, now)
    wanted = request_of(entry, offer.time.starts_at, offer.hold_id)
    booking = create_booking(unit, business_id, wanted, now, ids, by, unreadable)
    unit.waitlist.end_offer(offer.id, OfferOutcome.ACCEPTED, now)
    unit.waitlist.close(entry.id, EntryStatus.BOOKED, now, booking.id)
    return booking


def may_take_it(view: Reading, business_id: str, entry_id: str, now: datetime) -> Sequence[str]:
    """The ids of whoever might take the appointment; nobody, if there is no such entry."""
    entry = view.waitlist.entry(business_id, entry_id)
    return () if entry is None else for_request(view, business_id, request_of(entry, now))


def decline_offer(
    unit: Writing, business_id: str, entry_id: str, offer_id: str | None, now: datetime
) -> Entry:
    """The time goes to whoever is next; the entry goes on waiting for others. Raises NotFound, NoOffer."""
    entry = get_entry(unit, business_id, entry_id)
    end_offer(unit, entry, answerable(entry, offer_id, now), OfferOutcome.DECLINED, now)
    return get_entry(unit, business_id, entry_id)


def leave_waitlist(unit: Writing, business_id: str, entry_id: str, now: datetime) -> None:
    """Nothing happens if it has been left, or is over. Raises NotFound, StatusConflict for what is booked."""
    entry = get_entry(unit, business_id, entry_id)
    if entry.state is EntryStatus.BOOKED:
        details = {"id": entry.id, "status": entry.state.value, "booking_id": entry.booking_id}
        raise StatusConflict("This has been booked; cancel the booking instead.", details)
    if entry.state is EntryStatus.WAITING:
        close_entry(unit, entry, EntryStatus.LEFT, now)


def settle(unit: Writing, booking: Booking, entry_id: str, now: datetime) -> bool:
    """Note that a booking is what was waited for, if it is; whether it was."""
    entry = unit.waitlist.entry(booking.business_id, entry_id)
    if entry is None or entry.state is not EntryStatus.WAITING or not fulfils(booking, entry):
        return False
    close_entry(unit, entry, EntryStatus.BOOKED, now, booking.id)
    return True
