"""Readers of when something is open: weekly windows and date exceptions."""

from dataclasses import dataclass
from typing import TypeAlias

from bookings.business_file.place import Place, Word, Wrong
from bookings.business_file.section import Key, Section, read_section
from bookings.business_file.values import boolean, day, identifier, list_of
from bookings.engine.model import DateException
from bookings.engine.windows import MINUTES_A_DAY, WEEKDAYS, TimeWindow, WeeklyWindows

Windows: TypeAlias = tuple[TimeWindow, ...]

_WINDOWS = 'a list of windows such as ["09:00-12:30", "13:30-17:00"]'


def window(place: Place) -> TimeWindow:
    """One window, "09:00-17:00"."""
    written = place.text('a window such as "09:00-17:00"')
    try:
        return TimeWindow.parse(written)
    except ValueError as error:
        raise place.wrong(str(error)) from None


def windows(place: Place) -> Windows:
    """The windows of one day, which must not overlap."""
    read = list_of(window, _WINDOWS)(place)
    for at, one in zip(place.items(_WINDOWS), read, strict=True):
        if clash := next((other for other in read if other < one and one.starts < other.ends), None):
            raise at.wrong(f'found "{one}", which overlaps "{clash}"')
    if len(set(read)) != len(read):
        raise place.wrong(f"found the same window twice, expected {_WINDOWS}")
    return read


WEEK: Section = {weekday: Key(windows, default=()) for weekday in WEEKDAYS}


def week(place: Place) -> WeeklyWindows:
    """The windows of each weekday; one that is left out is closed."""
    values = read_section(place, WEEK)
    if not values.complete:
        raise Wrong
    for number, weekday in enumerate(WEEKDAYS):
        _check_night(values.places.get(weekday), values[weekday], values[WEEKDAYS[(number + 1) % 7]])
    return {number: values[weekday] for number, weekday in enumerate(WEEKDAYS) if values[weekday]}


def _check_night(place: Place | None, today: Windows, tomorrow: Windows) -> None:
    """A window over midnight must end before the next day's first one starts."""
    for one in today:
        for other in tomorrow:
            if place and one.ends - MINUTES_A_DAY > other.starts:
                place.report(f'"{one}" runs over midnight into the next day\'s "{other}"')


EXCEPTION: Section = {
    "date": Key(day, required=True),
    "closed": Key(boolean, default=False),
    "windows": Key(windows),
    "staff": Key(identifier),
}


@dataclass(frozen=True, slots=True)
class ReadException:
    """A date exception with what later checks point at."""

    exception: DateException
    staff: Word | None
    place: Place


def exception(place: Place) -> ReadException:
    """What holds on one date: closed, or other windows."""
    values = read_section(place, EXCEPTION)
    if not values.complete:
        raise Wrong
    if "windows" not in values.places and not values["closed"]:
        place.report('neither closed nor open; expected "closed: true" or "windows"')
    if "windows" in values.places and values["closed"]:
        place.report('both "closed: true" and "windows"; expected one of them')
    staff = values["staff"]
    staff_id = str(staff) if staff else None
    return ReadException(DateException(values["date"], values["windows"] or (), staff_id), staff, place)
