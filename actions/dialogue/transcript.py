"""What was said in a conversation, for a person who goes on with it: words only, the last of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

MOST_LINES, LONGEST_LINE, LONGEST = 60, 1000, 20_000
"""Lines, characters of one, and characters in all that are handed over; the latest count."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Line:
    """Something that was said."""

    author: str
    """`person` or `assistant`."""
    text: str


def lines(events: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """The lines in the tracker's events, the oldest first; of a button that was pressed its title."""
    said: list[Line] = []
    titles: dict[str, str] = {}
    for event in events:
        text = str(event.get("text") or "")
        if event.get("event") == "bot":
            titles = titles | _titles(event)
            said += _line("assistant", text)
        elif event.get("event") == "user":
            said += _line("person", titles.get(text, "") if text.startswith("/") else text)
    return _latest(said)


def _titles(event: Mapping[str, Any]) -> dict[str, str]:
    """The titles of a message's buttons, by payload."""
    data = event.get("data")
    buttons = data.get("buttons") if isinstance(data, Mapping) else None
    return {str(each.get("payload")): str(each.get("title")) for each in buttons or ()}


def _line(author: str, text: str) -> list[Line]:
    text = _UNPRINTABLE.sub(" ", text).strip()
    cut = text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1] + "…"
    return [Line(author, cut)] if cut else []


def _latest(said: list[Line]) -> tuple[Line, ...]:
    kept: list[Line] = []
    room = LONGEST
    for line in reversed(said[-MOST_LINES:]):
        room -= len(line.text)
        if room < 0:
            break
        kept.append(line)
    return tuple(reversed(kept))
