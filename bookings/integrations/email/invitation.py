"""The calendar file that goes with a mail: iTIP (RFC 5546) in iCalendar (RFC 5545).

One UID for the booking's whole life, and a SEQUENCE that rises with each change: so a calendar that
has the event moves or removes it instead of showing a second one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as CalendarEvent

from bookings.engine.booking import Booking
from bookings.integrations.email.addresses import one_line

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
PRODUCT = "-//Bookings Bot//Bookings//EN"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the file says."""

    booking: Booking
    """What it is about."""
    method: Method
    """REQUEST: it is there; CANCEL: it is gone; PUBLISH: it is there, in a file that nobody has to answer."""
    summary: str
    """The event's title."""
    description: str
    """What else there is to know."""
    location: str | None
    """Where it is, if that is known."""
    organizer: tuple[str, str]
    """Name and mailbox of who invites."""
    stamped_at: datetime
    """When this was said; aware."""


def uid(booking_id: str) -> str:
    """Unique in the world, because the booking's id is random."""
    return f"{booking_id}@bookings"


def invitation(said: Invitation) -> bytes:
    """The file, UTF-8 with CRLF."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", said.method)
    calendar.add_component(_event(said))
    return bytes(calendar.to_ical())


def _event(said: Invitation) -> CalendarEvent:
    booking = said.booking
    event = CalendarEvent()
    event.add("uid", uid(booking.id))
    event.add("sequence", booking.version)
    event.add("dtstamp", said.stamped_at)
    event.add("dtstart", booking.time.starts_at)  # in UTC: right in every calendar, whatever zones it knows
    event.add("dtend", booking.time.ends_at)
    event.add("summary", one_line(said.summary))
    event.add("description", said.description)
    if said.location:
        event.add("location", one_line(said.location))
    event.add("status", "CANCELLED" if said.method == "CANCEL" else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event["organizer"] = _person(*said.organizer)
    if said.method != "PUBLISH":  # which has none (RFC 5546, 3.2.1)
        _add_attendee(event, booking)
    return event


def _add_attendee(event: CalendarEvent, booking: Booking) -> None:
    attendee = _person(booking.contact.name, booking.contact.email)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")  # they made the booking themselves
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee, encode=False)


def _person(name: str, email: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{email}")
    # Parameters have no escape for a quote (RFC 5545, 3.1).
    person.params["CN"] = vText(one_line(name).replace('"', "'"))
    return person
