"""Links, staff and requests for the tests of the engine, by as few words as possible."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bookings.engine.model import BookingLink, DateException, Staff
from bookings.engine.slots import SlotRequest, find_slots
from bookings.engine.timerange import Blocked, TimeRange, blocked
from bookings.engine.windows import WEEKDAYS, TimeWindow, instant, parse_weekly

LONDON = "Europe/London"
EVERY_DAY = WEEKDAYS


def daily(*windows: str) -> dict[str, list[str]]:
    return {day: list(windows) for day in EVERY_DAY}


def make_link(windows: Mapping[str, Sequence[str]] | None = None, **changes: Any) -> BookingLink:
    """Half-hour appointments every half hour, from 9 to 12 each day, bookable from now on."""
    minutes = {name: timedelta(minutes=changes.pop(name)) for name in list(changes) if name in _LENGTHS}
    values: dict[str, Any] = {
        "id": "link",
        "slug": "link",
        "title": "Link",
        "duration": timedelta(minutes=30),
        "slot_interval": timedelta(minutes=30),
        "horizon_days": 400,
        "windows": parse_weekly(daily("09:00-12:00") if windows is None else windows),
    }
    return BookingLink(**(values | minutes | changes))


_LENGTHS = ("duration", "slot_interval", "buffer_before", "buffer_after", "min_notice")


def make_staff(
    staff_id: str = "sarah", windows: Mapping[str, Sequence[str]] | None = None, timezone: str = LONDON
) -> Staff:
    return Staff(
        staff_id, staff_id.title(), timezone, windows=None if windows is None else parse_weekly(windows)
    )


def closed(day: date, staff_id: str | None = None) -> DateException:
    return DateException(day, (), staff_id)


def opened(day: date, *windows: str, staff_id: str | None = None) -> DateException:
    return DateException(day, tuple(map(TimeWindow.parse, windows)), staff_id)


def day_request(
    link: BookingLink,
    day: date,
    staff: Sequence[Staff] = (),
    zone: str = LONDON,
    now: datetime | None = None,
    days: int = 1,
) -> SlotRequest:
    """The slots of a day (or several) of the zone, asked for a week before."""
    begins = instant(day, 0, ZoneInfo(zone))
    return SlotRequest(
        link=link,
        staff=staff or (make_staff(),),
        zone=ZoneInfo(zone),
        span=TimeRange(begins, instant(day + timedelta(days=days), 0, ZoneInfo(zone))),
        now=now or begins - timedelta(days=7),
        duration=link.duration,
    )


def local_starts(
    request: SlotRequest, occupied: Mapping[str, Sequence[TimeRange]] | None = None
) -> list[str]:
    """The starts as the clocks of the request's zone show them."""
    found = find_slots(request, in_seconds(occupied or {}))
    return [f"{slot.starts_at.astimezone(request.zone):%H:%M}" for slot in found]


def in_seconds(occupied: Mapping[str, Sequence[TimeRange]]) -> dict[str, list[Blocked]]:
    return {staff_id: list(map(blocked, pieces)) for staff_id, pieces in occupied.items()}
