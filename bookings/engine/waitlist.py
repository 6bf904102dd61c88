"""The waitlist: who is offered a time that is free, and until when. Nothing here reads or stores anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bookings.engine.assignment import Credits, in_turn
from bookings.engine.booking import Booking
from bookings.engine.model import BookingLink
from bookings.engine.sessions import Session, SessionKind
from bookings.engine.slots import Occupied, Slot, SlotRequest, find_slots
from bookings.engine.timerange import Blocked, TimeRange, blocked, floor_seconds
from bookings.engine.waitlist_entry import Entry

SHORTEST_OFFER = timedelta(minutes=5)
"""Who would have less time to answer is not asked: the time is simply free."""
MOST_DAYS = 62
"""How many days a wish may reach over, the first and the last included."""
MOST_WISHES = 10
"""How many wishes one contact may have on the waitlist of one business."""


@dataclass(frozen=True)
class Candidate:
    """An entry, with what it takes to find a slot for it."""

    entry: Entry
    """Who waits."""
    request: SlotRequest
    """Through which link, with whom, how long; its span counts for nothing."""
    spans: Sequence[TimeRange]
    """Where a slot may start, in their order."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is to be offered what."""

    entry: Entry
    """Who waits."""
    time: TimeRange
    """The appointment, without buffers."""
    staff_id: str
    """With whom."""
    expires_at: datetime
    """Until when they can answer."""


def choose(
    candidates: Sequence[Candidate],
    occupied: Mapping[SessionKind | None, Occupied],
    credits: Mapping[str, Credits],
) -> list[Choice]:
    """Who is offered which free slot: in the order of the candidates, each the earliest that fits.

    `occupied`: by the sessions that a candidate's request could join. `credits`: by link, for whose turn it
    is. What one is offered is not free for those after them.
    """
    taken = {kind: {key: list(pieces) for key, pieces in some.items()} for kind, some in occupied.items()}
    choices = []
    for candidate in candidates:
        request = candidate.request
        choice = _choice(candidate, taken[request.joinable], credits.get(request.link.id, {}))
        if choice is not None:
            choices.append(choice)
            for kind, pieces in taken.items():
                _take(pieces.setdefault(choice.staff_id, []), choice, request, kind)
    return choices


def _choice(candidate: Candidate, taken: Occupied, credits: Credits) -> Choice | None:
    entry, request = candidate.entry, candidate.request
    for slot in _slots(candidate, taken):
        expires_at = deadline(request.link, slot.starts_at, request.now)
        if expires_at is not None and entry.can_be_offered(slot.starts_at, request.now):
            staff_id = in_turn(request.link, slot.staff_ids, credits, slot.joined(request.seats))[0]
            return Choice(entry, TimeRange(slot.starts_at, slot.ends_at), staff_id, expires_at)
    return None


def _take(
    pieces: list[Blocked | Session], choice: Choice, request: SlotRequest, kind: SessionKind | None
) -> None:
    """Add what is offered to what is not free: for those who could join its session, one seat of it."""
    low, high = blocked(choice.time.padded(request.link.buffer_before, request.link.buffer_after))
    if kind is None or kind != request.joinable:
        pieces.append((low, high))
        return
    begins = floor_seconds(choice.time.starts_at)
    session = next((each for each in pieces if isinstance(each, Session) and each.begins == begins), None)
    if session is None:
        pieces.append(Session(low, high, begins, 1))
        return
    pieces.remove(session)
    first, last = min(low, session.blocked_from), max(high, session.blocked_until)
    pieces.append(Session(first, last, begins, session.taken + 1))


def _slots(candidate: Candidate, taken: Occupied) -> Iterator[Slot]:
    for span in candidate.spans:
        yield from find_slots(replace(candidate.request, span=span), taken)


def deadline(link: BookingLink, starts_at: datetime, now: datetime) -> datetime | None:
    """Until when an offer made now can be answered: never later than the time could be booked at all.
    None if that is too short to answer."""
    now = now.replace(microsecond=0)
    at = min(now + link.offer_length, starts_at - link.min_notice)
    return at if at - now >= SHORTEST_OFFER else None


def fulfils(booking: Booking, entry: Entry) -> bool:
    """Whether the booking is what was waited for, and by whom."""
    return (
        booking.contact.email.lower() == entry.contact.email.lower()
        and entry.link_id in (booking.link_id, booking.routed_from)
        and entry.service_id in (None, booking.service_id)
        and entry.staff_id in (None, booking.staff_id)
        and entry.wish.admits(booking.time.starts_at)
    )
