"""Carry a change out once, however often it is asked for with the same Idempotency-Key.

A change and its answer are stored in one transaction, so either both are there or neither is. A
change that failed has stored nothing: asked for again, it is tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bookings.engine.errors import IdempotencyKeyReused

if TYPE_CHECKING:
    from bookings.services.ports import Writing

KEPT_FOR = timedelta(hours=48)
"""How long an answer is kept at least; 24 hours are promised."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request that can be told from all others."""

    key_id: str
    """The API key's line (see Caller.line_id); its idempotency keys are its own."""
    key: str
    """The Idempotency-Key, as the caller chose it."""
    fingerprint: str
    """The same for the same method, address and body only."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered, to be said again word for word."""

    status: int
    """The HTTP status."""
    body: str
    """The body as sent; empty if there is none."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those that say something about this answer."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is stored under an Idempotency-Key."""

    fingerprint: str
    """Of the request that used it first."""
    answer: Answer
    """Of that request."""


def once(
    unit: Writing, attempt: Attempt | None, now: datetime, work: Callable[[], Answer]
) -> tuple[Answer, bool]:
    """The answer, and whether it is one from before. Without an attempt the work is simply done.

    Raises IdempotencyKeyReused if another request has used the key, and whatever the work raises.
    """
    if attempt is None:
        return work(), False
    remembered = unit.claim(attempt, now)
    if remembered is None:
        answer = work()
        unit.remember(attempt, answer)
        return answer, False
    if remembered.fingerprint != attempt.fingerprint:
        raise IdempotencyKeyReused(attempt.key)
    return remembered.answer, True
