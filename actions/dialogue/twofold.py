"""A cancellation and a booking in one message: "cancel tomorrow's and book Friday at ten".

The message is parted where the second wish begins. One is done after the other, each with a question of its
own; what the second one says is kept in the memory meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from actions.dialogue import cancelling, telling
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import SURE

_JOINED = (
    r"(?:[,;.!]|\b(?:and|then|but|plus|also)\b)(?:\W|\b(?:and|then|also|instead|rather|please|could|can|would|you"
    r"|i|i.d|like|want|need|to|just|so|have|i.ll)\b)*"
)
_BOOK = (
    r"(?:re-?)?book|make|get|give|schedule|reserve|arrange|put me (?:down|in)|see|take|come|have|find"
    r"|(?:a|an|one|another|new) (?:new )?(?:appointment|one|booking|slot)"
)
_CANCEL = r"cancel|drop|delete|call off|scrap|get rid of|remove"
_THEN_BOOK = re.compile(rf"{_JOINED}\b(?P<second>(?:{_BOOK})\b.*)", re.I | re.S)
_THEN_CANCEL = re.compile(rf"{_JOINED}\b(?P<second>(?:{_CANCEL})\b.*)", re.I | re.S)
_CANCELS = re.compile(rf"\b(?:{_CANCEL})\b", re.I)
_BOOKS = re.compile(rf"\b(?:{_BOOK})\b", re.I)
_CANNOT = re.compile(r"\b(?:can.?t|can ?not|won.?t|not|unable|never)\b", re.I)
"""Says why something is cancelled: "I can't make it tomorrow, please cancel"."""
_NAMES = ("when", "staff", "service", "booking_link")


@dataclass(frozen=True)
class Wishes:
    """The two halves of a message, each with its own entities."""

    cancellation: Message
    booking: Message
    books_first: bool = False
    """Whether the booking stands first, and so is to be made first."""


def wishes(message: Message) -> Wishes | None:
    """Both wishes of a message that has a cancellation and a booking in it; None for others."""
    if message.pressed or not _CANCELS.search(message.text):
        return None
    for pattern, first, books in ((_THEN_BOOK, _CANCELS, True), (_THEN_CANCEL, _BOOKS, False)):
        found = pattern.search(message.text)
        if not found or not first.search(message.text[: found.start()]):
            continue
        parts = _part(message, 0, found.start()), _part(message, found.start("second"), len(message.text))
        booking, cancellation = parts[::-1] if books else parts
        if booking.of_kind(*_NAMES) and (books or not _CANNOT.search(booking.text)):
            return Wishes(
                replace(cancellation, intent="cancel_booking"),
                replace(booking, intent="book_appointment"),
                books_first=not books,
            )
    return None


def with_booking(memory: Memory, wanted: Message, catalogue: Catalogue, now: datetime) -> Memory:
    """The memory of who cancels first, with what is to be booked afterwards."""
    told, _ = telling.details(memory.fresh(), wanted, catalogue, now)
    return told.but(then_book=True)


def with_cancellation(memory: Memory, unwanted: Message) -> Memory:
    """The memory of who books first, with the booking that is to be cancelled afterwards, if it is clear."""
    made = cancelling.which(memory, unwanted) or cancelling.chosen(memory)
    return memory.but(then_cancel=made.id) if made else memory


def to_cancel(memory: Memory) -> Memory | None:
    """After a booking: the memory in which it is asked about the cancellation; None: there is none."""
    if not any(made.id == memory.then_cancel for made in memory.made):
        return None
    return memory.but(cancelling_id=memory.then_cancel, then_cancel=None, asked=SURE)


def _part(message: Message, start: int, end: int) -> Message:
    inside = (e for e in message.entities if start <= e.start and e.end <= end)
    entities = tuple(replace(e, start=e.start - start, end=e.end - start) for e in inside)
    return replace(message, text=message.text[start:end].strip(), entities=entities)
