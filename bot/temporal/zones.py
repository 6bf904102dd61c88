"""Time zones: which write the day first, and wall-clock times that a clock change skips or repeats."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Where English text writes month/day: the United States, its territories, and the zones that name
# no country (CLDR's `en` without a region is month first).
_MONTH_FIRST = frozenset(
    """
    New_York Chicago Denver Phoenix Los_Angeles Anchorage Juneau Sitka Nome Adak Yakutat Metlakatla
    Detroit Boise Menominee Indianapolis Louisville Puerto_Rico St_Thomas Honolulu Guam Saipan Pago_Pago
    Manila Fort_Wayne Toronto Vancouver Winnipeg Edmonton Halifax Regina Montreal St_Johns
    """.split()
)
_MONTH_FIRST_AREAS = ("US/", "Etc/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/")
_NO_COUNTRY = frozenset("UTC GMT UCT Zulu Universal EST MST HST EST5EDT CST6CDT MST7MDT PST8PDT".split())


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        raise ValueError(f"unknown time zone {name!r}: give an IANA name such as 'Europe/London'") from None


def writes_day_first(name: str) -> bool:
    """True where 5/3 is the fifth of March."""
    if name in _NO_COUNTRY or name.startswith(_MONTH_FIRST_AREAS):
        return False
    return name.rpartition("/")[2] not in _MONTH_FIRST


def at(day: dt.date, minutes: int, zone: ZoneInfo) -> dt.datetime:
    """The instant `minutes` of wall clock after midnight; past 1440 it lies in the next day.

    A time that a clock change skips moves on by the length of the gap; a repeated one is the first.
    """
    days, minutes = divmod(minutes, 1440)
    wall = dt.datetime.combine(
        day + dt.timedelta(days=days), dt.time(minutes // 60, minutes % 60), tzinfo=zone
    )
    return wall.astimezone(dt.timezone.utc).astimezone(zone)


def repeated(instant: dt.datetime) -> dt.datetime | None:
    """The second instant with the same wall-clock time, where a clock change repeats it."""
    second = instant.replace(fold=1)
    return second if instant.fold == 0 and second.utcoffset() != instant.utcoffset() else None
