"""Somebody shows that an e-mail address is theirs: by a code that was sent to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

CODE_DIGITS = 6
VALID_FOR = timedelta(minutes=10)
"""How long a code can be given back."""
MOST_TRIES = 5
"""How many wrong codes end a proof."""


class ProofStatus(StrEnum):
    OPEN = "open"
    """The code can be given back."""
    CONFIRMED = "confirmed"
    """It was; it works once."""
    LOCKED = "locked"
    """Too many wrong ones were."""
    EXPIRED = "expired"
    """Its time is over."""


@dataclass(frozen=True, slots=True)
class ContactProof:
    """A code that was sent to an address, and what became of it. The code itself is kept nowhere."""

    id: str
    """Unique among all businesses; it tells nothing of the code."""
    business_id: str
    """Whose bookings it opens."""
    line_id: str
    """The API key that asked for it, as Caller.line_id."""
    contact_email: str
    """The address that is to be proved."""
    created_at: datetime
    """When it was asked for."""
    expires_at: datetime
    """The code cannot be given back from then on."""
    wrong_tries: int = 0
    """How many wrong codes were given."""
    confirmed_at: datetime | None = None
    """When the right one was."""

    def status(self, now: datetime) -> ProofStatus:
        if self.confirmed_at is not None:
            return ProofStatus.CONFIRMED
        if self.wrong_tries >= MOST_TRIES:
            return ProofStatus.LOCKED
        return ProofStatus.EXPIRED if now >= self.expires_at else ProofStatus.OPEN

    @property
    def tries_left(self) -> int:
        return max(0, MOST_TRIES - self.wrong_tries)

    def tried(self, is_right: bool, now: datetime) -> ContactProof:
        """The same after a code was given."""
        if is_right:
            return replace(self, confirmed_at=now)
        return replace(self, wrong_tries=self.wrong_tries + 1)
