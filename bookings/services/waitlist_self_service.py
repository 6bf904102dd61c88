"""What the contact does about their own waitlist entry, by the links in their mails."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bookings.engine.booking import Booking
from bookings.engine.model import Configuration
from bookings.engine.waitlist_entry import Entry, Offer
from bookings.services.answer_offer import accept_offer, decline_offer, leave_waitlist
from bookings.services.links import JOINED, LEAVE, Grant, LinkInvalid
from bookings.services.lookup import configuration_of
from bookings.services.ports import Identifiers, Reading, Writing
from bookings.services.waitlist import get_entry


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry as its contact sees it."""

    entry: Entry
    """As it is now."""
    offer: Offer | None
    """The one that the link is about, as it is now; None: the link is about the entry."""
    booking: Booking | None
    """What fulfilled it."""
    configuration: Configuration
    """Of its business."""
    zone: ZoneInfo
    """The contact's."""


def waiting(view: Reading, grant: Grant) -> Waiting:
    """Raises NotFound."""
    entry = entry_of(view, grant)
    configuration = configuration_of(view, grant.business_id)
    zone = ZoneInfo(entry.contact.timezone) if entry.contact.timezone else configuration.business.zone
    offer = next((each for each in entry.offers if each.id == grant.subject_id), None)
    booking = view.booking(grant.business_id, entry.booking_id) if entry.booking_id else None
    return Waiting(entry, offer, booking, configuration, zone)


def entry_of(view: Reading, grant: Grant) -> Entry:
    """The entry that the link, or the offer that it names, is about. Raises NotFound."""
    if grant.purpose in (LEAVE, JOINED):
        return get_entry(view, grant.business_id, grant.subject_id)
    entry = view.waitlist.entry_of_offer(grant.business_id, grant.subject_id)
    if entry is None:
        raise LinkInvalid("This link is not one of ours.")
    return entry


def accept_own(
    unit: Writing, grant: Grant, now: datetime, ids: Identifiers, unreadable: Collection[str] = ()
) -> None:
    """Raises NotFound, NoOffer, and what create_booking does."""
    entry = entry_of(unit, grant)
    accept_offer(unit, grant.business_id, entry.id, grant.subject_id, now, ids, unreadable=unreadable)


def decline_own(unit: Writing, grant: Grant, now: datetime) -> None:
    """Raises NotFound, NoOffer."""
    decline_offer(unit, grant.business_id, entry_of(unit, grant).id, grant.subject_id, now)


def leave_own(unit: Writing, grant: Grant, now: datetime) -> None:
    """Raises NotFound, StatusConflict."""
    leave_waitlist(unit, grant.business_id, grant.subject_id, now)
