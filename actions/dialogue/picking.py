"""Which of the times offered a person means: by button, place in the list, time, or "any"."""

from __future__ import annotations

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

from actions.dialogue import cues, refusing
from actions.dialogue.memory import Memory, Offer
from actions.dialogue.message import Message
from actions.dialogue.nearby import in_context
from actions.dialogue.times import instant
from actions.dialogue.wishes import DayWish, TimeWish, Wish, from_readings


def pick(memory: Memory, message: Message, zone: str) -> Offer | None:
    """The offer that this message chooses, None when it chooses none."""
    if not memory.offered:
        return None
    if message.pressed:
        return _pressed(memory, message)
    if refusing.refuses(message):
        return None
    return (
        _by_reading(memory, message, zone) or _by_place(memory, message, zone) or _by_words(memory, message)
    )


def taken_up(memory: Memory, offer: Offer, zone: str) -> Memory:
    """The memory in which this offer is what the person wants."""
    local = instant(offer.start).astimezone(ZoneInfo(zone))
    wish = Wish(DayWish(local.date(), local.date()), TimeWish(exact=local.time()))
    wanted = (offer.staff_id,) if offer.staff_id else memory.wanted_staff
    return memory.but(wish=wish, choices=(), wanted_staff=wanted)


def is_theirs(offer: Offer, message: Message) -> bool:
    """Whether the offer is with whom the message names; it also is where nobody is named.

    "With Tom at 9", where nine was offered with whoever is free or with somebody else, is no offer of his.
    """
    named = message.of_kind("staff")
    return not named or offer.staff_id in [id_ for entity in named for id_ in (entity.value, *entity.others)]


def code(offer: Offer) -> str:
    """What a button sends for this offer."""
    return f"{offer.start} {offer.staff_id}" if offer.staff_id else offer.start


def _pressed(memory: Memory, message: Message) -> Offer | None:
    wanted = message.first("option")  # untrusted: only what was really offered counts
    return next((offer for offer in memory.offered if code(offer) == wanted), None)


def _by_reading(memory: Memory, message: Message, zone: str) -> Offer | None:
    """The only offer that fits the day and time stated, an odd reading of the hour counting last."""
    stated = from_readings([e.value for e in message.of_kind("when")], cues.fixes(message.text))
    stated = in_context(stated, message.of_kind("when"), memory)
    if stated.time is None and stated.day and memory.choices:  # of "Wednesday at 2 or Thursday at 4"
        fits = [offer for offer in memory.offered if stated.day.holds(_local(offer, zone).date())]
        return fits[0] if len(fits) == 1 else None
    if stated.time is None and stated.day:
        return _on_day(memory, message, stated.day, zone)
    if stated.time is None or stated.time.exact is None:
        return None
    for clock in (stated.time.exact, *stated.time.others):
        fits = [offer for offer in memory.offered if _fits(offer, stated, clock, zone)]
        named = [e.value for e in message.of_kind("staff")]
        fits = [offer for offer in fits if offer.staff_id in named] or fits
        if fits:  # on several days: which one is still to be asked
            return fits[0] if len({offer.start[:10] for offer in fits}) == 1 else None
    return None


def _on_day(memory: Memory, message: Message, day: DayWish, zone: str) -> Offer | None:
    """The first or last of those offered on a day: "the later one on Tuesday"."""
    fits = [offer for offer in memory.offered if day.holds(_local(offer, zone).date())]
    if not fits or cues.others(message.text):
        return None
    if cues.last(message.text):
        return fits[-1]
    return fits[0] if re.search(r"\b(the )?(first|earlier|earliest) (one|of)\b", message.text, re.I) else None


def _local(offer: Offer, zone: str) -> datetime:
    return instant(offer.start).astimezone(ZoneInfo(zone))


def _fits(offer: Offer, stated: Wish, clock: time, zone: str) -> bool:
    local = _local(offer, zone)
    return local.time() == clock and (stated.day is None or stated.day.holds(local.date()))


def _at_hour(memory: Memory, hour: int, zone: str) -> Offer | None:
    """The only offer at this hour of the clock: "2", where 2:00 pm is offered, is no second place."""
    tz = ZoneInfo(zone)
    hours = {offer: instant(offer.start).astimezone(tz) for offer in memory.offered}
    fits = [offer for offer, at in hours.items() if at.minute == 0 and hour in (at.hour, at.hour - 12)]
    return fits[0] if len(fits) == 1 else None


def _by_place(memory: Memory, message: Message, zone: str) -> Offer | None:
    if message.of_kind("when"):
        return None
    for entity in message.of_kind("ordinal", "number"):
        place = int(entity.value)
        if entity.kind == "number" and (offer := _at_hour(memory, place, zone)):
            return offer
        if entity.kind == "number" and message.without("number").strip(" .!,)"):
            continue  # "2" alone is a place in the list; "2 people" is not
        if 0 < place <= len(memory.offered):
            return memory.offered[place - 1]
        if place == -1:
            return memory.offered[-1]
    return None


def _by_words(memory: Memory, message: Message) -> Offer | None:
    if message.of_kind("when"):
        return None
    if named := [e.value for e in message.of_kind("staff")]:
        fits = [offer for offer in memory.offered if offer.staff_id in named]
        return fits[0] if len(fits) == 1 else None
    if cues.last(message.text):
        return memory.offered[-1]
    if cues.first(message.text) and not cues.others(message.text):
        return memory.offered[0]
    agrees = message.intent in ("affirm", "choose_option") or cues.yes(message.text)
    return memory.offered[0] if len(memory.offered) == 1 and agrees else None
