"""One message of a person as the NLU understood it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entity:
    """Something recognised in the text; see bot/nlu for each kind's `value`."""

    kind: str
    value: Any
    start: int
    end: int
    others: tuple[str, ...] = ()
    """Values that fit as well as `value` (two people called Sarah)."""


@dataclass(frozen=True)
class Message:
    """What the person wrote or pressed."""

    id: str
    text: str
    intent: str
    confidence: float
    entities: tuple[Entity, ...] = ()
    guess: str = ""
    """What `nlu_fallback` would be if it had to be something; empty for other intents."""
    strangeness: float = 0.0
    """How likely it is out of scope, between 0 and 1, whatever else the classifier takes it for."""

    @property
    def pressed(self) -> bool:
        """Whether this is a button's payload (or pretends to be one): its entities are untrusted text."""
        return self.text.startswith("/")

    def of_kind(self, *kinds: str) -> tuple[Entity, ...]:
        """The entities of these kinds, in the order of the text."""
        return tuple(entity for entity in self.entities if entity.kind in kinds)

    def first(self, kind: str) -> Any:
        """The value of the first entity of this kind, or None."""
        return next((entity.value for entity in self.entities if entity.kind == kind), None)

    def without(self, *kinds: str) -> str:
        """The text with the entities of these kinds cut out."""
        text = self.text
        for entity in sorted(self.of_kind(*kinds), key=lambda e: -e.start):
            text = f"{text[: entity.start]} {text[entity.end :]}"
        return re.sub(r"\s+", " ", text).strip()


def from_event(event: Mapping[str, Any]) -> Message:
    """The message of a tracker's `user` event."""
    data = event.get("parse_data") or {}
    intent = data.get("intent") or {}
    entities = tuple(_entity(raw) for raw in data.get("entities") or [] if raw.get("value") is not None)
    return Message(
        id=str(event.get("message_id") or event.get("timestamp") or ""),
        text=str(event.get("text") or ""),
        intent=str(intent.get("name") or "nlu_fallback"),
        confidence=float(intent.get("confidence") or 0.0),
        entities=tuple(sorted(entities, key=lambda e: e.start)),
        guess=_guess(data),
        strangeness=_strangeness(data),
    )


def _guess(data: Mapping[str, Any]) -> str:
    names = [str(each.get("name")) for each in data.get("intent_ranking") or []]
    unclear = names[:1] == ["nlu_fallback"]
    return names[1] if unclear and len(names) > 1 else ""


def _strangeness(data: Mapping[str, Any]) -> float:
    ranking = data.get("intent_ranking") or []
    return next((float(each["confidence"]) for each in ranking if each.get("name") == "out_of_scope"), 0.0)


def _entity(raw: Mapping[str, Any]) -> Entity:
    others = raw.get("alternatives") or []
    return Entity(
        kind=str(raw.get("entity")),
        value=raw["value"],
        start=int(raw.get("start") or 0),
        end=int(raw.get("end") or 0),
        others=tuple(str(other) for other in others),
    )
