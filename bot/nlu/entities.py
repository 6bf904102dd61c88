"""What an entity is here, and the one way to make it."""

from __future__ import annotations

from typing import Any

Entity = dict[str, Any]
"""Rasa's form: `entity` (its kind), `start` and `end` (characters, end exclusive), `text`, `value`, …"""

MOST_CHARACTERS = 4000
"""Of a message that are looked at for entities; the rest of a longer one is not read."""


def entity(kind: str, text: str, start: int, end: int, value: Any, **more: Any) -> Entity:
    """An entity whose words are `text[start:end]`."""
    return {"entity": kind, "start": start, "end": end, "text": text[start:end], "value": value, **more}


def is_payload(text: str) -> bool:
    """Whether a message is what a button sends ("/affirm"), and not somebody's words."""
    return text.startswith("/")
