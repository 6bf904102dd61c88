"""Whether the person gives up the booking that is under way."""

from __future__ import annotations

import re

from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.topics import SURE_ENOUGH


def leaves(memory: Memory, message: Message) -> bool:
    """Whether the person gives this booking up."""
    if _DO_NOT.search(message.text) and not message.of_kind("when", "staff", "service"):
        return True
    if message.intent == "stop" and _states_instead(message):
        return False
    if message.intent == "stop":
        return message.pressed or message.confidence >= SURE_ENOUGH
    if message.intent != "cancel_booking" or message.confidence < SURE_ENOUGH:
        return False
    return not (message.of_kind("when") and _INSTEAD.search(message.text))  # "cancel that and book Friday"


def _states_instead(message: Message) -> bool:
    """Whether words taken for a stop say when it should be instead, and nothing of stopping."""
    times = [entity for entity in message.of_kind("when") if entity.value.get("time")]
    return bool(times) and not _STOPS.search(message.text)


_STOPS = re.compile(
    r"\b(stop|forget|cancel|never ?mind|quit|leave (it|that)|drop (it|that)|do ?n.?t|do not|nothing|no longer"
    r"|any ?more|changed my mind|can.?t|cannot)\b",
    re.I,
)
_DO_NOT = re.compile(
    r"\b(do ?n.?t|do not|please not|no need to|not going to|rather not) (book|make|reserve|schedule)"
    r"( (it|this|that|one|anything|an appointment|the appointment))?\W*$",
    re.I,
)
_INSTEAD = re.compile(r"\b(instead|rather|and (then )?(book|make|give|get|take|do|put))\b", re.I)
