"""The mail by which a conversation is handed over to the team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bookings.engine.handover import PERSON
from bookings.engine.when import day_and_time
from bookings.integrations.email.addresses import Sender
from bookings.integrations.email.letter import Letter
from bookings.integrations.email.rendering import Templates
from bookings.integrations.email.writing import NothingToSay
from bookings.services.hand_over import REQUESTED
from bookings.services.lookup import configuration_of
from bookings.services.messages import Event, Message, NewMessage
from bookings.services.ports import Reading

HANDOVER = "email.handover"
KINDS = frozenset({HANDOVER})


def to_team(event: Event, _: Reading) -> Iterable[NewMessage]:
    """If the business has a mailbox for it."""
    rule = event.configuration.business.handover
    if rule is not None and rule.email is not None:
        handover_id = event.message.payload["handover_id"]
        yield NewMessage(HANDOVER, {"handover_id": handover_id}, key=f"{handover_id}/{HANDOVER}")


CONSEQUENCES = {REQUESTED: [to_team]}


@dataclass(frozen=True)
class HandoverWriter:
    """Writes these letters."""

    sender: Sender
    """Who they are from."""
    templates: Templates
    """Their words."""

    def letter(self, view: Reading, message: Message) -> Letter:
        """An answer to it goes to the person. Raises NothingToSay."""
        handover = view.handovers.handover(message.business_id, message.payload["handover_id"])
        business = configuration_of(view, message.business_id).business
        if handover is None or business.handover is None or business.handover.email is None:
            raise NothingToSay("There is no mailbox for it, or what was said is kept no longer.")
        told = {
            "business_name": business.name,
            "contact_name": handover.contact_name,
            "contact_email": handover.contact_email,
            "contact_phone": handover.contact_phone,
            "about": handover.about,
            "asked_at": day_and_time(handover.created_at, business.zone),
            "transcript": [(line.author == PERSON, line.text) for line in handover.transcript],
        }
        return Letter(
            to=(business.name, business.handover.email),
            sender=self.sender,
            business_name=business.name,
            reply_to=handover.contact_email,
            reply_name=handover.contact_name or "",
            texts=self.templates.render("handover", told),
            identity=handover.id,
            thread=handover.id,
            written_at=message.created_at,
        )
