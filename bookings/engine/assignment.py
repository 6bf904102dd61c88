"""Whose turn it is: who takes a booking for which there is a choice.

Each person of a link has a *credit*, zero at first. A booking is shared out among those who could take it:
each of them earns as much as they weigh, and whoever takes it pays all of that. So a credit tells how far
somebody is behind (above zero) or ahead of their share of the bookings that they were free for.

Next comes, of those whom one more booking would not put a whole booking ahead of their share, the one who
would be the first to fall a whole booking behind. This is the quota method of M. L. Balinski and H. P. Young
("The quota method of apportionment", American Mathematical Monthly 82, 1975); as a scheduling rule it is
"earliest eligible virtual deadline first" of I. Stoica and H. Abdel-Wahab (1995). While all are free, each
has at any time less than one booking more or less than their exact share. Smooth weighted round robin, which
takes the greatest credit, does not keep to that: by the weights 94, 43, 3, 3, 3, 1, 1 and 1 somebody gets
1.13 bookings away from it.

Who is away, or not free, neither earns nor pays, as in the fair car pools of R. Fagin and J. H. Williams
(1983): whoever comes back takes their turn as if they had not been gone, and has nothing to catch up.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from bookings.engine.model import BookingLink


class Credit(NamedTuple):
    """How far somebody is behind their share."""

    earned: int
    """Below zero: ahead of it; in the unit of the weights."""
    total: int
    """What the link's staff weighed together then: one booking. It turns into what they weigh now."""


Credits = Mapping[str, Credit]
"""By staff id; who is not there has none yet."""

ROUND_ROBIN, WEIGHTED, PRIORITY = "round_robin", "weighted", "priority"
KINDS = (ROUND_ROBIN, WEIGHTED, PRIORITY)
"""How a link may choose: equal shares; shares by weight; the first who is free, equals in turn."""

GREATEST_WEIGHT = 100
LAST_PRIORITY = 100

LONGEST_MEMORY = 2
"""Nobody stays more than so many bookings behind or ahead, whatever has happened, such as holds that were
all made before any of them was booked."""


def in_turn(
    link: BookingLink, free: Sequence[str], credits: Credits, joined: Container[str] = ()
) -> list[str]:
    """Those who are free in the order in which they are tried; `free` in the link's order.

    Before all others come the `joined`, whose session has begun to fill: another one begins when it is full.
    Then those of a better priority; among equals, whose turn it is. The link's order decides between those
    whom nothing else tells apart.
    """
    groups: dict[tuple[bool, int], list[str]] = {}
    for staff_id in free:
        groups.setdefault((staff_id not in joined, _rank(link, staff_id)), []).append(staff_id)
    return [staff_id for rank in sorted(groups) for staff_id in _by_turn(link, groups[rank], credits)]


def after_turn(link: BookingLink, free: Sequence[str], taker: str, credits: Credits) -> dict[str, Credit]:
    """The credits that change when `taker` takes a booking that all who are `free` could have taken.

    None do if there was nobody else of the same priority. So a booking that was asked for by name counts
    for nobody, and neither does one that joins a session, whose seat costs no more of anybody's time.
    """
    equals = [staff_id for staff_id in free if _rank(link, staff_id) == _rank(link, taker)]
    if len(equals) < 2:
        return {}
    price, total, changed = _together(link, equals), _together(link, link.staff_ids), {}
    most = LONGEST_MEMORY * total
    for staff_id in equals:
        earned = _earned(credits.get(staff_id), total) + _weight(link, staff_id)
        if staff_id == taker:
            earned -= price
        changed[staff_id] = Credit(max(-most, min(most, earned)), total)
    return changed


def _by_turn(link: BookingLink, equals: Sequence[str], credits: Credits) -> list[str]:
    price, total = _together(link, equals), _together(link, link.staff_ids)

    def urgency(staff_id: str) -> tuple[bool, Fraction | int]:
        """Whether it would put them ahead, and how many bookings on they would be one behind."""
        weight = _weight(link, staff_id)
        earned = _earned(credits.get(staff_id), total) + weight
        behind = price - earned
        return earned <= 0, Fraction(behind, weight) if weight > 1 else behind

    return sorted(equals, key=urgency)


def _rank(link: BookingLink, staff_id: str) -> int:
    """The lower, the sooner."""
    if link.assignment != PRIORITY:
        return 0
    if link.priorities:
        return link.priorities.get(staff_id, LAST_PRIORITY + 1)
    return link.staff_ids.index(staff_id)


def _weight(link: BookingLink, staff_id: str) -> int:
    return link.weights.get(staff_id, 1) if link.assignment == WEIGHTED else 1


def _together(link: BookingLink, staff_ids: Sequence[str]) -> int:
    if link.assignment != WEIGHTED:
        return len(staff_ids)
    return sum(_weight(link, staff_id) for staff_id in staff_ids)


def _earned(credit: Credit | None, total: int) -> int:
    """In the unit of today's weights, `total` together: as many bookings, or parts of one, as then."""
    if credit is None:
        return 0
    return credit.earned if credit.total == total else int(Fraction(credit.earned * total, credit.total))
