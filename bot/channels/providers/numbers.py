"""Choices as numbered lists, for channels without buttons: an answer "2" takes the second."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.channels.providers.said import Choice

_NUMBER = re.compile(r"^\W*(?:(?:number|no|option)\W*)?(\d{1,3})\W*$", re.I)
_MOST_KEPT = 10_000


class Numbers:
    """What a number means in each conversation, while its list is the last thing that was said."""

    def __init__(self) -> None:
        self._choices: dict[str, tuple[Choice, ...]] = {}

    def offer(self, conversation: str, choices: Sequence[Choice]) -> None:
        """These are numbered from 1; with none of them a number is a number, such as how bad the pain is."""
        self._choices.pop(conversation, None)
        while len(self._choices) >= _MOST_KEPT:
            del self._choices[next(iter(self._choices))]
        if choices:
            self._choices[conversation] = tuple(choices)

    def meant(self, conversation: str, text: str) -> str:
        """What `text` says: the payload of the choice if it is just a choice's number, else itself."""
        found, choices = _NUMBER.match(text), self._choices.get(conversation, ())
        number = int(found[1]) if found else 0
        return choices[number - 1].payload if 1 <= number <= len(choices) else text
