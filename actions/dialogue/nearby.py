"""Days and times said in relation to what is being talked about, not to now.

"Tuesday", while next week is discussed, is next week's Tuesday; "an hour later" is later than the time
just named. What is refused is read in `refusing`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.dialogue.memory import Memory
from actions.dialogue.message import Entity, Message
from actions.dialogue.refusing import bare
from actions.dialogue.times import instant
from actions.dialogue.wishes import DayWish, TimeWish, Wish

_AMOUNT = r"(?P<amount>\d{1,3}|an?|one|two|three|four|half an|a couple of|a quarter of an)"
_SHIFT = re.compile(
    rf"\b{_AMOUNT} ?(?P<unit>minute|min|hour|hr|day|week)s? (?P<way>later|earlier|sooner|after|before)\b",
    re.I,
)
_PUSHED = re.compile(
    r"\b(?:(?:push|mov|bring|put|shift|pull|set)\w*\b.{0,40}?\b(?P<way>back|forwards?|up|off|out)"
    r"|(?:delay|postpone)\w*)\b(?:[ ,]+\w+){0,4}?[ ,]+"
    rf"{_AMOUNT} ?(?P<unit>minute|min|hour|hr|day|week)s?\b",
    re.I,
)
_PUSHED_BY = re.compile(
    rf"\b{_AMOUNT} ?(?P<unit>minute|min|hour|hr|day|week)s? (?P<way>back|forwards?)\b", re.I
)
_NEXT_DAY = re.compile(r"\bthe (day|week) (?P<way>after|before)\b(?! tomorrow)", re.I)
_DAY_ONLY = re.compile(r"^\W*(on )?(the )?\d{1,2}(st|nd|rd|th)\b(?! (of )?[a-z]{3})", re.I)
_WORDS = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "half an": 0.5}
_WORDS |= {"a couple of": 2.0, "a quarter of an": 0.25}
_MINUTES = {"minute": 1, "min": 1, "hour": 60, "hr": 60, "day": 24 * 60, "week": 7 * 24 * 60}


def in_context(stated: Wish, entities: Sequence[Entity], memory: Memory) -> Wish:
    """A bare weekday moved into the days under discussion: those offered, wanted, or chosen."""
    day = stated.day.exact if stated.day else None
    if day and (later := _of_the_month(day, entities, memory)):
        return Wish(DayWish(later, later), stated.time)
    if day is None or not entities or not all(bare(e) for e in entities if e.value.get("date")):
        return stated
    tz = ZoneInfo(memory.zone or "UTC")
    talked = [instant(offer.start).astimezone(tz).date() for offer in memory.offered]
    talked += [instant(memory.chosen.start).astimezone(tz).date()] if memory.chosen else []
    talked += _days(memory.wish.day)
    meant = next((each for each in talked if each.weekday() == day.weekday()), day)
    return Wish(DayWish(meant, meant), stated.time)


def _of_the_month(day: date, entities: Sequence[Entity], memory: Memory) -> date | None:
    """ "The 29th", said while 25 December is talked about, is in December."""
    talked = memory.wish.day.exact if memory.wish.day else None
    texts = [str(e.value.get("text") or "") for e in entities if e.value.get("date")]
    if talked is None or talked <= day or not texts or not all(map(_DAY_ONLY.match, texts)):
        return None
    try:
        return talked.replace(day=day.day)
    except ValueError:
        return None


def shifted(message: Message, memory: Memory) -> Wish | None:
    """The wish of "an hour later" and the like, when a time is being talked about; None for other words."""
    exact = memory.wish.exact or _of_what_is_moved(memory)
    if exact is None:
        return None
    if found := _SHIFT.search(message.text):
        amount = _WORDS.get(found["amount"].lower()) or float(found["amount"])
        length = timedelta(minutes=amount * _MINUTES[found["unit"].lower()])
        return _exactly(
            exact - length if found["way"].lower() in ("earlier", "sooner", "before") else exact + length
        )
    if found := _PUSHED.search(message.text) or _PUSHED_BY.search(message.text):
        amount = _WORDS.get(found["amount"].lower()) or float(found["amount"])
        length = timedelta(minutes=amount * _MINUTES[found["unit"].lower()])
        sooner = (found["way"] or "").lower().startswith(("forward", "up"))
        return _exactly(exact - length if sooner else exact + length)
    if found := _NEXT_DAY.search(message.text):
        length = timedelta(7 if "week" in found[0].lower() else 1)
        return _exactly(exact + length if found["way"].lower() == "after" else exact - length)
    return None


def says_by_how_much(message: Message) -> bool:
    """Whether the words say how much later or earlier: "15 minutes back"."""
    return any(pattern.search(message.text) for pattern in (_SHIFT, _PUSHED, _PUSHED_BY))


def _of_what_is_moved(memory: Memory) -> datetime | None:
    """The wall-clock start of the booking that is being moved, while no new time was said."""
    made = next((made for made in memory.made if made.id == memory.moving_id), None)
    local = instant(made.start).astimezone(ZoneInfo(memory.zone or "UTC")) if made else None
    return local.replace(tzinfo=None) if local else None


def _exactly(wall: datetime) -> Wish:
    return Wish(DayWish(wall.date(), wall.date()), TimeWish(exact=wall.time()))


def _days(wish: DayWish | None) -> list[date]:
    if wish is None or wish.first is None or wish.last is None or (wish.last - wish.first).days > 14:
        return []
    return [wish.first + timedelta(offset) for offset in range((wish.last - wish.first).days + 1)]
