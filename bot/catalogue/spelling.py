"""Words of a vocabulary that a misspelt word may mean, in time that does not grow with the vocabulary.

Each word is filed under every text that it becomes when letters are left out (the idea of
Wolf Garbe's SymSpell); a misspelt word is looked up under the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from rapidfuzz.distance import OSA

ONE_MISTAKE_FROM = 4
TWO_MISTAKES_FROM = 8
_LONGEST = 24
"""Longer words are compared as they stand: nobody's name needs more, and their variants are many."""


class Vocabulary:
    """Words that can be found by their misspellings."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self._filed: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.words):
            for variant in _without_letters(word):
                self._filed[variant].append(word)

    def near(self, word: str) -> list[tuple[str, float]]:
        """The words that `word` may be a misspelling of, each with its likeness below 1, best first.

        One mistake from four letters on, two from eight; the first letter is right in short words.
        """
        found = {
            candidate for variant in _without_letters(word) for candidate in self._filed.get(variant, ())
        }
        alike = [(candidate, likeness(word, candidate)) for candidate in found]
        return sorted((pair for pair in alike if 0 < pair[1] < 1), key=lambda pair: (-pair[1], pair[0]))


def likeness(word: str, meant: str, generous: bool = False) -> float:
    """1 for the same word, less for each mistake, 0 for more mistakes than a word of its length may have.

    `generous` allows one mistake more, and a wrong first letter: for a word whose neighbours fit.
    """
    shorter = min(len(word), len(meant))
    allowed = _mistakes_in(shorter)
    if generous:
        allowed += shorter >= ONE_MISTAKE_FROM + 1
    elif word[:1] != meant[:1] and shorter < TWO_MISTAKES_FROM - 2:
        allowed = 0
    mistakes = OSA.distance(word, meant, score_cutoff=allowed)
    return 0.0 if mistakes > allowed else 1.0 - mistakes / (max(len(word), len(meant)) + 1)


def _mistakes_in(length: int) -> int:
    if length > _LONGEST:
        return 0
    return (length >= ONE_MISTAKE_FROM) + (length >= TWO_MISTAKES_FROM)


def _without_letters(word: str) -> set[str]:
    variants = {word}
    # One letter more than the shorter of two words may have: the longer one decides here.
    for count in range(1, _mistakes_in(len(word)) + 1):
        for gone in combinations(range(len(word)), count):
            variants.add("".join(letter for at, letter in enumerate(word) if at not in gone))
    return variants
