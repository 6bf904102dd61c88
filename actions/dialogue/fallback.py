"""What is answered to words that fit nowhere: each time another way on, and at last a human."""

from __future__ import annotations

from actions.dialogue import cues, objects
from actions.dialogue.decision import Decision, Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import LEFT


def answer(message: Message, memory: Memory, response: str) -> Say:
    """One sentence for a message that is neither about a booking nor about the business.

    `response` is what is said the first time; `memory.misread` counts this message, too.
    """
    if cues.foreign(message.text):
        return Say("utter_fallback_english")
    if cues.thanks(message.text):
        return Say("utter_smalltalk_welcome")
    if cues.insults(message.text):
        return Say("utter_smalltalk_insulted")
    if cues.breaks_off(message.text):
        return Say("utter_smalltalk_all_right")
    if memory.asked is not None or memory.misread < 2:
        return Say(response)
    return Say("utter_fallback_buttons" if memory.misread == 2 else "utter_fallback_human")


def unclear(memory: Memory, message: Message) -> Decision:
    """What a message seemed to begin is not begun."""
    heard = memory.but(misread=memory.misread + 1)
    strays = objects.is_something_else(message)
    response = "utter_fallback_out_of_scope" if strays else "utter_fallback_unclear"
    return Decision(heard, (answer(message, heard, response),), outcome=LEFT)
