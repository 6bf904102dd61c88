"""What is said to a message that is about nothing that can be done here."""

from __future__ import annotations

from actions.dialogue import cues
from actions.dialogue.decision import Decision, Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import LEFT


def reply(message: Message, response: str) -> Say:
    """`response`, unless thanks or a foreign language call for another one."""
    if cues.foreign(message.text):
        return Say("utter_fallback_english")
    return Say("utter_smalltalk_welcome" if cues.thanks(message.text) else response)


def unclear(memory: Memory, message: Message) -> Decision:
    """The booking that a message seemed to begin is not begun."""
    return Decision(memory, (reply(message, "utter_fallback_unclear"),), outcome=LEFT)
