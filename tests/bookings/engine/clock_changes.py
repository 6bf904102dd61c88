"""Every change of the clocks from 2026 to 2030 in ten zones, as zoneinfo has them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ZONES = (
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",  # no changes
    "America/St_Johns",  # half an hour off
    "Africa/Casablanca",  # changes around Ramadan
    "Antarctica/Troll",  # by two hours
    "Asia/Kathmandu",  # a quarter of an hour off, no changes
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Auckland",
    "Pacific/Chatham",  # three quarters of an hour off
)
_FIRST, _LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Change:
    """One change of the clocks."""

    zone: str
    at: datetime
    """UTC; the first instant with the new offset."""
    before: timedelta
    """The offset from UTC until then."""
    after: timedelta
    """The offset from then on."""

    @property
    def shift(self) -> timedelta:
        """How far the clocks go forward; negative: back."""
        return self.after - self.before

    @property
    def day(self) -> date:
        """On which people's clocks change, by the clock that shows the earlier time."""
        return min(self.at + self.before, self.at + self.after).date()

    @property
    def walls(self) -> tuple[datetime, datetime]:
        """The wall-clock times, without a zone, that are skipped or come twice: from, up to."""
        left, right = sorted([(self.at + self.before), (self.at + self.after)])
        return left.replace(tzinfo=None), right.replace(tzinfo=None)


@cache
def changes(zone: str) -> tuple[Change, ...]:
    """Found by looking at the offset of every day, then at every minute of a day on which it differs."""
    info, found, at = ZoneInfo(zone), [], _FIRST
    while at < _LAST:
        if offset(at, info) != offset(at + timedelta(days=1), info):
            minute = at
            while offset(minute, info) == offset(at, info):
                minute += _MINUTE
            found.append(Change(zone, minute, offset(at, info), offset(minute, info)))
        at += timedelta(days=1)
    return tuple(found)


def offset(at: datetime, zone: ZoneInfo) -> timedelta:
    found = at.astimezone(zone).utcoffset()
    assert found is not None
    return found


EVERY_CHANGE = tuple(change for zone in ZONES for change in changes(zone))
