"""What becomes of a message whose delivery failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from bookings.services.delivery import Outcome, Postponed, PutAside
from bookings.services.messages import GiveUp, Message, RetryLater, RetryPolicy

LONGEST_REASON = 500


def after_failure(
    message: Message, error: Exception, policy: RetryPolicy, now: datetime, chance: Random
) -> Outcome:
    """Tried again later, until the policy's time is over."""
    reason = reason_of(error)
    if isinstance(error, GiveUp):
        return PutAside(message, reason)
    is_old = now - message.created_at >= policy.give_up_after
    if is_old and message.attempts >= policy.least_attempts:
        return PutAside(message, f"Given up after {message.attempts} attempts: {reason}")
    asked = error.after if isinstance(error, RetryLater) else None
    pause = max(pause_after(message.attempts, policy, chance), asked or timedelta(0))
    return Postponed(message, reason, now + pause)


def pause_after(attempts: int, policy: RetryPolicy, chance: Random) -> timedelta:
    """Doubling, and between half and all of it, so that what failed together is not tried together.

    "Equal jitter" of M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """
    doublings = min(attempts - 1, 20)
    longest = min(policy.longest_pause, policy.first_pause * (1 << doublings))
    return longest * (0.5 + chance.random() / 2)


def reason_of(error: Exception) -> str:
    """One line without control characters, not too long."""
    text = error.reason if isinstance(error, RetryLater | GiveUp) else f"{type(error).__name__}: {error}"
    return "".join(c if c.isprintable() else " " for c in text)[:LONGEST_REASON]
