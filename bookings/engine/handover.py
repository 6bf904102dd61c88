"""Somebody who talks to a program asks for a person: what was said so far is handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

PERSON, ASSISTANT = "person", "assistant"
"""Who can have said a line."""
MOST_LINES, LONGEST_LINE = 200, 4000


@dataclass(frozen=True, slots=True)
class HandoverRule:
    """Where a business wants to be told that somebody asks for a person."""

    email: str | None = None
    """A mailbox of the team's; None: no mail."""
    webhook: bool = False
    """Whether webhooks that listen to `handover.requested` do: somebody answers who gets it there."""

    def as_data(self) -> dict[str, Any]:
        return {"email": self.email, "webhook": self.webhook}

    @classmethod
    def from_data(cls, data: Mapping[str, Any] | None) -> HandoverRule | None:
        return cls(**data) if data else None


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said."""

    author: str
    """PERSON or ASSISTANT."""
    text: str
    """Its words, several lines perhaps."""

    def as_data(self) -> dict[str, str]:
        return {"author": self.author, "text": self.text}


@dataclass(frozen=True, slots=True)
class Handover:
    """A conversation that is handed over."""

    id: str
    """Unique among all businesses."""
    business_id: str
    """Whose team it goes to."""
    contact_name: str | None
    """Who asks, if they have said so."""
    contact_email: str | None
    """Where they can be written to; this or the telephone number is known."""
    contact_phone: str | None
    """Where they can be called."""
    about: str | None
    """What they want, in their own words."""
    transcript: Sequence[Line]
    """What was said, in that order."""
    created_at: datetime
    """When they asked."""
