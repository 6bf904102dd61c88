"""The names of a catalogue, filed by their words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.catalogue.lexicon import (
    LIGHT,
    LINKING,
    NICKNAMES,
    PLACE_PREFIXES,
    STOPS,
    TITLES,
    TRADES,
    common_words,
)
from bot.catalogue.spelling import Vocabulary
from bot.catalogue.words import one_spelling, stem, words_of

STAFF, SERVICE, BOOKING_LINK = "staff", "service", "booking_link"
_HYPHENATED = re.compile(r"(?<=\w)[-‐‑](?=\w)")
NICKNAME_LIKENESS = 0.9
_NEVER_STRONG = STOPS | PLACE_PREFIXES | frozenset(TITLES.values())


@dataclass(frozen=True)
class Entry:
    """Somebody or something that has names."""

    kind: str
    """`staff`, `service` or `booking_link`."""
    id: str
    names: tuple[str, ...]
    """The official one first, then the others people use."""


@dataclass(frozen=True)
class Name:
    """One name of an entry, in words."""

    entry: Entry
    words: tuple[str, ...]
    """Folded; of services and links the stems."""
    is_strong: tuple[bool, ...]
    """For each word, whether it can be matched without its neighbours."""


@dataclass(frozen=True)
class Hit:
    """Words of a message that are, or look like, words of a name."""

    name: Name
    first: int
    """Which word of the name; counted from 0."""
    count: int
    """How many words of the name."""
    width: int
    """How many words of the message."""
    likeness: float
    """1 for the very word, less for a misspelt or short form."""


class Index:
    """The names of either people or things; the two are spelt and varied differently."""

    def __init__(self, entries: Iterable[Entry], of_people: bool) -> None:
        self.of_people = of_people
        self._filed: dict[str, list[tuple[Name, int, int]]] = defaultdict(list)
        for entry in entries:
            for name in dict.fromkeys(self._names(entry)):
                self._file(name)
        self._vocabulary = Vocabulary(self._filed)

    def form(self, word: str) -> str:
        """A folded word as it is compared here."""
        return one_spelling(word) if self.of_people else stem(word)

    def hits(self, word: str, next_word: str | None) -> list[Hit]:
        """What a folded word of a message may be; only a space or hyphen parts it from `next_word`."""
        found = [Hit(*place, 1, 1.0) for place in self._filed.get(self.form(word), ())]
        if next_word is not None and not (self.of_people and {word, next_word} <= common_words()):
            found += [Hit(*place, 2, 1.0) for place in self._filed.get(self.form(word + next_word), ())]
        if not found:
            for meant, likeness in self._meant(word):
                found += [Hit(*place, 1, likeness) for place in self._filed.get(meant, ())]
        return found

    def _meant(self, word: str) -> Iterator[tuple[str, float]]:
        if self.of_people and word in NICKNAMES:
            yield from ((self.form(full), NICKNAME_LIKENESS) for full in NICKNAMES[word].split())
        elif word.isalpha() and word not in common_words():
            yield from self._vocabulary.near(self.form(word))

    def _names(self, entry: Entry) -> Iterator[Name]:
        for text in entry.names:
            # "Check-up" is one word to people who write "checkup"; "Jones-Smith" is two.
            words = [word.text for word in words_of(text if self.of_people else _HYPHENATED.sub("", text))]
            words = [(self.of_people and TITLES.get(word)) or self.form(word) for word in words]
            strong = tuple(_strong(words, self.of_people))
            if any(strong):
                yield Name(entry, tuple(words), strong)

    def _file(self, name: Name) -> None:
        for at, word in enumerate(name.words):
            if name.is_strong[at]:
                self._filed[word].append((name, at, 1))
        for at, (word, following) in enumerate(zip(name.words, name.words[1:], strict=False)):
            if name.is_strong[at] and name.is_strong[at + 1]:
                self._filed[self.form(word + following)].append((name, at, 2))


def _strong(words: list[str], of_people: bool) -> list[bool]:
    if not of_people:
        return [len(word) > 1 and word not in LINKING for word in words]
    able = [len(word) > 1 and word not in _NEVER_STRONG for word in words]
    telling = [
        can and not {word, word.removesuffix("s")} & TRADES for can, word in zip(able, words, strict=True)
    ]
    # "Bo Ma" has nothing but short words; "Sarah Jones MD" has better ones.
    if sum(telling) > 2:
        telling = [can and word not in LIGHT for can, word in zip(telling, words, strict=True)]
    return telling if any(telling) else able
