"""What an answer to a question of yes or no means: "nope", "I have", "she is new", "I've been before"."""

from __future__ import annotations

import re

from actions.dialogue import cues
from actions.dialogue.catalogue import Question
from actions.dialogue.message import Message


def read(question: Question, message: Message) -> bool | None:
    """The answer; None when the words give none."""
    visited = _visited(question, message.text)
    if visited is not None:  # "never been there" begins like a no
        return visited
    if message.intent == "deny" or cues.no(message.text):
        return False
    if message.intent == "affirm" or cues.yes(message.text):
        return True
    if re.match(r"\W*(yes )?i (am|have|do|did|was|would)\W*$", message.text, re.I):
        return True
    if re.match(r"\W*(no )?i (am|have|do|did|was|would)(n.?t| not| never)\W*$", message.text, re.I):
        return False
    return _echoed(question, message.text)


_SUBJECT = re.compile(
    r"\W*(?:(?:yes|no|well|yeah|nope)\W+)?(?:i|we|he|she|they|it|my \w+)(?:.m|.s|.re| am| is| are)"
    r"(?P<no>n.?t| not)?\b(?P<rest>.*)",
    re.I,
)
_ALONE = re.compile(r"\W*(?P<no>not )?(?P<rest>.*)", re.I)
_FILLERS = frozenset(
    "are is am do does did have has you your we our they a an the or of to be there any here".split()
)


def _echoed(question: Question, text: str) -> bool | None:
    """The answer in the words of the question: "she is new", "I'm not a new patient", "new"."""
    found = _SUBJECT.match(text) or _ALONE.match(text)
    if found is None:
        return None
    said, asked = _content(found["rest"]), _content(question.text)
    if said and asked and asked[0] in said and set(said) <= set(asked):
        return not found["no"]
    return None


def _content(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.lower()) if word not in _FILLERS]


_KNOWN = re.compile(
    r"\b(been (here|there|to you|with you|coming|a (patient|client|customer))\b"
    r"|(been|come|came|seen|visited)\b.*\b(before|already|previously|once|twice)"
    r"|already (a |your )?(patient|client|customer|registered|known)"
    r"|existing|returning|not my first|a regular|for years)\b",
    re.I,
)
_UNKNOWN = re.compile(r"\b(first (time|visit)|never (been|come|visited)|brand new|new (here|to))\b", re.I)
_ASKS_NEW = re.compile(r"\b(new|first)\b", re.I)
_ASKS_KNOWN = re.compile(r"\b(before|already|existing|returning)\b", re.I)


def _visited(question: Question, text: str) -> bool | None:
    """The answer to whether somebody comes for the first time, told by whether they have been."""
    new, known = bool(_ASKS_NEW.search(question.text)), bool(_ASKS_KNOWN.search(question.text))
    if new == known:
        return None
    if _UNKNOWN.search(text):
        return new
    return known if _KNOWN.search(text) else None
