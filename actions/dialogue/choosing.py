"""Several wishes of which any will do: "Monday at 2 or Tuesday at 4"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.dialogue.memory import Memory
from actions.dialogue.message import Entity, Message
from actions.dialogue.wishes import Wish, from_reading

MOST = 3
"""Wishes that are kept; nobody says more in one message."""
_OR = re.compile(
    r"^\W*(or|or else|otherwise|alternatively|if not|failing that)( (maybe|perhaps|even|then|on|at|the|in|any"
    r"|some|also|possibly|rather))*\W*$",
    re.I,
)


def alternatives(message: Message, entities: Sequence[Entity], memory: Memory) -> tuple[Wish, ...]:
    """All wishes of a message that says "or" between its times, first things first; else none.

    A wish without a day is for the day before it ("Monday at 2 or 4"), one without a time for the same time.
    """
    times = sorted(entities, key=lambda entity: entity.start)[:MOST]
    between = [message.text[a.end : b.start] for a, b in zip(times, times[1:], strict=False)]
    if not between or not all(_OR.match(text) for text in between):
        return ()
    wishes = [memory.wish.merged(from_reading(times[0].value))]
    for entity in times[1:]:
        wishes.append(wishes[-1].merged(from_reading(entity.value)))
    distinct = tuple(dict.fromkeys(wishes))
    return distinct if len(distinct) > 1 else ()
