"""What every route works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bookings.api.mail_folder import MailFolder
from bookings.api.rate_limits import RateLimits, Rates
from bookings.engine.booking import Booking
from bookings.engine.model import Configuration
from bookings.services.calendars.before_booking import BeforeBooking
from bookings.services.links import Links
from bookings.services.page_forms import Forms
from bookings.services.ports import Clock, Identifiers, Storage
from bookings.services.proof_ports import Codes, NoCodes


@dataclass(frozen=True)
class Core:
    """The use cases' surroundings, put together in `bookings.bootstrap`."""

    storage: Storage
    """Where everything is kept."""
    clock: Clock
    """The present instant."""
    ids: Identifiers
    """Ids and references for new bookings."""
    links: Links | None = None
    """The links in mails, which lead to pages of this API."""
    codes: Codes = field(default_factory=NoCodes)
    """The codes in mails, which show whose an address is."""
    forms: Forms | None = None
    """Signs the forms of the booking page; None: there is none."""
    embed_from: tuple[str, ...] = ()
    """The origins of the sites that may show the booking page in a frame."""
    event_file: Callable[[Booking, Configuration], bytes] | None = None
    """A booking as a calendar file (RFC 5545)."""
    mail_folder: MailFolder | None = None
    """The mails that were written to a folder instead of being sent, if they are to be shown."""
    calendars: BeforeBooking | None = None
    """Looks into the staff's calendars before somebody is booked; None: there are none."""
    waiting_key_hash: str | None = None
    """Hash of the key that BOOKINGS_API_KEY sets: until a business takes it, it is let in and sees
    an empty business, so that a bot can start first."""
    limits: RateLimits = field(default_factory=lambda: RateLimits(Rates()))
    """How often somebody may ask."""
    request_seconds: float = 30
    """How long a request may take."""
