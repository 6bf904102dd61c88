"""The qualification question that the bot waits for an answer to, and whether a message answers it."""

from __future__ import annotations

from actions.dialogue import answers
from actions.dialogue.catalogue import Catalogue, Question, link_of
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import QUESTION

BOOKINGS = {"cancel_booking", "move_booking", "list_bookings"}
"""What is said of bookings made before, and answers no question."""


def answers_question(memory: Memory, message: Message, catalogue: Catalogue) -> bool:
    """Whether a qualification question is open and this can be nothing but its answer."""
    question = open_question(memory, catalogue)
    if question is None or "?" in message.text:
        return False
    if question.type == "number" and message.of_kind("number"):
        return True
    if question.type in ("boolean", "choice", "multi_choice"):
        return not isinstance(answers.read(question, message), answers.Refused)
    return question.type == "text" and message.intent not in BOOKINGS


def is_one_of_the_choices(memory: Memory, message: Message, catalogue: Catalogue) -> bool:
    """Whether a question with choices is open and this is one of them, whatever else the words may mean."""
    question = open_question(memory, catalogue)
    if question is None or not question.choices:
        return False
    return message.text.strip().casefold() in {choice.casefold() for choice in question.choices}


def open_question(memory: Memory, catalogue: Catalogue) -> Question | None:
    """The qualification question that was asked last, if the bot is waiting for its answer."""
    link = link_of(catalogue, memory.link_id) if memory.asked == QUESTION else None
    return next((q for q in link.questions if q.id == memory.asked_question), None) if link else None
