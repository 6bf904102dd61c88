"""Readers of single values: texts, ids, numbers, dates, zones, windows, and lists of them."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

from bookings.business_file.mistakes import did_you_mean, listed
from bookings.business_file.place import Place, Word, Wrong
from bookings.business_file.section import Reader, T, each
from bookings.engine.answers import is_email

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
FACT = re.compile(r"[a-z][a-z0-9_]{0,39}")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")

_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def text(longest: int) -> Reader[str]:
    """A text of 1 to `longest` characters."""

    def read(place: Place) -> str:
        value = place.text("text")
        if len(value) > longest:
            raise place.wrong(f"found {len(value)} characters, expected at most {longest}")
        if any(ord(character) < 32 and character not in "\n\t" for character in value):
            raise place.wrong("found a control character, expected printable text")
        return value

    return read


def _matching(pattern: re.Pattern[str], expected: str) -> Reader[Word]:
    def read(place: Place) -> Word:
        value = place.text(expected)
        if not pattern.fullmatch(value):
            raise place.expected(expected)
        return Word.at(place, value)

    return read


identifier = _matching(ID, "an id of letters, digits, _ . : or -, 64 at most, such as staff_sarah")
slug = _matching(SLUG, "a slug of letters, digits, - or _, 64 at most, such as check-up")
variable = _matching(VARIABLE, "the name of an environment variable, such as BOOKINGS_API_KEY")


def one_of(*known: str) -> Reader[Word]:
    """One of these words."""

    def read(place: Place) -> Word:
        value = place.text(listed(known))
        if value not in known:
            raise place.expected(listed(known), did_you_mean(value, known))
        return Word.at(place, value)

    return read


def boolean(place: Place) -> bool:
    """true or false, unquoted or not, also as yes/no and on/off like YAML 1.1."""
    value = _TRUTH.get(place.text("true or false").casefold())
    if value is None:
        raise place.expected("true or false")
    return value


def number(place: Place) -> int | float:
    """A decimal number; whole ones as int."""
    value = place.text("a number")
    if not _NUMBER.fullmatch(value):
        raise place.expected("a number such as 8 or 7.5")
    as_float = float(value)
    return int(as_float) if as_float.is_integer() else as_float


def whole(least: int, most: int, unit: str) -> Reader[int]:
    """A whole number from `least` to `most`."""

    def read(place: Place) -> int:
        expected = f"a whole number of {unit} from {least} to {most}"
        value = place.text(expected)
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise place.expected(expected)
        return int(value)

    return read


def minutes(least: int, most: int) -> Reader[timedelta]:
    """A length in whole minutes."""
    read_minutes = whole(least, most, "minutes")
    return lambda place: timedelta(minutes=read_minutes(place))


def day(place: Place) -> date:
    """A date of the calendar, YYYY-MM-DD."""
    expected = "a date as YYYY-MM-DD"
    value = place.text(expected)
    if not _ISO_DATE.fullmatch(value):
        raise place.expected(f"{expected}, such as 2026-12-25")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise place.expected(f"{expected} that the calendar has") from None


def email(place: Place) -> str:
    """A mailbox such as dana@example.com."""
    expected = "an e-mail address such as sarah@example.com"
    if not is_email(value := place.text(expected)):
        raise place.expected(expected)
    return value


def zone(place: Place) -> str:
    """The name of a zone of the IANA time zone database."""
    expected = "an IANA time zone such as Europe/London"
    value = place.text(expected)
    try:
        return ZoneInfo(value).key
    except (KeyError, OSError, ValueError):  # not in the database, a folder of it, or no path at all
        hint = did_you_mean(value, available_timezones())
    raise place.expected(expected, hint)


def list_of(read: Reader[T], what: str, most: int = 1000) -> Reader[tuple[T, ...]]:
    """A list, each item read in turn; all that is wrong in it is reported."""

    def read_list(place: Place) -> tuple[T, ...]:
        places = place.items(what)
        if len(places) > most:
            raise place.wrong(f"found {len(places)} items, expected at most {most}")
        values = tuple(each(places, read))
        if len(values) != len(places):
            raise Wrong
        return values

    return read_list


def distinct(read: Reader[T], what: str, most: int = 1000) -> Reader[tuple[T, ...]]:
    """A list in which nothing is named twice."""
    read_all = list_of(read, what, most)

    def read_distinct(place: Place) -> tuple[T, ...]:
        values = read_all(place)
        again = [at for at, value in zip(place.items(what), values, strict=True) if values.count(value) > 1]
        for repeated in again[1:]:
            repeated.report(f"{repeated.shown()} is named more than once")
        return values

    return read_distinct
