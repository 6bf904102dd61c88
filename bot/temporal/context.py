"""What every parser and refiner gets to see of one call."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from bot.temporal.components import Item, Part
from bot.temporal.lexer import Token
from bot.temporal.lexicon import Lexicon

Hours = tuple[dt.time, dt.time]


@dataclass
class Context:
    """Built once per message."""

    text: str
    tokens: list[Token]
    lexicon: Lexicon
    now: dt.datetime
    """The reference instant in `zone`."""
    zone: ZoneInfo
    day_first: bool
    """True where 5/3 is the fifth of March."""
    hours: Hours | None
    """Business hours: opening and closing time."""
    today: dt.date = field(init=False)
    depth: int = 0
    """How deep proposals are nested just now ("end of the week of May 3rd")."""
    seen: dict[tuple[int, int], Item | None] = field(default_factory=dict)
    """Proposals already made, by depth and token, so that nesting stays linear."""

    def __post_init__(self) -> None:
        self.today = self.now.date()

    def tag(self, index: int, name: str) -> Any:
        """The value that token `index` has for a tag; None when it has none or is not there."""
        if 0 <= index < len(self.tokens):
            return self.tokens[index].tags.get(name)
        return None

    def norm(self, index: int) -> str:
        return self.tokens[index].norm if 0 <= index < len(self.tokens) else ""

    def glued(self, index: int) -> bool:
        """True when the token follows the one before it without a space."""
        return 0 <= index < len(self.tokens) and self.tokens[index].glued

    def num(self, index: int) -> int | None:
        return self.tokens[index].num if 0 <= index < len(self.tokens) else None

    def digits(self, index: int) -> int:
        return self.tokens[index].digits if 0 <= index < len(self.tokens) else 0

    def skip(self, index: int, name: str) -> int:
        """The index after token `index` when that has the tag, else the same index."""
        return index + 1 if self.tag(index, name) is not None else index

    def part(self, name: str) -> Part:
        starts, ends, _half = self.lexicon.parts[name]
        return Part(name, starts, ends)

    def gap(self, before: Item, after: Item) -> list[Token]:
        return self.tokens[before.last : after.first]
