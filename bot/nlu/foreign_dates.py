"""Absolute dates whose month is written in another language: "5 de marzo", "3. Dezember", "24 grudnia".

`bot.temporal` reads English. People write their messages in it and still name the month as they are used
to; dateparser knows the months of all languages. It is asked only for what looks like a day with a
month, and only where the English grammar found no day: it would see dates in prices and order numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.nlu.entities import Entity

LANGUAGES = ["es", "fr", "de", "it", "nl", "pt", "pl", "sv"]
SHORT_MONTHS = {"mai", "mei", "maj"}
"""Months of three letters that are no English words."""
ENGLISH_WORDS = {"mars", "mayo"}
"""Months that are English words too: they count with a year only."""

_CANDIDATE = re.compile(
    r"(?<![\w.,/-])(?P<day>[12]?\d|3[01])(?:\.|er|º|°)?\s+(?:de\s+|di\s+)?"
    r"(?P<month>[^\W\d_]{3,12})\.?(?:\s+(?:de\s+|del\s+)?(?P<year>20\d\d))?(?!\w)"
)

Reader = Callable[[str], list[Entity]]


def find_foreign_dates(text: str, reference: datetime, zone: str, read: Reader) -> list[Entity]:
    """The days named in other languages, in the order of the text.

    `reference` is aware; a date without a year is the next one from it in `zone` (IANA). `read` makes
    the entities of an ISO date, as `find_times` does.
    """
    found = []
    for match in _CANDIDATE.finditer(text):
        day = _day(match, reference.astimezone(ZoneInfo(zone)))
        if day is None:
            continue
        for each in read(day.strftime("%Y-%m-%d")):
            words = {"text": match[0], "start": match.start(), "end": match.end()}
            found.append({**each, **words, "value": {**each["value"], "text": match[0]}})
    return found


def _day(match: re.Match[str], now: datetime) -> datetime | None:
    month = match["month"].lower()
    if len(month) < 4 and month not in SHORT_MONTHS or month in ENGLISH_WORDS and not match["year"]:
        return None
    import dateparser  # takes a third of a second: only where it may be needed

    settings = {
        "REQUIRE_PARTS": ["day", "month"],
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "PARSERS": ["absolute-time"],
    }
    words = " ".join(part for part in (match["day"], month, match["year"]) if part)
    parsed: datetime | None = dateparser.parse(words, languages=LANGUAGES, settings=settings)
    return parsed
