"""What people say to the bots in the benchmarks: whole bookings, each for a time of its own.

`{who}`, `{mail}`, `{dentist}`, `{day}`, `{time}` and `{later}` are filled for each conversation. The times
are in the weeks after NOW, hourly, with dentists who are there all day, so that as many conversations as
there are at once never want the same one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
"""A Monday morning: where the clocks of all programs start."""
_DAYS = 36
"""Weekdays that are asked for, from the day after NOW on."""
_HOURS = (9, 10, 11, 12, 13, 14, 15)
_CLOSED = ("12-24", "12-25", "12-28", "01-01")
_STAFF = {"Tom": "Tom Okafor", "Dr Mills": "Helen Mills", "Dr Adeyemi": "Bola Adeyemi"}
_NAMES = ("Dana Cole", "Ali Rahman", "Grace Oduya", "Piotr Zielinski", "Mei Lin", "Sean Murphy")

# The last message of each is the yes to the summary, or comes after it.
SCRIPTS: Sequence[Sequence[str]] = (
    (
        "Hi there",
        "could I book a check-up with {dentist} on {day} at {time}?",
        "{who}, {mail}",
        "yes, I'm new",
        "yes please, book it",
        "thanks a lot, bye",
    ),
    (
        "I need an appointment",
        "a check-up please",
        "on {day}",
        "with {dentist} at {time}",
        "how much does it cost?",
        "my name is {who}",
        "{mail}",
        "no, I've been before",
        "about a 2",
        "yes please",
    ),
    (
        "check-up with {dentist} on {day} at {later}",
        "make that {time}",
        "I'm {who} and my mail is {mail}",
        "where are you?",
        "yes",
        "yes, go ahead",
    ),
    (
        "is {dentist} free on {day}? I'd like a check-up",
        "{time}",
        "{who} {mail}",
        "yes I am",
        "that's right, book it",
        "what have I booked?",
        "thank you",
    ),
)

AGAIN: Sequence[str] = (
    "I'd like a check-up with {dentist} on {day}",
    "at {time}",
    "{who}, {mail}",
    "yes",
    "yes please",
    "what have I booked?",
    "what are your opening hours?",
    "cancel my check-up on {day}",
    "yes",
    "thanks",
)
"""What somebody says who books and cancels for ever: ten messages a round."""
UNDECIDED: Sequence[str] = (
    "a check-up with {dentist} on {day}",
    "at {time}",
    "how long does it take?",
    "make it {later}",
    "is there parking?",
)
"""What somebody says who never comes to the end of a booking: five messages a round."""


@dataclass(frozen=True)
class Wish:
    """What somebody says, and the booking that has to come of it."""

    said: Sequence[str]
    mail: str
    starts_at: str
    """As the Bookings API writes it: 2026-11-24T09:00:00Z."""
    staff: str
    """Name, as in practice_of_bots.yaml."""


def wishes() -> Iterator[Wish]:
    """Without end, one conversation after the other. In winter London's clocks show UTC."""
    fillings = zip(itertools.cycle(SCRIPTS), _fillings(), strict=False)
    for number, (script, filled) in enumerate(fillings):
        said = tuple(text.format(**filled, mail=_mail(number)) for text in script)
        day, hour, staff = _place(number)
        yield Wish(said, _mail(number), f"{day:%Y-%m-%d}T{hour:02}:00:00Z", _STAFF[staff])


def conversations() -> Iterator[list[tuple[str, str]]]:
    """Without end: the messages of one conversation after the other, each with its sender."""
    for number, wish in enumerate(wishes()):
        yield [(f"bench-{number}", text) for text in wish.said]


def endless(rounds: Sequence[str], number: int, messages: int) -> list[tuple[str, str]]:
    """So many messages of one sender; each `number` is a person whose times are like nobody else's."""
    sender, said = f"endless-{rounds[0][:4]}-{number}", []
    fillings = itertools.islice(_fillings(), 7 * number, None)
    for filled in fillings:
        said += [(sender, text.format(**filled, mail=_mail(number))) for text in rounds]
        if len(said) >= messages:
            break
    return said[:messages]


def _mail(number: int) -> str:
    return f"person{number}@example.org"


def _fillings() -> Iterator[dict[str, str]]:
    """For ever; the next one to ask for the same time comes after a few hundred others."""
    for number in itertools.count():
        day, hour, dentist = _place(number)
        yield {
            "who": _NAMES[number % len(_NAMES)],
            "dentist": dentist,
            "day": f"{day:%A} {day.day} {day:%B}",
            "time": _clock(hour),
            "later": _clock(hour + 1 if hour < 15 else 9),
        }


def _place(number: int) -> tuple[datetime, int, str]:
    """Day, hour, and the dentist as people call them."""
    dentists = list(_STAFF)
    return (
        _days()[number % _DAYS],
        _HOURS[number // _DAYS % len(_HOURS)],
        dentists[number // (_DAYS * len(_HOURS)) % len(dentists)],
    )


def _days() -> list[datetime]:
    following = (NOW + timedelta(days=number) for number in itertools.count(1))
    open_days = (day for day in following if day.weekday() < 5 and f"{day:%m-%d}" not in _CLOSED)
    return list(itertools.islice(open_days, _DAYS))


def _clock(hour: int) -> str:
    return f"{hour if hour < 13 else hour - 12}{'am' if hour < 12 else 'pm'}"
