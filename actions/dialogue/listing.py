"""What somebody has booked, as far as it is known."""

from __future__ import annotations

from collections.abc import Mapping

from actions.dialogue import finding, wording
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory


def listed(memory: Memory, status: Mapping[str, str]) -> tuple[Say, ...]:
    """The bookings that still stand; `status` is what the API says of each now, by id."""
    zone = memory.zone or "UTC"
    standing = [made for made in memory.made if status.get(made.id) == "confirmed"]
    if not standing:
        return (Say("utter_finding_none_here"),)
    lines = "\n".join(finding.line(made, zone) for made in standing)
    return (Say("utter_finding_list", {"bookings": lines, "zone": wording.zone_label(zone)}),)
