"""A month of days, and the times of one of them."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from bookings.api.booking_page.visit import Visit
from bookings.engine.slots import Slot, horizon_end
from bookings.engine.when import clock_time, day, month_of, short_name
from bookings.services.list_slots import list_slots, slots_if_nothing_was_taken
from bookings.services.ports import Reading

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """A field of the calendar."""

    on_date: date
    """Wall clock in the visitor's zone."""
    name: str
    """ "Tuesday 2 June 2026"."""
    free: int
    """How many starts there are to choose from."""
    is_full: bool
    """Whether there would be some, had not others taken them all."""
    is_today: bool
    """Whether it is today."""
    address: str
    """Where its times are shown."""


@dataclass(frozen=True)
class Time:
    """A start to choose."""

    day: str
    """ "Tuesday 2 June 2026"."""
    label: str
    """ "9:00 am"; with the zone's name where the clock says it twice that day."""
    address: str
    """Where it is booked."""
    starts_at: datetime
    """UTC."""
    seats_left: int | None
    """Where several share an appointment."""


@dataclass(frozen=True)
class Month:
    """What the calendar page shows."""

    name: str
    """ "June 2026"."""
    weeks: Sequence[Sequence[Day | None]]
    """From Monday to Sunday; None: a day of another month."""
    earlier: str | None
    """The address of the month before, if anything can be booked in it."""
    later: str | None
    """The same for the month after."""
    chosen: Day | None
    """The day whose times are shown."""
    times: Sequence[Time]
    """Of that day."""
    next_free: tuple[str, str] | None
    """If nothing is free in the month: the day on which something is, and its address."""


def find_month(view: Reading, visit: Visit, now: datetime) -> Month:
    """The month that is asked for, or the first in which something is free."""
    today = now.astimezone(visit.zone).date()
    likely = visit.moves.time.starts_at.astimezone(visit.zone).date() if visit.moves else None
    last = horizon_end(visit.link, visit.configuration.business.zone, now).astimezone(visit.zone).date()
    asked = visit.month or (visit.day and visit.day.replace(day=1))
    soonest = None if asked or likely else _soonest(view, visit, now)
    first = min(
        max(asked or (likely or soonest or today).replace(day=1), today.replace(day=1)), last.replace(day=1)
    )
    weeks = _weeks(view, visit, first, today, now)
    days = [one for week in weeks for one in week[0] if one is not None]
    chosen = _chosen(days, visit.day, likely)
    slots = {one.on_date: found for _, by_day in weeks for one, found in by_day}
    if not any(one.free for one in days) and soonest is None:
        soonest = _soonest(view, visit, now)
    is_elsewhere = soonest is not None and soonest.replace(day=1) != first
    return Month(
        name=month_of(first),
        weeks=[week for week, _ in weeks],
        earlier=_month_address(visit, first - _DAY) if first > today.replace(day=1) else None,
        later=_month_address(visit, _next(first)) if _next(first) <= last else None,
        chosen=chosen,
        times=times_of(visit, slots.get(chosen.on_date, ()) if chosen else ()),
        next_free=(day(soonest), visit.address(day=soonest)) if soonest and is_elsewhere else None,
    )


def times_of(visit: Visit, slots: Sequence[Slot]) -> list[Time]:
    local = [(slot.starts_at.astimezone(visit.zone), slot) for slot in slots]
    changes = len({at.utcoffset() for at, _ in local}) > 1 or any(_is_twice(at) for at, _ in local)
    return [
        Time(
            day=day(at),
            label=f"{clock_time(at)} ({short_name(at)})" if changes else clock_time(at),
            address=visit.start_address(slot.starts_at),
            starts_at=slot.starts_at,
            seats_left=sum(slot.seats_left) if slot.seats_left else None,
        )
        for at, slot in local
    ]


def _is_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _soonest(view: Reading, visit: Visit, now: datetime) -> date | None:
    """The first day on which something is free."""
    found = list_slots(
        view, visit.configuration.business.id, replace(visit.query(), since=now, count=1), now
    ).slots
    return found[0].starts_at.astimezone(visit.zone).date() if found else None


_Week = tuple[Sequence[Day | None], Sequence[tuple[Day, Sequence[Slot]]]]


def _weeks(view: Reading, visit: Visit, first: date, today: date, now: datetime) -> list[_Week]:
    last = _next(first) - _DAY
    query = visit.query(max(first, today), last) if last >= today else visit.query(last, last)
    found = list_slots(view, visit.configuration.business.id, query, now).slots
    own = visit.moves.time.starts_at if visit.moves else None
    free = _by_day(visit, [slot for slot in found if slot.starts_at != own])
    possible = _by_day(visit, slots_if_nothing_was_taken(visit.configuration, query, now))
    weeks: list[_Week] = []
    for row in calendar.Calendar().monthdatescalendar(first.year, first.month):
        days = [_day(visit, on, free, possible, today) if on.month == first.month else None for on in row]
        weeks.append((days, [(one, free.get(one.on_date, ())) for one in days if one is not None]))
    return weeks


def _by_day(visit: Visit, slots: Sequence[Slot]) -> Mapping[date, Sequence[Slot]]:
    local = groupby(slots, key=lambda slot: slot.starts_at.astimezone(visit.zone).date())
    return {on_date: list(found) for on_date, found in local}


def _day(
    visit: Visit,
    on_date: date,
    free: Mapping[date, Sequence[Slot]],
    possible: Mapping[date, Sequence[Slot]],
    today: date,
) -> Day:
    return Day(
        on_date=on_date,
        name=day(on_date),
        free=len(free.get(on_date, ())),
        is_full=on_date in possible and on_date not in free,
        is_today=on_date == today,
        address=visit.address(day=on_date),
    )


def _chosen(days: Sequence[Day], asked: date | None, likely: date | None) -> Day | None:
    """Without a day in the address: the likely one, else the first, if something is free then."""
    if asked is not None:
        return next((one for one in days if one.on_date == asked), None)
    free = [one for one in days if one.free]
    return next((one for one in free if one.on_date == likely), free[0] if free else None)


def _month_address(visit: Visit, within: date) -> str:
    return visit.address(month=f"{within:%Y-%m}")


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
