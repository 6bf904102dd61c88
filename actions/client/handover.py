"""Handing a conversation over, as the Bookings API takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class HandoverRequest:
    """Who asks for a person, and what was said so far; an address or a number is there."""

    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    about: str | None = None
    transcript: tuple[tuple[str, str], ...] = ()
    """(`person` or `assistant`, what they said), the oldest first."""

    def wire(self) -> dict[str, Any]:
        """The request's body."""
        body: dict[str, Any] = {
            "contact_name": self.contact_name,
            "contact_email": self.contact_email,
            "contact_phone": self.contact_phone,
            "about": self.about,
            "transcript": [{"author": author, "text": text} for author, text in self.transcript],
        }
        return {key: value for key, value in body.items() if value not in (None, [])}


@dataclass(frozen=True)
class Handover:
    """A conversation that was handed over."""

    id: str
    told_by: tuple[str, ...] = ()
    """How the team is told: `email`, `webhook` or both."""
