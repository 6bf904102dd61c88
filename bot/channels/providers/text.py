"""Texts within the lengths that providers allow."""

from __future__ import annotations

import re
from collections.abc import Callable

ELLIPSIS = "…"
_BREAKS = (r"\n\n+", r"\n", r"(?<=[.!?])\s", r"[,;:]?\s")
"""Where a text may be parted, the best places first."""


def cut(text: str, limit: int, measure: Callable[[str], int] = len) -> str:
    """`text` within `limit` (as `measure` counts), ending in an ellipsis at a word's end if shortened."""
    if measure(text) <= limit:
        return text
    kept = text[: _longest(text, limit, lambda piece: measure(piece + ELLIPSIS))]
    at_word = re.sub(r"\W*\s\S*$", "", kept) if not text[len(kept)].isspace() else kept
    # A long word is cut inside rather than dropped with most of the text.
    kept = at_word if len(at_word) * 2 >= len(kept) else kept
    return kept.rstrip() + ELLIPSIS


def parts(text: str, limit: int, measure: Callable[[str], int] = len) -> list[str]:
    """`text` in pieces within `limit`, parted at paragraphs, lines, sentences or words; nothing is lost."""
    rest, found = text.strip(), []
    while rest and measure(rest) > limit:
        end = _end_within(rest, limit, measure)
        piece, rest = rest[:end].rstrip(), rest[end:].lstrip()
        found += [piece] if piece else []
    return [*found, rest] if rest else found


def _end_within(text: str, limit: int, measure: Callable[[str], int]) -> int:
    longest = _longest(text, limit, measure)
    for pattern in _BREAKS:
        ends = [found.end() for found in re.finditer(pattern, text[: longest + 1]) if found.start() > 0]
        fitting = [end for end in ends if measure(text[:end].rstrip()) <= limit]
        if fitting and fitting[-1] * 2 >= longest:
            return fitting[-1]
    return max(1, longest)


def _longest(text: str, limit: int, measure: Callable[[str], int]) -> int:
    """How many characters of `text` are within `limit`."""
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= limit else (low, middle - 1)
    return low
