"""A language's words compiled for look-up: single words, phrases, spelling and run-together words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.temporal.spelling import Speller


class Tags(dict[str, Any]):
    """What the grammar knows of a word: tag -> value. `parsers` is filled in by the scanner on first use."""

    __slots__ = ("parsers",)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.parsers: tuple[Any, ...] | None = None


NO_TAGS = Tags()


class Lexicon:
    _ended = frozenset(("number", "meridiem", "clockword"))
    """Tags of words that take such an ending: "sixish", "pmish"."""

    """`words`: tag -> value -> variants separated by commas (a quoted ',' stands for itself)."""

    def __init__(
        self,
        words: Mapping[str, Mapping[Any, str]],
        parts: Mapping[str, tuple[int, int, str | None]],
        spelled: str,
        real_words: str,
        joined: tuple[str, ...],
    ) -> None:
        self.words: dict[str, Tags] = {}
        self.phrases: dict[str, dict[str, list[tuple[tuple[str, ...], Tags]]]] = {}
        self.parts = dict(parts)
        self.joined = frozenset(joined)
        self._phrase_tags: dict[tuple[str, ...], Tags] = {}
        for tag, values in words.items():
            for value, variants in values.items():
                for variant in _variants(variants):
                    self._add(variant, tag, value)
        for seconds in self.phrases.values():
            for options in seconds.values():
                options.sort(key=lambda option: -len(option[0]))
        self.endings = tuple(word for word, tags in self.words.items() if "ending" in tags)
        """Endings of words that the grammar reads by themselves ("sixish")."""
        mixed = sorted((word for word in self.words if word[0].isdecimal()), key=len, reverse=True)
        self.token_pattern = _token_pattern(mixed)
        self._speller = Speller(spelled.split(), set(real_words.split()) | set(self.words))

    def _add(self, variant: tuple[str, ...], tag: str, value: Any) -> None:
        if len(variant) == 1:
            self.words.setdefault(variant[0], Tags())[tag] = value
            return
        tags = self._phrase_tags.get(variant)
        if tags is None:
            tags = self._phrase_tags[variant] = Tags()
            self.phrases.setdefault(variant[0], {}).setdefault(variant[1], []).append((variant, tags))
        tags[tag] = value

    def normal(self, word: str) -> str:
        """The word as the lexicon spells it: lower-case in, a near miss of a known word put right."""
        return word if word in self.words else self._speller.correct(word) or word

    def split(self, word: str) -> tuple[str, str] | None:
        """Two known words that were run together, or None."""
        for ending in self.endings:
            if word.endswith(ending) and not self._ended.isdisjoint(
                self.words.get(word[: -len(ending)], NO_TAGS)
            ):
                return word[: -len(ending)], ending
        if not 6 <= len(word) <= 20:
            return None
        for cut in range(3, len(word) - 2):
            left, right = word[:cut], word[cut:]
            if self._joinable(left) and self._joinable(right):
                return left, right
        return None

    def _joinable(self, word: str) -> bool:
        tags = self.words.get(word)
        return tags is not None and not self.joined.isdisjoint(tags)


def _token_pattern(mixed: list[str]) -> re.Pattern[str]:
    """Digits, words and signs; `mixed` are the words that begin with a digit ("2moro")."""
    own = "|".join(map(re.escape, mixed))
    mixed_words = rf"(?<!\w)(?:{own})(?!\w)|" if own else ""
    return re.compile(mixed_words + r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]|_", re.IGNORECASE)


def _variants(variants: str) -> list[tuple[str, ...]]:
    quoted = variants.replace("','", "\0")
    return [
        tuple("," if word == "\0" else word for word in variant.split())
        for variant in quoted.replace("\n", ",").split(",")
        if variant.strip()
    ]
