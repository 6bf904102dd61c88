"""A number that is a time because a time was asked for: "3", "maybe 10 then", "would 4 be ok instead"."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.nlu.entities import Entity
from bot.nlu.numbers import find_numbers

# Beside the number there may be only such words: "3 people" is no time of day.
_BESIDE = frozenset(
    "please pls plz thanks thank you maybe around about ok okay yes yeah yep no then is s fine good great "
    "perfect works work would d ll will be i like prefer say let lets us do go with make it the or at for me "
    "best better sounds how what can could we rather instead probably ish just should was meant mean suits a "
    "um hmm".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_AT = "at "


def find_bare_times(text: str, places: int, find_times: Callable[[str], list[Entity]]) -> list[Entity]:
    """Whole numbers from 1 to 24 read as hours, in a message that says nothing else.

    `find_times` reads a text that is clear ("at 3"). Numbers up to `places` are left alone: so many
    options were offered, and the number picks one of them.
    """
    numbers = sorted(find_numbers(text), key=lambda each: each["start"])
    if not numbers or any(not _is_hour(each, places) for each in numbers):
        return []
    rest = text
    for each in reversed(numbers):
        rest = rest[: each["start"]] + " " + rest[each["end"] :]
    if any(word.lower() not in _BESIDE for word in _WORD.findall(rest)):
        return []
    return [moved for number in numbers for moved in _read(number, text, find_times)]


def _is_hour(number: Entity, places: int) -> bool:
    is_plain = not re.search(r"[/.,]|out", number["text"], re.IGNORECASE)
    return is_plain and number["value"] in range(max(1, places + 1), 25)


def _read(number: Entity, text: str, find_times: Callable[[str], list[Entity]]) -> list[Entity]:
    """The number as a time, moved to where it stands."""
    found = find_times(f"{_AT}{int(number['value'])}")
    place = {"start": number["start"], "end": number["end"], "text": text[number["start"] : number["end"]]}
    return [{**each, **place} for each in found[:1]]
