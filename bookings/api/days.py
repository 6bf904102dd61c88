"""Which days a request for slots asks for, and what does not go together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from bookings.engine.errors import MissingField, Problem, ValidationFailed
from bookings.engine.wording import parse_instant
from bookings.engine.zones import is_zone


@dataclass(frozen=True, slots=True)
class Days:
    """The days asked for, or the instant from which on."""

    first: date | None = None
    """The first day; None: from now on, or from `since`."""
    last: date | None = None
    """The last day, included; None: up to the horizon."""
    since: datetime | None = None
    """Aware; nothing that starts earlier."""


def asked_days(
    on_date: date | None, first: str | None, last: date | None, count: int | None, timezone: str | None
) -> Days:
    """Read `date`, or `from` and `to`, or `next` with either of those two.

    Raises MissingField and ValidationFailed, the latter with all that is wrong.
    """
    problems = [*_contradictions(on_date, first, last, count)]
    if timezone is not None and not is_zone(timezone):
        problems.append(Problem("timezone must be an IANA time zone, like Europe/London.", field="timezone"))
    try:
        start = _start(first, is_instant_allowed=count is not None)
    except ValueError as error:
        problems.append(Problem(f"from must be {error}.", field="from"))
    if problems:
        raise ValidationFailed(problems)
    if on_date is not None:
        return Days(on_date, on_date)
    if count is None:
        _refuse_missing(first, last)
    if isinstance(start, datetime):
        return Days(last=last, since=start)
    return Days(start, last)


def _contradictions(
    on_date: date | None, first: str | None, last: date | None, count: int | None
) -> list[Problem]:
    if on_date is None:
        return []
    if count is not None:
        message = "next looks through the days from from on; give date, or next with from and to, not both."
        return [Problem(message, field="date")]
    if first is not None or last is not None:
        return [Problem("Give date, or from and to, not both.", field="date")]
    return []


def _start(text: str | None, is_instant_allowed: bool) -> date | datetime | None:
    """A day or, if that is allowed, an instant, in which a "+" that came as a space is put back."""
    if text is None:
        return None
    expected = "a date that exists, like 2026-05-01"
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
        if is_instant_allowed:
            return parse_instant(re.sub(r" (\d\d:?\d\d)$", r"+\1", text))
    except (ValueError, OverflowError):
        pass
    if is_instant_allowed:
        expected += ", or an instant with an offset, like 2026-05-01T10:00:00Z"
    elif "T" in text:
        expected += "; an instant goes with next only"
    raise ValueError(expected)


def _refuse_missing(first: str | None, last: date | None) -> None:
    if first is None and last is None:
        raise MissingField(["date"], "date, or from and to, or next, is required.")
    if first is None or last is None:
        name = "from" if first is None else "to"
        raise MissingField([name], "from and to belong together, unless next is given.")
