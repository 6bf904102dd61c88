"""Links that let whoever has them do one thing with one booking, for a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bookings.engine.booking import Booking
from bookings.engine.errors import NotFound
from bookings.engine.waitlist_entry import Entry, Offer

CANCEL, MOVE, ATTEND = "cancel", "move", "attend"
"""The purposes: a link for one opens nothing of another."""
ACCEPT, DECLINE, LEAVE = "accept", "decline", "leave"
"""The same for the waitlist."""
BOOKED, JOINED = "booked", "joined"
"""Only to look: what a booking or a waitlist entry has become."""
VALID_AFTER_END = timedelta(days=7)
"""How long after the appointment a link still tells what became of it."""


class LinkInvalid(NotFound):
    """No link of ours, or one for something else."""


class LinkExpired(LinkInvalid):
    """The link was right, and its time is over."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a link stands for."""

    purpose: str
    """What may be done: one of the purposes above, or another integration's."""
    business_id: str
    """Whose the subject is."""
    subject_id: str
    """What it may be done with: a booking's id, or another's."""
    until: datetime
    """When the link ends."""


class Links(Protocol):
    """Writes links and reads them."""

    def address(self, grant: Grant) -> str:
        """The whole address, for people to click."""
        ...

    def read(self, purpose: str, token: str, now: datetime) -> Grant:
        """`token`: the address's last part. Raises LinkExpired, LinkInvalid."""
        ...


def grant_for(purpose: str, booking: Booking) -> Grant:
    return Grant(purpose, booking.business_id, booking.id, booking.time.ends_at + VALID_AFTER_END)


def grant_for_offer(purpose: str, entry: Entry, offer: Offer) -> Grant:
    """To accept or decline this offer, while it can be answered."""
    return Grant(purpose, entry.business_id, offer.id, offer.expires_at)


def grant_to_leave(entry: Entry) -> Grant:
    return grant_for_entry(LEAVE, entry)


def grant_for_entry(purpose: str, entry: Entry) -> Grant:
    """As long as the days that are waited for."""
    return Grant(purpose, entry.business_id, entry.id, entry.wish.ends_at)
