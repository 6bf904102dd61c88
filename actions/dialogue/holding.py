"""Which time is to be kept for the person while the rest is found out, and which is to be let go.

A time that was chosen is held until the booking is made, dropped, or wanted at another time. Holds only
help: whatever becomes of them, the booking itself decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from actions.dialogue.catalogue import Catalogue, staff_name
from actions.dialogue.decision import Decision
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
    return held.start == chosen.start and chosen.staff_id in (held.staff_id, held.holder)


def id_of(memory: Memory) -> str | None:
    """The hold that the booking of what was chosen may use."""
    return memory.held.id if memory.held and covers(memory.held, memory) else None


def kept(held: Held, hold_id: str, expires_at: datetime, holder: str) -> Held:
    """The same, as the API has answered it; `holder`: whose time it keeps."""
    return replace(held, id=hold_id, expires=expires_at.isoformat(), holder=holder)


def named(decision: Decision, catalogue: Catalogue) -> Decision:
    """A summary for anybody with whose time is kept: then it is agreed to with that person."""
    memory = decision.memory
    held, chosen = memory.held, memory.chosen
    if decision.waits_for != CONFIRMATION or chosen is None or chosen.staff_id is not None:
        return decision
    if held is None or held.holder is None or not covers(held, memory):
        return decision
    staff = {"staff": staff_name(catalogue, held.holder)}
    says = tuple(
        replace(
            say,
            response=say.response.replace("_anybody", ""),
            values=say.values | staff,
            card=say.card | staff if say.card else None,
        )
        if say.response.startswith("utter_booking_summary_anybody")
        else say
        for say in decision.says
    )
    return replace(decision, memory=memory.but(chosen=replace(chosen, staff_id=held.holder)), says=says)


def _wanted(memory: Memory, waits_for: str | None, key: str) -> Held | None:
    if waits_for not in WHILE_ASKING or memory.chosen is None or memory.link_id is None:
        return None
    return Held(key, memory.link_id, memory.service_id, memory.chosen.start, memory.chosen.staff_id)


def _expired(held: Held, now: datetime) -> bool:
    return held.expires is not None and instant(held.expires) <= now
