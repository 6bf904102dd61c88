"""What the intent classifier sees: the words around the entities, and of each entity only its kind.

"book me with Sarah on Friday" and "book me with Tom at 3" become the same sentence, "book me with
__staff__ on __when__", in training and at run time, so that no intent depends on a name or a date.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.nlu.entities import Entity

MOST_PIECES = 300
"""Of a message that are classified: a longer one says in its beginning what it is."""


@dataclass(frozen=True)
class Piece:
    """A part of a message, as it is classified."""

    text: str
    """A word in lower case, or `__kind__` for an entity."""
    start: int
    """Where it begins in the message, in characters."""
    end: int
    """Where it ends, exclusive."""


_MARKS = frozenset(".,;:!-–—…\"'()[]*_~/|")


def telling(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces without punctuation: people set it by habit, not by what they want; a question mark stays.

    A message of nothing else is left as it is.
    """
    listed = list(pieces)
    return [piece for piece in listed if not set(piece.text) <= _MARKS] or listed


def between_ends(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with one for the beginning and one for the end: "no" alone is not the "no" of a sentence."""
    if not pieces:
        return []
    first, last = pieces[0].start, pieces[-1].end
    return [Piece("__begin__", first, first), *pieces, Piece("__end__", last, last)]


def masked(pieces: Iterable[Piece], entities: Sequence[Entity]) -> list[Piece]:
    """The pieces with one placeholder for each entity; of entities that overlap the longest is shown."""
    hidden: list[Piece] = []
    for each in sorted(entities, key=lambda each: (each["start"] - each["end"], each["start"])):
        if not any(each["start"] < other.end and other.start < each["end"] for other in hidden):
            hidden.append(Piece(f"__{each['entity']}__", each["start"], each["end"]))
    visible = [
        piece
        for piece in pieces
        if not any(piece.start < mask.end and mask.start < piece.end for mask in hidden)
    ]
    return sorted([*visible, *hidden], key=lambda piece: piece.start)[:MOST_PIECES]
