"""Puts slips of the finger right for a small vocabulary, in constant time per word.

Deletion neighbours (the idea of SymSpell): two words within one edit of each other share a word
that both become by deleting at most one letter, so one dictionary look-up per deletion replaces
comparing with every word.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

SHORTEST = 5
LONGEST = 11


def _deletions(word: str, depth: int) -> set[str]:
    found = {word}
    layer = {word}
    for _ in range(depth):
        layer = {each[:i] + each[i + 1 :] for each in layer for i in range(len(each))}
        found |= layer
    return found


def distance(a: str, b: str, limit: int) -> int:
    """Optimal string alignment distance (insert, delete, replace, swap neighbours), capped at limit + 1."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        two_before, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


class Speller:
    """Knows the words it may put right and the real words it must leave alone."""

    def __init__(self, vocabulary: Iterable[str], real_words: set[str]) -> None:
        self._real = real_words
        self._neighbours: dict[str, list[str]] = {}
        for word in vocabulary:
            for shorter in _deletions(word, 2 if len(word) >= 8 else 1):
                self._neighbours.setdefault(shorter, []).append(word)
        self.correct = lru_cache(maxsize=4096)(self._correct)

    def _correct(self, word: str) -> str | None:
        """The one known word that `word` is a slip of, or None."""
        if not SHORTEST <= len(word) <= LONGEST or word in self._real:
            return None
        near: dict[str, int] = {}
        for shorter in _deletions(word, 1):
            for known in self._neighbours.get(shorter, ()):
                if known[0] == word[0] or (known[0] == word[1] and known[1] == word[0]):
                    limit = 2 if len(known) >= 8 and known[0] == word[0] else 1
                    near.setdefault(known, distance(word, known, limit))
                    if near[known] > limit:
                        near[known] = 9
        best = sorted((gap, known) for known, gap in near.items() if gap < 9)
        if not best or (len(best) > 1 and best[0][0] == best[1][0]):
            return None
        return best[0][1]
