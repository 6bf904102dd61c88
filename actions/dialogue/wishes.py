"""When a person wants to come, in the parts in which people say it: a day and a time of day.

"Tuesday" and "at 2" often come in two messages, and "make it Wednesday" changes the one and leaves the
other; so the two are kept apart, as wall clock in the person's zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

_INCLUSIVE = re.compile(r"\W*(\S+ ){0,3}?(by|no later than|not later than|at the latest|up to)\b", re.I)
"""Words for a bound that will do itself: "by four" can be four o'clock."""


@dataclass(frozen=True)
class DayWish:
    """A day or a range of days; both ends inclusive, None: open."""

    first: date | None
    last: date | None

    @property
    def exact(self) -> date | None:
        """The day, when just one is wanted."""
        return self.first if self.first == self.last else None

    def holds(self, day: date) -> bool:
        """Whether `day` is one of those wanted."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class TimeWish:
    """A time of day, or a range that the start must lie in: `after` inclusive, `before` exclusive."""

    exact: time | None = None
    after: time | None = None
    before: time | None = None
    others: tuple[time, ...] = ()
    """Other readings of `exact`: 07:00 for a bare "at 7" that was read as 19:00."""

    def holds(self, start: time) -> bool:
        """Whether an appointment that starts then is what was asked for."""
        if self.exact is not None:
            return start == self.exact
        return (self.after is None or self.after <= start) and (self.before is None or start < self.before)

    def distance(self, start: time) -> int:
        """By how many minutes a start misses what was asked for; 0 when it fits."""
        first, last = self.exact or self.after, self.exact or self.before
        if first is not None and start < first:
            return _minutes(first) - _minutes(start)
        return max(0, _minutes(start) - _minutes(last)) if last is not None else 0


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


@dataclass(frozen=True)
class Wish:
    """What is known of when the person wants to come."""

    day: DayWish | None = None
    time: TimeWish | None = None

    def merged(self, newer: Wish) -> Wish:
        """This wish with what was said later in place of what was said before."""
        return Wish(newer.day or self.day, newer.time or self.time)

    @property
    def exact(self) -> datetime | None:
        """The wall-clock start (naive by nature: it has no zone yet), when day and time are both exact."""
        if self.day and self.time and self.day.exact and self.time.exact:
            return datetime.combine(self.day.exact, self.time.exact)
        return None

    def to_json(self) -> dict[str, Any]:
        """As plain values, for the tracker."""
        day, clock = self.day, self.time
        return {
            "first": day and _text(day.first),
            "last": day and _text(day.last),
            "day": day is not None,
            "exact": clock and _text(clock.exact),
            "after": clock and _text(clock.after),
            "before": clock and _text(clock.before),
            "others": [_text(other) for other in clock.others] if clock else [],
            "time": clock is not None,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any] | None) -> Wish:
        """The wish that `to_json` wrote; an empty one for None."""
        if not data:
            return cls()
        day = DayWish(_date(data["first"]), _date(data["last"])) if data["day"] else None
        others = tuple(time.fromisoformat(other) for other in data["others"])
        clock = TimeWish(_time(data["exact"]), _time(data["after"]), _time(data["before"]), others)
        return cls(day, clock if data["time"] else None)


def _text(value: date | time | None) -> str | None:
    return value.isoformat() if value is not None else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


# ---- From what the NLU read ----------------------------------------------------------------------------


def from_reading(value: dict[str, Any]) -> Wish:
    """The wish that one `when` entity states (its `value`, see bot/nlu)."""
    starts, ends = _instant(value.get("starts_at")), _instant(value.get("ends_at"))
    kind = str(value.get("kind", ""))
    day = _day(value, starts, ends) if "date" in kind else None
    clock = _clock(value, starts, ends) if "time" in kind else None
    if clock and day and day.exact is None and "range" in kind:
        clock = None  # "Monday 9:00 to Wednesday 17:00" limits days, not the hours of each
    return Wish(day, clock)


def from_readings(values: list[dict[str, Any]], newest_wins: bool = False) -> Wish:
    """One wish out of all that a message states: a part that was said stands until another replaces it.

    Of two readings of the same part the first counts ("Tuesday at 3, or Wednesday"), the last one when
    the message corrects something ("not at 2, at 3").
    """
    wish = Wish()
    for value in values:
        newer = from_reading(value)
        wish = wish.merged(newer) if newest_wins else newer.merged(wish).merged(_narrower(wish, newer))
    return wish


def _narrower(wish: Wish, newer: Wish) -> Wish:
    """The parts of the newer reading that say more exactly what the older one leaves open: "next week, on
    Tuesday", "in the morning, about ten"."""
    day, clock = newer.day, newer.time
    within = wish.day and not wish.day.exact and day and day.exact and wish.day.holds(day.exact)
    sharper = wish.time and not wish.time.exact and clock and clock.exact and wish.time.holds(clock.exact)
    return Wish(day if within else None, clock if sharper else None)


def _day(value: dict[str, Any], starts: datetime | None, ends: datetime | None) -> DayWish | None:
    if value.get("date") and not value.get("open"):
        stated = date.fromisoformat(value["date"])
        if "range" not in value["kind"] or value["kind"] == "datetime_range":
            return DayWish(stated, stated)
    first = starts.date() if starts else None
    last = (ends - timedelta(minutes=1)).date() if ends else None
    if "time" in value["kind"]:  # "after 3 on Tuesday": half-open in the hours, not in the days
        first, last = first or last, last or first
    return DayWish(first, last) if first or last else None


def _clock(value: dict[str, Any], starts: datetime | None, ends: datetime | None) -> TimeWish | None:
    if "range" not in value["kind"] and not value.get("open"):
        exact = _time(value.get("time")) or (starts.time() if starts else None)
        others = (_time(other.get("time")) for other in value.get("alternatives") or [])
        return TimeWish(exact, others=tuple(dict.fromkeys(o for o in others if o and o != exact)))
    after = starts.time().replace(tzinfo=None) if starts else None
    before = ends.time().replace(tzinfo=None) if ends else None
    if before == time(0):
        before = None  # until midnight: the day's end limits nothing
    if before and before < time(23, 59) and _INCLUSIVE.match(str(value.get("text") or "")):
        before = (datetime.combine(date.min, before) + timedelta(minutes=1)).time()
    return TimeWish(after=after, before=before) if after or before else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def without_time(wish: Wish) -> Wish:
    """The same days at any time."""
    return replace(wish, time=None)
