"""Which members of staff, services and booking links a message names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.catalogue.evidence import means_offer, means_person
from bot.catalogue.index import BOOKING_LINK, SERVICE, STAFF, Entry, Hit, Index, Name
from bot.catalogue.segments import Segment, segments
from bot.catalogue.sentence import Sentence

MOST_WORDS = 300
"""Words of a message that are looked at; nobody names anybody after that many."""
MOST_REPEATS = 4
"""How often the same word of a message is looked at; more is no sentence, and would take long."""
_KINDS = (STAFF, SERVICE, BOOKING_LINK)


@dataclass(frozen=True)
class Match:
    """A name found in a text."""

    start: int
    """Where it begins, in characters."""
    end: int
    """Where it ends, exclusive."""
    kind: str
    """`staff`, `service` or `booking_link`."""
    id: str
    confidence: float
    """0 to 1: 1 is a whole name, rightly spelt."""
    alternatives: tuple[str, ...] = ()
    """Ids of the same kind that the words fit equally well."""


class Matcher:
    """Finds the names of a catalogue in messages. Built once per catalogue; immutable afterwards."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        listed = list(entries)
        self._order = {(entry.kind, entry.id): at for at, entry in enumerate(listed)}
        self._people = Index((entry for entry in listed if entry.kind == STAFF), of_people=True)
        self._offers = Index((entry for entry in listed if entry.kind != STAFF), of_people=False)

    def find(self, text: str) -> list[Match]:
        """The names in a text, in its order, not overlapping; of several that fit, the most complete one."""
        sentence = Sentence(text, MOST_WORDS)
        found = [each for each in _candidates(sentence, self._people) if means_person(sentence, each)]
        found += [each for each in _candidates(sentence, self._offers) if means_offer(sentence, each)]
        matches = [self._match(sentence, rivals) for rivals in _rivals(sorted(found, key=self._rank))]
        return sorted(matches, key=lambda match: match.start)

    def _rank(self, segment: Segment) -> tuple[float, float, int, int]:
        entry = segment.name.entry
        return -segment.score, -segment.coverage, _KINDS.index(entry.kind), self._order[entry.kind, entry.id]

    def _match(self, sentence: Sentence, rivals: list[Segment]) -> Match:
        rivals = [each for each in rivals if _is_word_for_word(sentence, each)] or rivals
        best = rivals[0]
        entry = best.name.entry
        ids = [each.name.entry.id for each in rivals if each.name.entry.kind == entry.kind]
        return Match(
            start=sentence.words[best.begin].start,
            end=sentence.words[best.end - 1].end,
            kind=entry.kind,
            id=entry.id,
            confidence=round(best.likeness * (0.6 + 0.4 * best.coverage), 3),
            alternatives=tuple(each for each in dict.fromkeys(ids) if each != entry.id),
        )


def _is_word_for_word(sentence: Sentence, segment: Segment) -> bool:
    """Whether the message has the very name: who says "Hale Rowan MD" does not mean Dr. Rowan K. Hale, MD."""
    said = [sentence.at(at) for at in range(segment.begin, segment.end)]
    return said == list(segment.name.words)


def _candidates(sentence: Sentence, index: Index) -> list[Segment]:
    hits: dict[Name, dict[int, list[Hit]]] = defaultdict(lambda: defaultdict(list))
    seen: dict[str, int] = defaultdict(int)
    for at, word in enumerate(sentence.words):
        seen[word.text] += 1
        if seen[word.text] <= MOST_REPEATS:
            for hit in index.hits(word.text, sentence.joined_next(at)):
                hits[hit.name][at].append(hit)
    return [segment for name, filed in hits.items() for segment in segments(sentence, index, name, filed)]


def _rivals(ranked: list[Segment]) -> list[list[Segment]]:
    """The best segment for each part of the message, each with those that fit the same words as well."""
    winners: list[list[Segment]] = []
    owner: dict[int, list[Segment]] = {}
    for segment in ranked:
        words = range(segment.begin, segment.end)
        group = next((owner[at] for at in words if at in owner), None)
        if group is None:
            group = [segment]
            winners.append(group)
            owner.update((at, group) for at in words)
        elif segment.score == group[0].score:
            group.append(segment)
    return winners
