"""What was booked in this conversation."""

from __future__ import annotations

from collections.abc import Mapping

from actions.dialogue import wording
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory
from actions.dialogue.times import instant


def listed(memory: Memory, status: Mapping[str, str]) -> tuple[Say, ...]:
    """The bookings that still stand; `status` is what the API says of each now, by id."""
    zone = memory.zone or "UTC"
    lines = [
        f"- {made.title} with {made.staff}, {wording.moment(instant(made.start), zone)},"
        f" reference {made.reference}"
        for made in memory.made
        if status.get(made.id) == "confirmed"
    ]
    if not lines:
        return (Say("utter_booking_list_none"),)
    return (Say("utter_booking_list", {"bookings": "\n".join(lines), "zone": wording.zone_label(zone)}),)
