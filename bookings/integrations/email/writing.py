"""From a message of the outbox to the letter that it stands for, as things are now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bookings.engine.answers import is_email
from bookings.engine.booking import Booking, Status
from bookings.engine.model import Configuration
from bookings.integrations.email import kinds
from bookings.integrations.email.addresses import Sender
from bookings.integrations.email.event_file import invitation_to
from bookings.integrations.email.invitation import Invitation, Method
from bookings.integrations.email.letter import Letter
from bookings.integrations.email.rendering import Templates
from bookings.integrations.email.values import change_links, contact_zone, is_over, values
from bookings.services.links import Links
from bookings.services.lookup import configuration_of
from bookings.services.messages import Message
from bookings.services.ports import Clock, Reading


class NothingToSay(Exception):
    """Things have moved on since the message was written."""


@dataclass(frozen=True)
class Writer:
    """Writes letters."""

    sender: Sender
    """Who they are from."""
    templates: Templates
    """Their words."""
    links: Links
    """What the reader can do."""
    clock: Clock
    """The present instant."""

    def letter(self, view: Reading, message: Message) -> Letter:
        """Raises NothingToSay."""
        booking = view.booking(message.business_id, message.booking_id or "")
        if booking is None:
            raise NothingToSay("There is no such booking.")
        self._refuse_if_overtaken(view, message, booking)
        configuration = configuration_of(view, message.business_id)
        if message.kind == kinds.STAFF_NOTICE:
            return self._to_staff(view, message, booking, configuration)
        return self._to_contact(view, message, booking, configuration)

    def _refuse_if_overtaken(self, view: Reading, message: Message, booking: Booking) -> None:
        """What came later is, or will be, told by a mail of its own."""
        if is_over(booking, self.clock()) and message.kind != kinds.CANCELLED:
            raise NothingToSay("The appointment has begun.")
        version = message.payload["version"]
        later = [
            entry
            for entry in view.history(booking.id)
            if entry.version > version and entry.what in ("rescheduled", "cancelled")
        ]
        if later and not self._hands_over(message):
            raise NothingToSay(f"Overtaken: the booking has been {later[-1].what} since.")
        ahead = message.payload.get("minutes_before")
        if ahead and any(other < ahead for other in view.reminders_due_by(booking.id, self.clock())):
            raise NothingToSay("Overtaken: a later reminder is due by now.")

    @staticmethod
    def _hands_over(message: Message) -> bool:
        """That it is no longer theirs is told by nothing else."""
        return message.payload.get("what") == "handed_over"

    def _to_contact(
        self, view: Reading, message: Message, booking: Booking, configuration: Configuration
    ) -> Letter:
        name = message.kind.removeprefix("email.")
        before = _before(view, message)
        told = values(booking, configuration, contact_zone(booking, configuration), before)
        told |= change_links(booking, self.links)
        distinct = f".{message.payload['minutes_before']}" if message.kind == kinds.REMINDER else ""
        return Letter(
            to=(booking.contact.name, booking.contact.email),
            sender=self.sender,
            business_name=configuration.business.name,
            reply_to=business_mailbox(configuration),
            texts=self.templates.render(name, told),
            identity=f"{booking.id}.{message.payload['version']}.{name}{distinct}",
            thread=booking.id,
            written_at=message.created_at,
            calendar=self._invitation(message, booking, configuration, told),
        )

    def _invitation(
        self, message: Message, booking: Booking, configuration: Configuration, told: dict[str, Any]
    ) -> Invitation:
        method: Method = "CANCEL" if booking.status is Status.CANCELLED else "REQUEST"
        return invitation_to(
            booking, configuration, method, told, self.templates, self.sender, message.created_at
        )

    def _to_staff(
        self, view: Reading, message: Message, booking: Booking, configuration: Configuration
    ) -> Letter:
        person = configuration.staff.get(message.payload["staff_id"])
        if person is None or not person.email:
            raise NothingToSay("The person has no e-mail address any more.")
        what = message.payload["what"]
        told = values(booking, configuration, person.zone, _before(view, message)) | {"what": what}
        return Letter(
            to=(person.name, person.email),
            sender=self.sender,
            business_name=configuration.business.name,
            reply_to=None,
            texts=self.templates.render("staff_notice", told),
            identity=f"{booking.id}.{message.payload['version']}.staff.{what}",
            thread=f"{booking.id}.staff",
            written_at=message.created_at,
        )


def _before(view: Reading, message: Message) -> Any:
    """What a move moved it from."""
    entries = view.history(message.booking_id or "")
    version = message.payload["version"]
    return next(
        (e.details.get("from") for e in entries if e.version == version and e.what == "rescheduled"), None
    )


def business_mailbox(configuration: Configuration) -> str | None:
    """Where answers go, if the business has told."""
    told = configuration.business.facts.get("email", "")
    return told if is_email(told) else None
