"""Where in a message the words of one name stand together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.catalogue.index import Hit, Index, Name
from bot.catalogue.lexicon import CALENDAR, TITLES, common_words
from bot.catalogue.sentence import Sentence
from bot.catalogue.spelling import likeness

INITIAL, LIGHT_WORD, ALL_OF_IT = 0.3, 0.1, 0.5
"""What an initial and a light word add to a segment's score, and a name that is there as a whole."""
_TITLES = frozenset(TITLES.values())
_NEVER_AT_THE_EDGE = frozenset("and of the for at in a an by on to y de".split())


@dataclass
class Segment:
    """A run of words of a message that belong to one name, in any order."""

    name: Name
    begin: int
    """First word of the message, by its index."""
    end: int
    """One past the last word."""
    used: dict[int, float] = field(default_factory=dict)
    """Words of the name that were found, each with what it adds to the score."""
    strong: list[int] = field(default_factory=list)
    """Words of the message, by index, that match a strong word of the name."""
    has_title: bool = False
    """A title stands before it, be it part of the name or not."""

    @property
    def is_all(self) -> bool:
        """Whether the name is there as a whole: every strong word, none as an initial only."""
        strong = [at for at, is_strong in enumerate(self.name.is_strong) if is_strong]
        # Of "Dr Jones" the title belongs to the whole: any Jones is called "Jones".
        titled = len(strong) > 1 or self.name.words[0] not in _TITLES or 0 in self.used
        return titled and all(self.used.get(at, 0) > INITIAL for at in strong)

    @property
    def is_every_word(self) -> bool:
        """Whether the light words of the name are there too."""
        return self.is_all and len(self.used) == len(self.name.words)

    @property
    def score(self) -> float:
        """How much of a name is there and how well; comparable between names."""
        return round(sum(self.used.values()) + (ALL_OF_IT if self.is_all else 0), 6)

    @property
    def coverage(self) -> float:
        """The share of the name's strong words that are there, 0 to 1."""
        return sum(value > INITIAL for value in self.used.values()) / max(sum(self.name.is_strong), 1)

    @property
    def likeness(self) -> float:
        """How well the words that were found are spelt, 0 to 1."""
        strong = [value for value in self.used.values() if value > INITIAL]
        return sum(strong) / len(strong) if strong else 0.0


def segments(sentence: Sentence, index: Index, name: Name, hits: dict[int, list[Hit]]) -> Iterator[Segment]:
    """The runs of a message's words around the hits of one name; `hits` are filed by their first word."""
    after = 0
    for begin in sorted(hits):
        if begin < after:
            continue
        segment = Segment(name, begin, begin)
        _take(segment, _best(hits[begin]), begin)
        _grow_right(segment, sentence, index, hits)
        _grow_left(segment, sentence, index, after)
        _trim(segment, sentence)
        after = max(segment.end, begin + 1)
        yield segment


def _best(hits: list[Hit]) -> Hit:
    return max(hits, key=lambda hit: (hit.likeness, hit.count, hit.width))


def _take(segment: Segment, hit: Hit, at: int) -> None:
    for place in range(hit.first, hit.first + hit.count):
        segment.used[place] = hit.likeness
    segment.strong.extend(range(at, at + hit.width))
    segment.end = at + hit.width


def _grow_right(segment: Segment, sentence: Sentence, index: Index, hits: dict[int, list[Hit]]) -> None:
    while sentence.may_join(segment.end):
        at = segment.end
        fresh = [hit for hit in hits.get(at, ()) if hit.first not in segment.used]
        if fresh:
            _take(segment, _best(fresh), at)
        elif _take_softly(segment, sentence, index, at):
            segment.end = at + 1
        elif _links(sentence, at) and at + 1 in hits and sentence.may_join(at + 1):
            segment.end = at + 1
        else:
            return


def _links(sentence: Sentence, at: int) -> bool:
    """Whether a word may stand inside a name that does not have it: an "and", another initial."""
    return sentence.at(at) == "and" or (len(sentence.at(at)) == 1 and _is_initial(sentence, at))


def _grow_left(segment: Segment, sentence: Sentence, index: Index, not_before: int) -> None:
    while segment.begin > not_before and sentence.may_join(segment.begin):
        at = segment.begin - 1
        if index.of_people and sentence.at(at) in TITLES:
            segment.has_title = True
            _take_softly(segment, sentence, index, at)
        elif not _take_softly(segment, sentence, index, at):
            return
        segment.begin = at


def _take_softly(segment: Segment, sentence: Sentence, index: Index, at: int) -> bool:
    """Take a word that counts only beside others: a light word, an initial, a bad misspelling."""
    word = sentence.at(at)
    word = (index.of_people and TITLES.get(word)) or index.form(word)
    is_initial = index.of_people and len(word) == 1 and _is_initial(sentence, at)
    for place, expected in enumerate(segment.name.words):
        if place in segment.used:
            continue
        if word == expected:
            # A strong word that is the very word has been a hit: this is a light one.
            segment.used[place] = INITIAL if len(word) == 1 else LIGHT_WORD
            return True
        if segment.name.is_strong[place] and is_initial and word == expected[0]:
            segment.used[place] = INITIAL
            return True
    return _take_misspelt(segment, word, at)


def _take_misspelt(segment: Segment, word: str, at: int) -> bool:
    if word in common_words() or word in CALENDAR or len(word) < 3:
        return False
    for place, expected in enumerate(segment.name.words):
        if place in segment.used or not segment.name.is_strong[place]:
            continue
        alike = likeness(word, expected, generous=True)
        if alike:
            segment.used[place] = alike
            segment.strong.append(at)
            return True
    return False


def _is_initial(sentence: Sentence, at: int) -> bool:
    """Whether a single letter stands for a name; "a" and "I" are words unless a full stop follows."""
    return sentence.at(at) not in "ai" or sentence.gap(at + 1).startswith(".")


def _trim(segment: Segment, sentence: Sentence) -> None:
    strong = set(segment.strong)
    while segment.end - 1 not in strong and sentence.at(segment.end - 1) in _NEVER_AT_THE_EDGE:
        segment.end -= 1
    while segment.begin not in strong and sentence.at(segment.begin) in _NEVER_AT_THE_EDGE:
        segment.begin += 1
