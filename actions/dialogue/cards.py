"""What a message of the bot is about, as data beside its words.

Channels that can show more than text and buttons use it: a list of times by day, a date picker, a card for
the summary. The words say everything that a card says. docs/channels.md describes each kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from actions.dialogue import picking, wording
from actions.dialogue.catalogue import Catalogue, Question, staff_name
from actions.dialogue.memory import Made, Memory, Offer
from actions.dialogue.times import Free, instant, iso

if TYPE_CHECKING:
    from actions.dialogue.draft import Draft

Card = dict[str, Any]

MOST_TIMES = 40
"""Times in one list: the conversation remembers each card, and more would only slow it down."""


def slots(draft: Draft, offers: Sequence[Offer], among: Sequence[Free]) -> Card:
    """The times offered, with others that fit as well, by day; an answer is a time's `payload`."""
    offered = {offer.start for offer in offers}
    others = [Offer(iso(slot.start)) for slot in among if iso(slot.start) not in offered]
    listed = sorted([*offers, *others[: MOST_TIMES - len(offers)]], key=lambda offer: offer.start)
    days = groupby(listed, key=lambda offer: _day(offer, draft.zone))
    return {
        "kind": "slots",
        **_zone(draft.zone),
        "days": [
            {
                "date": day.isoformat(),
                "label": wording.day(day),
                "times": [_time(draft, offer, offer.start in offered) for offer in of_day],
            }
            for day, of_day in days
        ],
        **_dates(draft),
    }


def ask_date(draft: Draft) -> Card:
    """A day of the booking link is asked for; an answer names it in words: 2026-11-27."""
    return {"kind": "ask_date", **_dates(draft)}


def ask_answer(question: Question) -> Card | None:
    """A question of the business whose answer is a date, with its bounds; None for all others."""
    if question.type != "date":
        return None
    return {"kind": "ask_date", "first": question.min or None, "last": question.max or None}


def ask_contact(*fields: str) -> Card:
    """`name`, `email` or both are asked for; an answer holds them in this order, separated by a comma."""
    return {"kind": "ask_contact", "fields": list(fields)}


def summary(draft: Draft, before: str | None = None) -> Card:
    """What will be booked once the person agrees; `before`: the start of what moves."""
    memory, chosen = draft.memory, draft.memory.chosen
    start = chosen.start if chosen else ""
    minutes = (draft.service.duration_minutes if draft.service else None) or draft.link.duration_minutes
    card = {
        "kind": "summary",
        "action": "move" if before else "book",
        "title": draft.title,
        "staff": staff_name(draft.catalogue, chosen.staff_id) if chosen and chosen.staff_id else None,
        **_when(start, iso(instant(start) + timedelta(minutes=minutes)), draft.zone),
        "name": memory.contact_name,
        "email": memory.contact_email,
    }
    business = draft.catalogue.business
    there = wording.moment(instant(start), business.timezone) if business else ""
    if business and there != wording.moment(instant(start), draft.zone):
        card["there"] = f"{there} ({wording.zone_label(business.timezone)})"
    if before:
        card["before"] = wording.moment(instant(before), draft.zone)
    return card


def booked(memory: Memory, made: Made, catalogue: Catalogue | None, action: str = "book") -> Card:
    """What was booked (`book`), moved (`move`) or cancelled (`cancel`)."""
    business = catalogue.business if catalogue else None
    return {
        "kind": "cancelled" if action == "cancel" else "booked",
        "action": action,
        "title": made.title,
        "staff": made.staff or None,
        **_when(made.start, made.end, memory.zone or "UTC"),
        "reference": made.reference,
        "business": business.name if business else None,
        "address": business.facts.get("address") if business else None,
    }


def _time(draft: Draft, offer: Offer, is_offered: bool) -> Card:
    local = instant(offer.start).astimezone(ZoneInfo(draft.zone))
    wanted = draft.memory.wanted_staff
    name = staff_name(draft.catalogue, offer.staff_id) if offer.staff_id else None
    payload = f'/choose_option{{"option": "{picking.code(offer)}"}}'
    return {
        "start": offer.start,
        "label": wording.clock(local.time()),
        # Of times that are not among those offered only words are understood.
        "payload": payload if is_offered else wording.moment(instant(offer.start), draft.zone),
        "staff": None if wanted == (offer.staff_id,) else name,
    }


def _when(start: str, end: str, zone: str) -> Card:
    return {
        "start": start,
        "end": end or None,
        "when": wording.moment(instant(start), zone, with_year=True),
        **_zone(zone),
    }


def _zone(zone: str) -> Card:
    return {"zone": zone, "zone_label": wording.zone_label(zone)}


def _dates(draft: Draft) -> Card:
    last = draft.today + timedelta(draft.link.horizon_days)
    return {"first": draft.today.isoformat(), "last": last.isoformat()}


def _day(offer: Offer, zone: str) -> date:
    return instant(offer.start).astimezone(ZoneInfo(zone)).date()
