"""How the phrase tables write an expression: `Tue 24 Nov 14:00 > 16:00`, `> Fri 27 Nov`, `after 15:00`."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.temporal import TimeExpression, parse

LONDON = "Europe/London"
TUESDAY = dt.datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo(LONDON))
"""The reference of the tables: Tuesday 17 November 2026, 10 in the morning, in London."""


def read(text, reference=TUESDAY, timezone=LONDON, **options):
    """Every expression of a text in the tables' own writing, separated by semicolons."""
    return "; ".join(written(each) for each in parse(text, reference, timezone, **options))


def others(text, reference=TUESDAY, timezone=LONDON, **options):
    """The alternatives of the only expression in a text."""
    (expression,) = parse(text, reference, timezone, **options)
    return "; ".join(written(each) for each in expression.alternatives)


def written(expression: TimeExpression) -> str:
    dated = expression.kind not in ("time", "time_range")
    if expression.open == "before":
        return f"before {_instant(expression.ends_at, dated)}"
    starts = _instant(expression.starts_at, dated)
    if expression.open == "after":
        return f"after {starts}"
    if expression.ends_at is None:
        return starts
    same_day = expression.ends_at - expression.starts_at < dt.timedelta(days=1) and (
        expression.ends_at.date() == expression.starts_at.date()
    )
    return f"{starts} > {_instant(expression.ends_at, dated and not same_day)}"


def _instant(instant: dt.datetime, dated: bool) -> str:
    clock = instant.strftime("%H:%M")
    if not dated:
        return clock
    day = f"{instant:%a} {instant.day} {instant:%b}" + (f" {instant.year}" if instant.year != 2026 else "")
    return day if clock == "00:00" else f"{day} {clock}"


def table(rows):
    """Flattens {expected: [phrases]} into pytest parameters (phrase, expected)."""
    return [(phrase, expected) for expected, phrases in rows.items() for phrase in phrases]
