"""Find the one slot that somebody wants to take, or say why there is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bookings.engine.assignment import Credits, after_turn, in_turn
from bookings.engine.errors import BookingsError, CalendarUnreachable, SlotTaken
from bookings.engine.model import BookingLink
from bookings.engine.refusal import refusal
from bookings.engine.slots import Slot, SlotRequest, find_slots
from bookings.engine.wording import iso
from bookings.services.list_slots import slots_in
from bookings.services.ports import Writing


def slot_to_take(
    unit: Writing,
    business_id: str,
    wanted: SlotRequest,
    asked_for: str | None,
    besides: Sequence[str] = (),
    also_locked: Sequence[str] = (),
    unreadable: Collection[str] = (),
) -> Slot:
    """The slot at the start of the request's span, with everybody who is free then.

    `asked_for`: the one person that was asked for. `besides`: bookings and holds whose time counts as
    free. `also_locked`: staff whose time changes too. `unreadable`: staff who are not taken, since their
    calendars could not be read. Raises SlotTaken, SlotNotAvailable, CalendarUnreachable.
    """
    asked = wanted
    if unreadable:
        asked = replace(wanted, staff=[person for person in wanted.staff if person.id not in unreadable])
    slots = slots_in(unit, business_id, asked, besides, also_locked)
    if not slots:
        if unreadable and (others := slots_in(unit, business_id, wanted, besides, also_locked)):
            raise CalendarUnreachable(iso(wanted.span.starts_at), others[0].staff_ids)
        raise taken(wanted, asked_for) if find_slots(wanted, {}) else refusal(wanted)
    unit.end_expired_holds(business_id, slots[0].staff_ids, wanted.now)
    return slots[0]


@dataclass(frozen=True)
class Turns:
    """Who is asked to take a slot, and in which order."""

    link: BookingLink
    """Whose staff they are."""
    order: Sequence[str]
    """Everybody who is free then, or has seats left, who comes first first."""
    choice: Sequence[str]
    """Those of them whose session would have to begin, in the link's order."""
    credits: Credits
    """As they are before."""


def turns_for(unit: Writing, business_id: str, wanted: SlotRequest, slot: Slot) -> Turns:
    """Whose turn it is to take the slot."""
    joined = slot.joined(wanted.seats)
    is_choice = len(slot.staff_ids) > 1
    credits: Credits = unit.credits(business_id, wanted.link.id) if is_choice else {}
    order = in_turn(wanted.link, slot.staff_ids, credits, joined)
    return Turns(wanted.link, order, [one for one in slot.staff_ids if one not in joined], credits)


def take_turn(unit: Writing, business_id: str, turns: Turns, taker: str) -> None:
    """Remember that a booking has gone to `taker`, if that was a matter of turns."""
    if taker in turns.choice and (changed := after_turn(turns.link, turns.choice, taker, turns.credits)):
        unit.put_credits(business_id, turns.link.id, changed)


def taken(wanted: SlotRequest, asked_for: str | None) -> BookingsError:
    return SlotTaken(iso(wanted.span.starts_at), asked_for)
