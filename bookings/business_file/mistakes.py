"""What is wrong in a business file, and where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bookings.engine.errors import ConfigurationError

MOST = 100
"""Mistakes reported at once; a file with more is not a business file."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake."""

    line: int
    """Counted from 1."""
    column: int
    """Counted from 1."""
    where: str
    """The key by its path, such as `staff[1].timezone`; empty: the file as a whole."""
    message: str
    """What was found and what was expected."""

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{self.line}:{self.column}: {where}{self.message}"


class BusinessFileError(ConfigurationError):
    """The business file cannot be used; nothing was written."""

    def __init__(self, name: str, mistakes: Sequence[Mistake]) -> None:
        self.name = name
        self.mistakes = tuple(mistakes)
        lines = [f"{name}:{mistake}" for mistake in mistakes]
        super().__init__("\n".join(lines), {"mistakes": lines})


@dataclass
class Findings:
    """Collects what reading a file brings to light."""

    mistakes: list[Mistake] = field(default_factory=list)
    """What makes the file unusable."""
    warnings: list[Mistake] = field(default_factory=list)
    """What can be used but is hardly meant."""

    def in_order(self) -> list[Mistake]:
        """The mistakes by line, each once although an alias may bring it up again, MOST at most."""
        once = {(one.line, one.column, one.message): one for one in reversed(self.mistakes)}
        return sorted(once.values())[:MOST]


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """`; did you mean "windows"?` where one of the known words is close, else nothing."""
    close = near(found, known)
    return f'; did you mean "{close}"?' if close else ""


def near(found: str, known: Iterable[str]) -> str | None:
    """The known word that is closest, if any is close."""
    from difflib import get_close_matches  # only needed once something is wrong

    known = list(known)
    by_case = [word for word in known if word.casefold() == found.casefold()]
    close = by_case or get_close_matches(found[:100], known, 1, 0.6)
    return close[0] if close else None


def quoted(text: str, longest: int = 60) -> str:
    """The text in quotation marks, on one line and not too long."""
    flat = " ".join(text.split())
    return f'"{flat}"' if len(flat) <= longest else f'"{flat[: longest - 1]}…"'


def listed(words: Iterable[str]) -> str:
    """`a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
