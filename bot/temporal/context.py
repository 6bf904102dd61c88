"""What every parser and refiner gets to see of one call."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from bot.temporal.components import Item, Part
from bot.temporal.lexer import END, Token
from bot.temporal.lexicon import Lexicon

_PADDING = 64
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
    padded: list[Token] = field(init=False)
    """The tokens and behind them empty ones, which index -1 reaches too: no look-around leaves the list."""
    shouted: bool = field(init=False)
    """The whole text is in capitals, which then tell no names."""
    depth: int = 0
    """How deep proposals are nested just now ("end of the week of May 3rd")."""
    seen: dict[tuple[int, int], Item | None] = field(default_factory=dict)
    """Proposals already made, by depth and token, so that nesting stays linear."""

    def __post_init__(self) -> None:
        self.today = self.now.date()
        self.shouted = self.text.isupper()
        self.padded = [*self.tokens, *[END] * _PADDING]

    def tag(self, index: int, name: str) -> Any:
        """The value that token `index` has for a tag; None when it has none or is not there."""
        return self.padded[index].tags.get(name)

    def norm(self, index: int) -> str:
        return self.padded[index].norm

    def glued(self, index: int) -> bool:
        """True when the token follows the one before it without a space."""
        return self.padded[index].glued

    def num(self, index: int) -> int | None:
        return self.padded[index].num

    def digits(self, index: int) -> int:
        """How many digits a number has; 0 for a word."""
        return self.padded[index].digits

    def capital(self, index: int) -> bool:
        """True for a word with a capital first letter in a text that is not all in capitals."""
        return not self.shouted and self.padded[index].text[:1].isupper()

    def skip(self, index: int, name: str) -> int:
        """The index after token `index` when that has the tag, else the same index."""
        return index + 1 if name in self.padded[index].tags else index

    def part(self, name: str) -> Part:
        starts, ends, _half = self.lexicon.parts[name]
        return Part(name, starts, ends)

    @property
    def lone_word(self) -> bool:
        """The text is one word or number, whatever signs stand around it."""
        words = (token for token in self.tokens if token.norm[0].isalnum())
        return next(words, None) is not None and next(words, None) is None

    def gap(self, before: Item, after: Item) -> list[Token]:
        return self.tokens[before.last : after.first]
