"""Choosing among free times: what fits a wish, what to offer, what lies nearest.

All of it works on the free slots that the Bookings API listed; nothing here decides what is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from actions.dialogue.wishes import Wish

UTC = timezone.utc  # datetime.UTC needs Python 3.11

AT_MOST = 6
"""How many times are offered at once: what a person takes in at a glance."""


@dataclass(frozen=True)
class Free:
    """A bookable time."""

    start: datetime
    """Aware, UTC."""
    staff_ids: tuple[str, ...]
    """Who is free then."""


@dataclass(frozen=True)
class Query:
    """A question to the Bookings API: the free times of a link over some days."""

    link_id: str
    service_id: str | None
    first: date
    """The first day, wall clock in `zone`."""
    last: date
    """The last day, inclusive."""
    zone: str


def fitting(free: Sequence[Free], wish: Wish, zone: str) -> list[Free]:
    """The free times that lie on the wanted days at the wanted times of day."""
    tz = ZoneInfo(zone)
    found = []
    for slot in free:
        local = slot.start.astimezone(tz)
        if (not wish.day or wish.day.holds(local.date())) and (
            not wish.time or wish.time.holds(local.time())
        ):
            found.append(slot)
    return found


def of_staff(free: Sequence[Free], staff: Sequence[str]) -> list[Free]:
    """The times at which one of these people is free; all of them when nobody is named."""
    if not staff:
        return list(free)
    kept = ((slot, tuple(s for s in slot.staff_ids if s in staff)) for slot in free)
    return [Free(slot.start, ids) for slot, ids in kept if ids]


def spread(free: Sequence[Free], count: int = AT_MOST) -> list[Free]:
    """At most `count` times, spread over all of them, full hours before odd ones."""
    if len(free) <= count:
        return list(free)
    groups = [free[len(free) * i // count : len(free) * (i + 1) // count] for i in range(count)]
    return [min(group, key=lambda slot: (slot.start.minute != 0, slot.start)) for group in groups]


def one_a_day(free: Sequence[Free], zone: str, count: int = AT_MOST) -> list[Free]:
    """The first time of each day, at most `count` of them."""
    tz, days = ZoneInfo(zone), dict[date, Free]()
    for slot in free:
        days.setdefault(slot.start.astimezone(tz).date(), slot)
    return list(days.values())[:count]


def nearest(free: Sequence[Free], target: datetime, count: int) -> list[Free]:
    """The `count` times nearest to `target`, in the order of time."""

    def distance(slot: Free) -> timedelta:
        return abs(slot.start - target)

    return sorted(sorted(free, key=distance)[:count], key=lambda slot: slot.start)


def around(free: Sequence[Free], day: date, zone: str) -> list[Free]:
    """A few times on the nearest day before and the nearest after `day` that have any."""
    tz, by_day = ZoneInfo(zone), dict[date, list[Free]]()
    for slot in free:
        by_day.setdefault(slot.start.astimezone(tz).date(), []).append(slot)
    before = max((each for each in by_day if each <= day), default=None)
    after = min((each for each in by_day if each > day), default=None)
    return [slot for each in (before, after) if each for slot in spread(by_day[each], AT_MOST // 2)]


def local_start(wall: datetime, zone: str) -> datetime:
    """The instant of a wall-clock start; in the hour that a clock change skips, the moment after it."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def iso(start: datetime) -> str:
    """An instant as the API writes it."""
    return start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: str) -> datetime:
    """The instant that `iso` wrote."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
