"""A booking's reference as people write it: "K7QX-3TRB", "k7qx 3trb", "K7QX3TRB"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities import Entity, entity

_SIGNS = "[2-9BCDFGHJKQRTVWXZ]{4}"
"""Without vowels and look-alikes, as the Bookings API draws them."""
_REFERENCE = re.compile(rf"(?<![\w@.+-])({_SIGNS})([- ]?)({_SIGNS})(?![\w@-])", re.IGNORECASE)


def find_references(text: str) -> Iterator[Entity]:
    """References, with the hyphen and in capitals. Not figures alone, nor small letters with no hyphen."""
    for match in _REFERENCE.finditer(text):
        signs = match[1] + match[3]
        if signs.isdigit() or signs.isalpha() and signs.islower() and match[2] != "-":
            continue
        yield entity("reference", text, *match.span(), f"{match[1]}-{match[3]}".upper())
