"""Which entity holds when two claim the same words: the one place where that is decided.

In this order; what comes earlier keeps its words, what overlaps it is dropped:

1. `email`, then `reference`, then `phone`: nobody is named, and nothing happens, inside one.
2. An `ordinal` that picks ("the 2nd one"): it is no day of the month.
3. `person_name`: who says "my name is Sarah May" speaks neither of a member of staff nor of a month.
   Only "it's for Dr Jones" is no `person_name` when somebody of the staff is called just that.
4. Names of the catalogue and `when`: the longer one ("June 5th" before a June of the staff); of equal
   length the name, because a name like "May" is only found where the words before it ask for one.
5. The other ordinals ("option 3"), then `number`.
6. `stranger`: only what is nothing else can be a name that nobody here has.

Two overlaps are left standing, because only who knows what was asked can tell: a `number` in a `when` of
nothing but that number ("around 4", "8/10": a time or a score), and an `ordinal` in a `when` when the
message says nothing else ("the 2nd", "1st please": a day or a place in the list).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.nlu.entities import Entity
from bot.nlu.ordinals import IS_CHOSEN

_FIRST = ("email", "reference", "phone")
_CATALOGUE = ("staff", "service", "booking_link")
_ALONE = re.compile(r"(?:the|on|please|pls|plz|ok|okay|yes|yeah|i|ll|have|take|want|let|me|then|\W|_)*", re.I)
_ROUGHLY = re.compile(
    r"(?:at|by|around|about|approx|approximately|like|say|maybe|ish|roughly|a|the|\W|_)*", re.I
)


def without_overlaps(text: str, entities: Iterable[Entity]) -> list[Entity]:
    """The entities that hold, in the order of the text."""
    claims = list(entities)
    claims = [each for each in claims if not _is_whom_to_see(each, claims)]
    kept: list[Entity] = []
    for candidate in sorted(claims, key=lambda each: _rank(text, each)):
        if not any(overlap(candidate, other) and not _both_hold(text, candidate, other) for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda each: (each["start"], -each["end"]))


def overlap(one: Entity, other: Entity) -> bool:
    """Whether two entities share a character."""
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def _is_whom_to_see(name: Entity, claims: list[Entity]) -> bool:
    return (
        name["entity"] == "person_name"
        and name.get("confidence", 1.0) < 1.0
        and any(
            each["entity"] == "staff"
            and (each["start"], each["end"], each.get("confidence")) == (name["start"], name["end"], 1.0)
            for each in claims
        )
    )


def _rank(text: str, entity: Entity) -> tuple[int, int, int, int]:
    kind = entity["entity"]
    if kind in _FIRST:
        group = _FIRST.index(kind) - len(_FIRST)
    elif kind == "stranger":
        group = 7
    elif kind == "ordinal":
        group = 2 if IS_CHOSEN.match(text, entity["end"]) else 5
    elif kind == "person_name":
        group = 3
    else:
        group = 4 if kind == "when" or kind in _CATALOGUE else 6
    return group, entity["start"] - entity["end"], kind not in _CATALOGUE, entity["start"]


def _both_hold(text: str, inner: Entity, when: Entity) -> bool:
    if when["entity"] != "when" or inner["entity"] not in ("number", "ordinal"):
        return False
    if inner["entity"] == "ordinal":
        start, end, beside = 0, len(text), _ALONE
    else:
        start, end, beside = when["start"], when["end"], _ROUGHLY
    before, after = text[start : inner["start"]], text[inner["end"] : end]
    return bool(beside.fullmatch(before) and beside.fullmatch(after))
