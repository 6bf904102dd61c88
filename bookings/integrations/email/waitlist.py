"""Mails to who is on the waitlist: that they are, what is offered to them, what has gone to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bookings.engine.model import Configuration
from bookings.engine.waitlist_entry import Entry, Offer
from bookings.engine.when import day_and_time, days_of, same_wall_clock, when
from bookings.integrations.email.addresses import Sender
from bookings.integrations.email.letter import Letter
from bookings.integrations.email.rendering import Templates
from bookings.integrations.email.writing import NothingToSay, business_mailbox
from bookings.services.links import ACCEPT, DECLINE, Links, grant_for_offer, grant_to_leave
from bookings.services.lookup import configuration_of
from bookings.services.messages import Event, Message, NewMessage
from bookings.services.ports import Clock, Reading

JOINED, OFFER, LAPSED = "email.waitlist_joined", "email.waitlist_offer", "email.waitlist_lapsed"
KINDS = frozenset({JOINED, OFFER, LAPSED})
_TO_CONTACT = {"waitlist.joined": JOINED, "waitlist.offered": OFFER, "waitlist.lapsed": LAPSED}


def to_waiting(event: Event, _: Reading) -> Iterable[NewMessage]:
    """The contact is told of each; what they get about one entry comes in order."""
    told = event.message.payload
    kind = _TO_CONTACT[event.message.kind]
    about = told.get("offer_id") or told["entry_id"]
    payload = {name: told[name] for name in ("entry_id", "offer_id") if name in told}
    yield NewMessage(kind, payload, lane=f"email:{told['entry_id']}", key=f"{about}/{kind}")


CONSEQUENCES = {kind: [to_waiting] for kind in _TO_CONTACT}


@dataclass(frozen=True)
class WaitlistWriter:
    """Writes these letters."""

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
        entry = view.waitlist.entry(message.business_id, message.payload["entry_id"])
        if entry is None or not entry.is_open(self.clock()):
            raise NothingToSay("The entry is not waited for any more.")
        offer = self._offer(entry, message)
        configuration = configuration_of(view, message.business_id)
        name = message.kind.removeprefix("email.")
        told = waitlist_values(entry, offer, configuration)
        told |= self._links(entry, offer)
        return Letter(
            to=(entry.contact.name, entry.contact.email),
            sender=self.sender,
            business_name=configuration.business.name,
            reply_to=business_mailbox(configuration),
            texts=self.templates.render(name, told),
            identity=f"{offer.id if offer else entry.id}.{name}",
            thread=entry.id,
            written_at=message.created_at,
        )

    def _links(self, entry: Entry, offer: Offer | None) -> dict[str, str | None]:
        found: dict[str, str | None] = {"leave_url": self.links.address(grant_to_leave(entry))}
        for purpose in (ACCEPT, DECLINE):
            grant = grant_for_offer(purpose, entry, offer) if offer else None
            found[f"{purpose}_url"] = self.links.address(grant) if grant else None
        return found

    def _offer(self, entry: Entry, message: Message) -> Offer | None:
        """What the mail is about, if things are as it would say."""
        if message.kind == JOINED:
            return None
        offer = next((each for each in entry.offers if each.id == message.payload["offer_id"]), None)
        if offer is None:
            raise NothingToSay("There is no such offer.")
        if message.kind == OFFER and not offer.is_live(self.clock()):
            raise NothingToSay("The offer has ended.")
        if message.kind == LAPSED and entry.live_offer(self.clock()) is not None:
            raise NothingToSay("Overtaken: something else is offered by now.")
        return offer


def waitlist_values(entry: Entry, offer: Offer | None, configuration: Configuration) -> dict[str, Any]:
    """What the templates can say; docs/email.md lists the names."""
    business = configuration.business
    link = configuration.links.get(entry.link_id)
    service = configuration.services.get(entry.service_id or "")
    asked_for = configuration.staff.get(entry.staff_id or "")
    zone = waiting_zone(entry, configuration)
    return {
        "business_name": business.name,
        "facts": business.facts,
        "address": ", ".join(business.facts.get("address", "").splitlines()) or None,
        "contact_name": entry.contact.name,
        "title": link.title if link else "Your appointment",
        "service_name": service.name if service else None,
        "wish": days_of(entry.wish.first_day, entry.wish.last_day, entry.wish.window, entry.wish.zone),
        "wished_staff": asked_for.name if asked_for else None,
        **(_offered(offer, configuration, zone) if offer else _NOTHING_OFFERED),
    }


_NOTHING_OFFERED: Mapping[str, None] = dict.fromkeys(
    ("when", "starts", "when_at_business", "staff_name", "answer_by")
)


def _offered(offer: Offer, configuration: Configuration, zone: ZoneInfo) -> dict[str, str | None]:
    business_zone = configuration.business.zone
    person = configuration.staff.get(offer.staff_id)
    differs = not same_wall_clock(offer.time, zone, business_zone)
    return {
        "when": when(offer.time, zone),
        "starts": day_and_time(offer.time.starts_at, zone),
        "when_at_business": when(offer.time, business_zone) if differs else None,
        "staff_name": person.name if person else None,
        "answer_by": answer_by(offer.expires_at, zone),
    }


def answer_by(at: datetime, zone: ZoneInfo) -> str:
    """ "Monday 1 June 2026, 11:00 am (Europe/London)"."""
    return f"{day_and_time(at, zone)} ({zone.key})"


def waiting_zone(entry: Entry, configuration: Configuration) -> ZoneInfo:
    return ZoneInfo(entry.contact.timezone) if entry.contact.timezone else configuration.business.zone
