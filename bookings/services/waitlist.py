"""What the waitlist's use cases share: finding an entry, its booking's plan, and the end of an offer."""

from __future__ import annotations

from datetime import datetime

from bookings.engine.booking import BookingRequest
from bookings.engine.errors import BookingsError, NoOffer, NotFound
from bookings.engine.model import Configuration
from bookings.engine.timerange import TimeRange
from bookings.engine.waitlist_entry import Entry, EntryStatus, Offer, OfferOutcome
from bookings.engine.wording import iso
from bookings.services.booking_plan import BookingPlan, plan_booking
from bookings.services.messages import NewMessage
from bookings.services.ports import Reading, Writing

FREE = "waitlist.offer"
"""A message: time has become free, somebody may be waiting for it."""
SETTLE = "waitlist.settle"
"""A message: a booking was made or moved that may be what somebody has waited for."""
JOINED, OFFERED, LAPSED = "waitlist.joined", "waitlist.offered", "waitlist.lapsed"
"""Events: an entry was made; it was made an offer; the offer was not answered in time."""


def get_entry(view: Reading, business_id: str, entry_id: str) -> Entry:
    """Raises NotFound, also for an entry of another business."""
    entry = view.waitlist.entry(business_id, entry_id)
    if entry is None:
        raise NotFound(f'There is no waitlist entry with the id "{entry_id}".', {"id": entry_id})
    return entry


def request_of(entry: Entry, starts_at: datetime, hold_id: str | None = None) -> BookingRequest:
    """The booking that the entry stands for, at that start."""
    return BookingRequest(
        starts_at=starts_at,
        contact=entry.contact,
        link_id=entry.link_id,
        service_id=entry.service_id,
        staff_id=entry.staff_id,
        answers=entry.answers,
        hold_id=hold_id,
    )


def plan_of(configuration: Configuration, entry: Entry, starts_at: datetime) -> BookingPlan | None:
    """None if it could not be booked as the business is set up now, whatever is free."""
    try:
        return plan_booking(configuration, request_of(entry, starts_at))
    except BookingsError:
        return None


def answerable(entry: Entry, offer_id: str | None, now: datetime) -> Offer:
    """The offer that can be answered, which must be the one that is named. Raises NoOffer."""
    offer = entry.live_offer(now)
    status = entry.status(now).value
    if offer is None:
        ended = next((each for each in reversed(entry.offers) if offer_id in (None, each.id)), None)
        raise NoOffer(_why(ended, now), entry.id, status)
    if offer_id not in (None, offer.id):
        raise NoOffer("Another time is offered now than the one this answers.", entry.id, status, offer.id)
    return offer


def _why(ended: Offer | None, now: datetime) -> str:
    if ended is None:
        return "Nothing has been offered that could be answered."
    match ended.outcome:
        case OfferOutcome.ACCEPTED:
            return "The offer has been accepted."
        case OfferOutcome.DECLINED:
            return "The offer has been declined."
        case OfferOutcome.WITHDRAWN:
            return "The offer was withdrawn, because the entry was booked otherwise or has left."
        case _:
            return f"The offer has expired; it could be answered until {iso(ended.expires_at)}."


def end_offer(unit: Writing, entry: Entry, offer: Offer, outcome: OfferOutcome, now: datetime) -> None:
    """Its time is free again, and whoever is next is looked for."""
    unit.waitlist.end_offer(offer.id, outcome, now)
    unit.end_hold(offer.hold_id, now)
    unit.add_message(entry.business_id, None, free(offer.time, f"{offer.id}/{FREE}"), now)


def close_entry(
    unit: Writing, entry: Entry, state: EntryStatus, now: datetime, booking_id: str | None = None
) -> None:
    """It is not waited for any more; an offer that is open goes to whoever is next."""
    if offer := entry.open_offer:
        end_offer(unit, entry, offer, OfferOutcome.WITHDRAWN, now)
    unit.waitlist.close(entry.id, state, now, booking_id)


def free(time: TimeRange, key: str | None = None) -> NewMessage:
    """Word that this time may be free."""
    return NewMessage(FREE, {"from": iso(time.starts_at), "until": iso(time.ends_at)}, key=key)


def event(unit: Writing, kind: str, entry: Entry, now: datetime, offer: Offer | None = None) -> None:
    """Leave word of it for everything that is connected."""
    told = {"entry_id": entry.id, "booking_link_id": entry.link_id}
    if offer is not None:
        told |= {
            "offer_id": offer.id,
            "staff_id": offer.staff_id,
            "start_time": iso(offer.time.starts_at),
            "end_time": iso(offer.time.ends_at),
            "expires_at": iso(offer.expires_at),
        }
    key = f"{offer.id if offer else entry.id}/{kind}"
    unit.add_message(entry.business_id, None, NewMessage(kind, told, f"waitlist:{entry.id}", key), now)
