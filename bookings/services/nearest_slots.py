"""The free slots nearest to a start that somebody would have liked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bookings.engine.slots import Slot
from bookings.services.list_slots import SlotsQuery, list_slots
from bookings.services.ports import Reading

DAYS_AROUND = 3
"""So many before and after the start's day are looked at; if nothing is free then, what comes first."""


def nearest_slots(
    view: Reading,
    business_id: str,
    query: SlotsQuery,
    wished: datetime,
    count: int,
    now: datetime,
    staff_ids: Collection[str] | None = None,
) -> Sequence[Slot]:
    """Up to `count`, sorted by start. `query`: for what; its days do not matter. `staff_ids`: with one of
    these people. Raises what `list_slots` does."""

    def found(**days: object) -> list[Slot]:
        slots = list_slots(view, business_id, replace(query, **days), now).slots  # type: ignore[arg-type]
        return [slot for slot in slots if staff_ids is None or set(staff_ids) & set(slot.staff_ids)]

    around = timedelta(days=DAYS_AROUND)
    near = found(first=wished.date() - around, last=wished.date() + around, since=None, count=None)
    near.sort(key=lambda slot: abs(slot.starts_at - wished))
    chosen = near[:count] or found(first=None, last=None, since=now, count=100)[:count]
    return sorted(chosen, key=lambda slot: slot.starts_at)
