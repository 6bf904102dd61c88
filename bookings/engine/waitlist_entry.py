"""Who waits for what, and what they have been offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from bookings.engine.booking import Contact
from bookings.engine.timerange import TimeRange
from bookings.engine.windows import MINUTES_A_DAY, TimeWindow, days_between, instant


class EntryStatus(StrEnum):
    """What has become of a wish. `offered` is one that waits and has an offer to answer."""

    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    LEFT = "left"
    EXPIRED = "expired"


class OfferOutcome(StrEnum):
    """How an offer ended. `withdrawn`: what was waited for was booked otherwise, or the contact has left."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Wish:
    """The days, and the part of each, in which an appointment may start."""

    first_day: date
    """Wall-clock date in the zone."""
    last_day: date
    """Wall-clock date in the zone, included; not before the first."""
    timezone: str
    """IANA zone."""
    window: TimeWindow | None = None
    """Wall clock in the zone, on each of the days; may run over midnight. None: whole days."""

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def ends_at(self) -> datetime:
        """From this instant on nothing can be what was wished for."""
        return instant(self.last_day, self.window.ends if self.window else MINUTES_A_DAY, self.zone)

    @property
    def starts_at(self) -> datetime:
        """Before this instant nothing is what was wished for."""
        return instant(self.first_day, self.window.starts if self.window else 0, self.zone)

    @property
    def is_possible(self) -> bool:
        """Whether clock changes leave anything of it."""
        return next(self._pieces(), None) is not None

    def spans(self, within: TimeRange) -> Iterator[TimeRange]:
        """The wished stretches of time, as far as they lie in `within`, in their order."""
        for piece in self._pieces():
            if piece.overlaps(within):
                yield TimeRange(max(piece.starts_at, within.starts_at), min(piece.ends_at, within.ends_at))

    def admits(self, start: datetime) -> bool:
        """Whether an appointment may start then."""
        return any(piece.starts_at <= start < piece.ends_at for piece in self._pieces())

    def _pieces(self) -> Iterator[TimeRange]:
        """A window that a clock change leaves nothing of is none."""
        if self.window is None:
            yield TimeRange(self.starts_at, self.ends_at)
            return
        for day in days_between(self.first_day, self.last_day):
            piece = self.window.on(day, self.zone)
            if piece is not None:
                yield piece


@dataclass(frozen=True, slots=True)
class Offer:
    """A time that is kept for an entry until it is answered."""

    id: str
    """"offer_" and random characters."""
    hold_id: str
    """What keeps the time; expires together with the offer."""
    staff_id: str
    """Whose time it is."""
    time: TimeRange
    """The appointment, without buffers."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime
    """From this instant on it cannot be accepted any more."""
    ended_at: datetime | None = None
    """When it was answered, withdrawn, or found to have lapsed."""
    outcome: OfferOutcome | None = None
    """How it ended."""

    def is_live(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


@dataclass(frozen=True)
class Entry:
    """A wish that somebody waits for."""

    id: str
    """"wl_" and random characters."""
    business_id: str
    """Whose waitlist it is on."""
    link_id: str
    """The link through which the appointment is wished for."""
    service_id: str | None
    """What it would be about, if that was said."""
    staff_id: str | None
    """The one person it should be with; None: anybody."""
    wish: Wish
    """When."""
    contact: Contact
    """Who it is for."""
    answers: tuple[tuple[str, Any], ...]
    """(question id, answer) pairs as given."""
    created_at: datetime
    """When they joined."""
    state: EntryStatus = EntryStatus.WAITING
    """As stored: `waiting` also while there is an offer, or when the wish's days are over."""
    closed_at: datetime | None = None
    """When it was booked or left, or found to be over."""
    booking_id: str | None = None
    """The booking that fulfilled it."""
    offers: tuple[Offer, ...] = ()
    """All that was ever offered, first things first."""

    @property
    def open_offer(self) -> Offer | None:
        """The one that has not been ended, though its time may be over."""
        return next((offer for offer in self.offers if offer.ended_at is None), None)

    def live_offer(self, now: datetime) -> Offer | None:
        """The one that can be answered."""
        offer = self.open_offer
        return offer if offer is not None and offer.is_live(now) and self.is_open(now) else None

    def is_open(self, now: datetime) -> bool:
        """Whether it is still waited for."""
        return self.state is EntryStatus.WAITING and now < self.wish.ends_at

    def status(self, now: datetime) -> EntryStatus:
        """What nobody has to note for it to be true."""
        if self.state is not EntryStatus.WAITING:
            return self.state
        if not self.is_open(now):
            return EntryStatus.EXPIRED
        return EntryStatus.OFFERED if self.live_offer(now) else EntryStatus.WAITING

    def can_be_offered(self, start: datetime, now: datetime) -> bool:
        """Nobody has two offers at a time, and nobody is offered the same start twice."""
        return (
            self.is_open(now)
            and self.live_offer(now) is None
            and all(offer.time.starts_at != start for offer in self.offers)
        )
