"""Questions about the business that the classifier did not take for one: "what was the price again"."""

from __future__ import annotations

import re

from actions.dialogue import business, cues
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message

UNCERTAIN = ("out_of_scope", "nlu_fallback", "ask_for_help")
"""Intents of which the words may say better what is meant."""
_BESIDE = frozenset(
    "a an and any again are at available be can could did do does exactly for give got has have here "
    "how i in is it me much my near nearby of on one or please possible remind say show so tell that "
    "the there these this to was we were what whats when where which will with would you your".split()
)
"""Words that ask, and name nothing that the fact could be of."""


def answer(message: Message, memory: Memory, catalogue: Catalogue) -> tuple[Say, ...]:
    """The fact asked for; none where the words name anything else ("how much is a flight to Rome")."""
    if message.pressed or message.entities or message.intent not in UNCERTAIN or not cues.asks(message.text):
        return ()
    words = re.findall(r"[^\W\d_]+", _without_fact(message.text).lower())
    if any(word not in _BESIDE for word in words):
        return ()
    found = business.facts(message, catalogue, memory)
    return found if found[0].response in ("utter_business_fact", "utter_business_service") else ()


def _without_fact(text: str) -> str:
    return re.sub("|".join(f"(?:{words})" for words in business.FACT_WORDS.values()), " ", text, flags=re.I)
