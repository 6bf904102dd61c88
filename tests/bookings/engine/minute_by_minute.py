"""Slots found by looking at every minute: slow, and knowing nothing of windows turned into instants.

Time zones are used in one direction only, from UTC to the wall, which is never ambiguous.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bookings.engine.model import BookingLink, Staff
from bookings.engine.slots import SlotRequest
from bookings.engine.timerange import TimeRange
from bookings.engine.windows import TimeWindow

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

STEP = 5
"""Windows begin and end at minutes that it divides, and so do all clock changes."""

Minute = int
"""Minutes since 1970."""


def every_start(
    request: SlotRequest, occupied: Mapping[str, Sequence[TimeRange]]
) -> dict[Minute, tuple[str, ...]]:
    """By start: who is free then, in the request's order."""
    found: dict[Minute, list[str]] = {}
    for staff in request.staff:
        for start in sorted(_starts(request, staff, occupied.get(staff.id, ()))):
            found.setdefault(start, []).append(staff.id)
    return {start: tuple(who) for start, who in sorted(found.items())}


def minute(at: datetime) -> Minute:
    return int(at.timestamp()) // 60


def _starts(request: SlotRequest, staff: Staff, occupied: Sequence[TimeRange]) -> Iterator[Minute]:
    link = request.link
    length, before, after = (
        each // MINUTE for each in (request.duration, link.buffer_before, link.buffer_after)
    )
    pieces = list(_pieces(request, staff))
    there = {each for piece in pieces for each in piece}
    busy = {each for one in occupied for each in range(minute(one.starts_at), minute(one.ends_at))}
    last_day = request.now.astimezone(request.zone).date() + link.horizon_days * DAY
    for start in {begin for piece in pieces for begin in piece[:: link.slot_interval // MINUTE]}:
        at = datetime.fromtimestamp(start * 60, UTC)
        if (
            request.span.starts_at <= at < request.span.ends_at
            and at >= request.now + link.min_notice
            and at.astimezone(request.zone).date() <= last_day
            and all(each in there for each in range(start, start + length))
            and not any(each in busy for each in range(start - before, start + length + after))
        ):
            yield start


def _pieces(request: SlotRequest, staff: Staff) -> Iterator[range]:
    """Runs of minutes, each from one window, in which the person can be booked."""
    link, own_zone = request.link, ZoneInfo(staff.timezone)
    replaced = _replaced(link, staff.id)
    for day in _days(request):
        for window in replaced.get(day, ()):
            yield _minutes(window, day, own_zone)
    if staff.windows is None:
        yield from (run for run in _link_runs(request) if _date(run, own_zone) not in replaced)
        return
    shared = {each for run in _link_runs(request) for each in run}
    for day in _days(request):
        for window in staff.windows.get(day.weekday(), ()) if day not in replaced else ():
            run = _minutes(window, day, own_zone)
            if run and not link.windows and _date(run, request.zone) not in _replaced(link, None):
                yield run
            else:
                yield from _within(run, shared)


def _link_runs(request: SlotRequest) -> Iterator[range]:
    replaced = _replaced(request.link, None)
    for day in _days(request):
        for window in replaced.get(day, request.link.windows.get(day.weekday(), ())):
            if run := _minutes(window, day, request.zone):
                yield run


def _replaced(link: BookingLink, staff_id: str | None) -> dict[date, tuple[TimeWindow, ...]]:
    return {one.on_date: one.windows for one in link.exceptions if one.staff_id == staff_id}


def _days(request: SlotRequest) -> list[date]:
    first = request.span.starts_at.date() - 4 * DAY
    return [first + number * DAY for number in range((request.span.ends_at.date() - first).days + 3)]


def _within(run: range, shared: set[Minute]) -> Iterator[range]:
    """The stretches of the run that are shared."""
    begin = None
    for each in [*run, run.stop]:
        if begin is None and each in shared and each != run.stop:
            begin = each
        elif begin is not None and (each not in shared or each == run.stop):
            yield range(begin, each)
            begin = None


def _date(run: range, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(run.start * 60, UTC).astimezone(zone).date()


@lru_cache(maxsize=5000)
def _minutes(window: TimeWindow, day: date, zone: ZoneInfo) -> range:
    return range(
        _when(window.starts, day, zone), max(_when(window.starts, day, zone), _when(window.ends, day, zone))
    )


@lru_cache(maxsize=5000)
def _when(minutes: int, day: date, zone: ZoneInfo) -> Minute:
    """The first minute at which the wall shows the time; for one that it never shows, as long after the
    last minute before it as it would have been, had the clocks stayed."""
    target = minute(datetime(day.year, day.month, day.day, tzinfo=UTC)) + minutes
    shown = _shown(target // (24 * 60), zone)
    if target in shown:
        return shown[target]
    before = target
    while before not in shown:
        before -= STEP
    return shown[before] + target - before


@lru_cache(maxsize=500)
def _shown(day: int, zone: ZoneInfo) -> dict[Minute, Minute]:
    """What the wall shows on a day (and around it), as if it were UTC, to the first minute that it does."""
    found: dict[Minute, Minute] = {}
    for each in range(day * 24 * 60 - 15 * 60, (day + 1) * 24 * 60 + 15 * 60, STEP):
        at = datetime.fromtimestamp(each * 60, UTC).astimezone(zone)
        found.setdefault(minute(at.replace(tzinfo=UTC)), each)
    return found
