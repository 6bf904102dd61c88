"""Round robin: who takes a booking when nobody is asked for."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence


def in_turn(staff_ids: Sequence[str], turns: Mapping[str, int], joined: Container[str] = ()) -> list[str]:
    """The people in the order in which they are tried: whose last turn is longest ago comes first.

    Before all others come the `joined`, whose session has begun to fill: another one begins when it is full.

    `turns` holds the number of the link's booking that each got last; who has had none comes
    first of all, and `staff_ids` (the link's order) decides between equals. Counting turns instead
    of bookings means that somebody back from leave takes their turn, not everything at once.
    """
    return sorted(staff_ids, key=lambda staff_id: (staff_id not in joined, turns.get(staff_id, 0)))


def next_turn(turns: Mapping[str, int]) -> int:
    """The number of the link's next booking."""
    return max(turns.values(), default=0) + 1
