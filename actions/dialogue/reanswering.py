"""Changing one answer to a qualification question in words: "actually I'm not a new patient".

Which question is meant shows in the words that it shares with what is said.
"""

from __future__ import annotations

import re
from typing import Any

from actions.dialogue import answers, cues, open_question, topics
from actions.dialogue.catalogue import Catalogue, Question, link_of
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import CHANGE, CONFIRMATION, QUESTION

_LEAD = re.compile(
    r"^(\W*(no|nope|actually|sorry|wait|oh|oops|hang on|hold on|well|correction|i mean(t)?|but|and)\b"
    r"[\s,.:;-]*)+",
    re.I,
)
_NEGATIVE = re.compile(r"\b(no|not|never|none|without|under|younger|\w+n.t)\b", re.I)
_CLAUSES = re.compile(r"[.,;!:]|\b(?:and|but|so)\b", re.I)
_COMMON = frozenset(
    "a an the is are was were am be been do does did have has had you your i me my we our it its this that "
    "to of for in on at or and as with any what when where which who how from if there than more like should "
    "make put change answer question about actually sorry meant mean please one first really".split()
)


def changed(memory: Memory, message: Message, catalogue: Catalogue) -> tuple[Memory, Say | None] | None:
    """The memory with one answer changed, or forgotten so that it is asked again; None for other words."""
    if memory.asked not in (CONFIRMATION, CHANGE, QUESTION):
        return None
    if pressed := _pressed(memory, message):
        return forgotten(memory, pressed), None
    question = _meant(memory, message, catalogue) if _may_change(memory, message) else None
    if question is None:
        return None
    found = _read(question, message)
    if found is None:
        named = memory.asked == CHANGE or message.intent == "change_answer"
        return (forgotten(memory, question.id), None) if named and memory.asked != QUESTION else None
    if memory.answers.get(question.id) == found:
        return None
    told = {"question": question.text, "answer": _worded(found)}
    skipped = tuple(each for each in memory.skipped if each != question.id)
    memory = memory.but(answers={**memory.answers, question.id: found}, skipped=skipped, misread=0)
    return memory, Say("utter_qualification_changed", told)


def volunteered(memory: Memory, message: Message, catalogue: Catalogue) -> Memory:
    """The memory with answers given before their question came: "I'm a new patient and need a check-up"."""
    links = catalogue.booking_links
    link = links[0] if len(links) == 1 else link_of(catalogue, memory.link_id)
    if link is None or message.pressed or "?" in message.text or message.intent in topics.BUSINESS:
        return memory
    for question in link.questions:
        if question.type == "boolean" and question.id not in memory.answers:
            asked = _words(question.text)
            said = [clause for clause in _CLAUSES.split(message.text) if len(_words(clause) & asked) >= 2]
            if said:
                answer = not _NEGATIVE.search(said[0])
                memory = memory.but(answers={**memory.answers, question.id: answer})
    return memory


def answered(memory: Memory, catalogue: Catalogue) -> list[Question]:
    """The questions that were answered or skipped, in their order."""
    link = link_of(catalogue, memory.link_id)
    return [q for q in link.questions if q.id in memory.answers or q.id in memory.skipped] if link else []


def _may_change(memory: Memory, message: Message) -> bool:
    if message.pressed or message.of_kind("email", "phone") or message.intent in open_question.BOOKINGS:
        return False
    if memory.asked == QUESTION:
        return message.intent == "change_answer" or _LEAD.match(message.text) is not None
    return not (message.intent == "affirm" or cues.yes(message.text)) or memory.asked == CHANGE


def _meant(memory: Memory, message: Message, catalogue: Catalogue) -> Question | None:
    """The one question that shares most words with the message; a yes or no needs two of them."""
    said = _words(_LEAD.sub("", message.text))
    open_one = open_question.open_question(memory, catalogue)
    scored = []
    for question in answered(memory, catalogue):
        asked = _words(" ".join((question.text, *question.choices)))
        score = len(said & asked)
        least = 2 if question.type == "boolean" and message.intent != "change_answer" else 1
        if score >= least and question != open_one:
            scored.append((score, question))
    best = max((score for score, _ in scored), default=0)
    meant = [question for score, question in scored if score == best]
    return meant[0] if len(meant) == 1 else None


def _read(question: Question, message: Message) -> Any | None:
    """What is answered now; None when the question is only named."""
    text = _LEAD.sub("", message.text).strip()
    if question.type == "boolean":
        return not _NEGATIVE.search(text) if len(text.split()) > 2 else None
    if question.type == "text":
        return (
            text[: answers.LONGEST] if message.intent == "change_answer" and len(text.split()) > 3 else None
        )
    if question.type not in ("number", "choice", "multi_choice"):
        return None
    found = answers.read(question, message)
    return None if isinstance(found, answers.Refused) else found


def _pressed(memory: Memory, message: Message) -> str | None:
    option = str(message.first("option") or "")
    question_id = option.removeprefix("answer:")
    known = question_id in memory.answers or question_id in memory.skipped
    return question_id if option.startswith("answer:") and known else None


def forgotten(memory: Memory, question_id: str) -> Memory:
    """The memory without this answer, so that its question is asked again."""
    kept = {each: answer for each, answer in memory.answers.items() if each != question_id}
    skipped = tuple(each for each in memory.skipped if each != question_id)
    return memory.but(answers=kept, skipped=skipped, misread=0)


def _words(text: str) -> set[str]:
    found = re.findall(r"[^\W_]+", re.sub(r"n['’]t\b", "", text.lower()))
    return {_stem(word) for word in found if word not in _COMMON and len(word) > 1}


def _stem(word: str) -> str:
    return re.sub(r"(ies|s|ing|ed|ful)$", "", word) if len(word) > 4 else word.rstrip("s")


def _worded(answer: Any) -> str:
    if isinstance(answer, bool):
        return "Yes" if answer else "No"
    return ", ".join(answer) if isinstance(answer, list) else str(answer)
