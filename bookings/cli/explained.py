"""An explained day in lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from bookings.engine.explanation import Cause, Closed, Explanation, Reason, Start
from bookings.engine.slots import earliest_start, horizon_end
from bookings.engine.timerange import TimeRange
from bookings.services.explain_slots import ExplainedDay


def told(day: ExplainedDay, every: bool = False) -> list[str]:
    """The lines: what was asked, then each person's day; `every`: a line for each start."""
    lines = _heading(day)
    for person in day.people:
        lines += _person(day, person, every)
    for staff in day.not_giving:
        lines += ["", f"{staff.name} ({staff.id}): does not give {_service(day)}"]
    return lines


def _heading(day: ExplainedDay) -> list[str]:
    link, request = day.link, day.request
    first = request.span.starts_at.astimezone(day.zone)
    about = f" for {_service(day)}" if day.service else ""
    length = _minutes(request.duration)
    buffers = {"before": link.buffer_before, "after": link.buffer_after}
    kept = "".join(
        f", {_minutes(length)} {where} it kept free" for where, length in buffers.items() if length
    )
    return [
        f"{link.title} ({link.id}){about} on {first:%A} {first.day} {first:%B %Y}, times of {day.zone.key}",
        f"{length} long, starts {_minutes(link.slot_interval)} apart from each window's opening{kept}",
        f"It is {request.now.astimezone(day.zone):%Y-%m-%d %H:%M} now.",
    ]


def _person(day: ExplainedDay, person: Explanation, every: bool) -> Iterator[str]:
    free = sum(start.reason is Reason.FREE for start in person.starts)
    yield ""
    yield f"{person.staff.name} ({person.staff.id}): {free} of {_counted(len(person.starts))} free"
    rows = [*_closed_rows(day, person.closed), *_start_rows(day, person, every)]
    width = max((len(when) for _, when, _ in rows), default=0)
    for _, when, what in sorted(rows, key=lambda row: row[0]):
        yield f"  {when:{width}}  {what}"


def _closed_rows(day: ExplainedDay, closed: Sequence[Closed]) -> Iterator[tuple[datetime, str, str]]:
    for one in closed:
        when = f"{_clock(day, one.time.starts_at)}-{_clock(day, one.time.ends_at)}"
        yield one.time.starts_at, when, f"closed     {_CLOSED[one.reason]}"


def _start_rows(day: ExplainedDay, person: Explanation, every: bool) -> Iterator[tuple[datetime, str, str]]:
    """The starts in groups: one after the other, for the same reason, with nothing closed between."""
    closings = [one.time.starts_at for one in person.closed]

    def group(start: Start) -> object:
        closed_before = sum(at < start.starts_at for at in closings)
        return start.starts_at if every else (start.reason, start.causes, closed_before)

    for _, starts in groupby(person.starts, group):
        some = list(starts)
        first, last = _clock(day, some[0].starts_at), _clock(day, some[-1].starts_at)
        when = first if len(some) == 1 else f"{first} to {last}"
        number = "" if every else f"{_counted(len(some))}"
        why = _why(day, some[0])
        what = f"{_WORDS[some[0].reason]:11}{'; '.join(part for part in (number, why) if part)}"
        yield some[0].starts_at, when, what.rstrip()


_WORDS = {
    Reason.FREE: "free",
    Reason.PAST: "past",
    Reason.MIN_NOTICE: "too soon",
    Reason.HORIZON: "too far",
    Reason.TOO_LONG: "too long",
    Reason.TAKEN: "taken",
}

_CLOSED = {
    Reason.LINK_EXCEPTION: "an exception of the link",
    Reason.STAFF_EXCEPTION: "an exception for this person",
    Reason.OUTSIDE_LINK_WINDOWS: "outside the link's windows",
    Reason.OUTSIDE_STAFF_WINDOWS: "outside this person's windows",
    Reason.NO_WINDOWS: "neither the link nor this person has windows",
}


def _why(day: ExplainedDay, start: Start) -> str:
    link, request = day.link, day.request
    match start.reason:
        case Reason.MIN_NOTICE:
            earliest = _whole_minute(earliest_start(link, request.now)).astimezone(day.zone)
            return f"{_minutes(link.min_notice)} notice: from {earliest:%Y-%m-%d %H:%M} on"
        case Reason.HORIZON:
            last = horizon_end(link, request.zone, request.now).astimezone(request.zone) - timedelta(
                seconds=1
            )
            return f"the last day is {last:%Y-%m-%d}, {link.horizon_days} days ahead"
        case Reason.TOO_LONG:
            return f"the windows close before the {_minutes(request.duration)} are over"
        case Reason.TAKEN:
            return ", ".join(_cause(day, cause) for cause in start.causes)
    return ""


def _cause(day: ExplainedDay, cause: Cause) -> str:
    name = f"{cause.name[:4]}-{cause.name[4:]}" if cause.kind == "booking" else cause.name
    padded = "" if cause.blocks == cause.time else f" (keeps {_span(day, cause.blocks)} free)"
    return f"{cause.kind} {name} {_span(day, cause.time)}{padded}"


def _span(day: ExplainedDay, time: TimeRange) -> str:
    return f"{_clock(day, time.starts_at)}-{_clock(day, time.ends_at)}"


def _clock(day: ExplainedDay, at: datetime) -> str:
    """Wall clock; with the offset where the clocks change that day, with the date on another day."""
    if at == day.request.span.ends_at:
        return "24:00"
    local, span = at.astimezone(day.zone), day.request.span
    text = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    if span.starts_at.astimezone(day.zone).utcoffset() != span.ends_at.astimezone(day.zone).utcoffset():
        text += local.isoformat()[19:].replace(".000000", "")
    return text if span.starts_at <= at < span.ends_at else f"{local:%Y-%m-%d} {text}"


def _whole_minute(at: datetime) -> datetime:
    """That minute or, within one, the next."""
    return datetime.fromtimestamp(-(-at.timestamp() // 60) * 60, UTC)


def _service(day: ExplainedDay) -> str:
    return f"{day.service.name} ({day.service.id})" if day.service else "the service"


def _minutes(length: timedelta) -> str:
    number = length // timedelta(minutes=1)
    return f"{number} minute{'' if number == 1 else 's'}"


def _counted(number: int) -> str:
    return f"{number} start{'' if number == 1 else 's'}"
