"""Somebody says that they will come: it is noted, and their appointment is told."""

from __future__ import annotations

from datetime import datetime

from actions.dialogue import cancelling, finding, wording
from actions.dialogue.decision import Decision, Say
from actions.dialogue.memory import Made, Memory
from actions.dialogue.message import Message
from actions.dialogue.search import ended
from actions.dialogue.times import instant


def meant(memory: Memory, message: Message, now: datetime) -> Made | None:
    """The booking that they will come to: the one named, else the next; None: none is then, or to come."""
    coming = sorted(
        (made for made in memory.made if instant(made.start) > now), key=lambda made: instant(made.start)
    )
    named = cancelling.which(memory.but(made=tuple(coming)), message)
    if named or not message.of_kind("when", "staff"):
        return named or next(iter(coming), None)
    return None


def told(memory: Memory, booking: Made | None, noted: bool) -> Decision:
    """What is said of it; `noted`: the Bookings API has noted it."""
    zone = memory.zone or "UTC"
    label = wording.zone_label(zone)
    if booking is None:
        lines = "\n".join(finding.line(made, zone) for made in memory.made)
        return ended(memory, Say("utter_attendance_none_then", {"bookings": lines, "zone": label}))
    if not noted:
        return ended(memory, Say("utter_attendance_gone"))
    values = {"booking": cancelling.described(booking, memory), "zone": label}
    return ended(memory, Say("utter_attendance_noted", values))
