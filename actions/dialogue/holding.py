"""Which time is to be kept for the person while the rest is found out, and which is to be let go.

A time that was chosen is held until the booking is made, dropped, or wanted at another time. Holds only
help: whatever becomes of them, the booking itself decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from actions.dialogue.memory import Held, Memory
from actions.dialogue.steps import CHANGE, CONFIRMATION, CONTACT, QUESTION
from actions.dialogue.times import instant

WHILE_ASKING = (CONTACT, QUESTION, CONFIRMATION, CHANGE)
"""The steps at which a time has been found and something else is still missing."""


@dataclass(frozen=True)
class Change:
    """What has to be done about holds; both None: nothing."""

    release: Held | None = None
    """Let go of this one first."""
    take: Held | None = None
    """Ask for this one; with the key of an earlier request when the answer to that was lost."""


def change(memory: Memory, waits_for: str | None, now: datetime, key: str) -> Change:
    """What follows for holds from a decision that waits for this step; `key` names a new request."""
    wanted, held = _wanted(memory, waits_for, key), memory.held
    if held is None or _expired(held, now):
        return Change(take=wanted)
    if wanted is None or not covers(held, memory):
        return Change(held, wanted)
    return Change() if held.id else Change(take=held)


def covers(held: Held, memory: Memory) -> bool:
    """Whether this hold is for what the person has chosen."""
    chosen = memory.chosen
    if chosen is None or (held.link_id, held.service_id) != (memory.link_id, memory.service_id):
        return False
    return (held.start, held.staff_id) == (chosen.start, chosen.staff_id)


def id_of(memory: Memory) -> str | None:
    """The hold that the booking of what was chosen may use."""
    return memory.held.id if memory.held and covers(memory.held, memory) else None


def kept(held: Held, hold_id: str, expires_at: datetime) -> Held:
    """The same, as the API has answered it."""
    return replace(held, id=hold_id, expires=expires_at.isoformat())


def _wanted(memory: Memory, waits_for: str | None, key: str) -> Held | None:
    if waits_for not in WHILE_ASKING or memory.chosen is None or memory.link_id is None:
        return None
    if memory.moving_id:
        return None  # a booking that is moved can't use a hold, which would be in its way
    return Held(key, memory.link_id, memory.service_id, memory.chosen.start, memory.chosen.staff_id)


def _expired(held: Held, now: datetime) -> bool:
    return held.expires is not None and instant(held.expires) <= now
