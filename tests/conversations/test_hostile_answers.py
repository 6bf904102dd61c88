"""Hostile answers to questions of every type in the widget's chat, down to the row in the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.conversations.browser import Tab
from tests.conversations.stack import ROOT, Stack
from tests.conversations.test_widget import tell_when

ATTACKS = {
    "script": "<script>window.hacked=true</script>",
    "markup": "\"'><img src=x onerror=window.hacked=true><svg onload=window.hacked=true>",
    "template": "{{config}} ${config} <%= config %> {q_new}",
    "right to left": "\u202egnp.exe\u202c \u2066abc",
    "zero width": "\u200b\u200d\u2060",
    "emoji": "👩🏽‍⚕️🦷",
    "SQL": "Robert'); DROP TABLE booking; --",
    "header": "x\r\nBcc: everybody.else@example.com",
    "very long": "x" * 900,
    "NUL": "a\x00b",
}
QUESTIONS: list[dict[str, Any]] = [
    {"id": "q_boolean", "text": "Do you smoke?", "type": "boolean"},
    {"id": "q_number", "text": "How many crowns do you have?", "type": "number", "min": 0, "max": 10},
    {"id": "q_choice", "text": "Which side is it?", "type": "choice", "choices": ["left", "right"]},
    {
        "id": "q_choices",
        "text": "Which teeth?",
        "type": "multi_choice",
        "choices": ["front", "back"],
    },
    {"id": "q_email", "text": "Who else gets the bill, by e-mail?", "type": "email"},
    {"id": "q_phone", "text": "Which number of your doctor?", "type": "phone"},
    {"id": "q_date", "text": "When were you born?", "type": "date"},
    {"id": "q_text", "text": "What else should we know?", "type": "text"},
]
RIGHT = {
    "q_boolean": ("no", False),
    "q_number": ("3", 3),
    "q_choice": ("left", "left"),
    "q_choices": ("front", ["front"]),
    "q_email": ("other@example.com", "other@example.com"),
    "q_phone": ("+44 20 7946 0000", "+442079460000"),
    "q_date": ("1980-02-29", "1980-02-29"),
}
# What is kept where the answer is a text: one line without control characters, and something has to be seen.
TEXTS = {"zero width": "I grind my teeth", "header": "x Bcc: everybody.else@example.com", "NUL": "a b"}
# An address among the words is one: it answers the question for one, and is read back as whose it is.
ADDRESSES = {"header": "everybody.else@example.com"}


@pytest.fixture
def asking(stack: Stack) -> Iterator[None]:
    """The practice offers a visit with a question of every type."""
    before = (ROOT / "examples" / "bright-smiles.yaml").read_text(encoding="utf-8")
    link = {"id": "link_survey", "slug": "survey", "title": "Survey visit", "duration_minutes": 30}
    link |= {"staff": ["staff_sarah"], "windows": {"tue": ["09:00-17:00"]}}
    link |= {"questions": [question | {"required": True} for question in QUESTIONS]}
    links = "\nbooking_links:\n"
    business = before.replace(links, f"{links}  - {json.dumps(link)}\n")
    stack.api.apply(business)
    tell_when(stack, "Survey visit")
    yield
    stack.api.apply(before)
    tell_when(stack, "Survey visit", there=False)


@pytest.mark.parametrize("kind", ATTACKS)
def test_no_answer_runs_or_passes_and_what_is_right_is_kept(
    tab: Tab, stack: Stack, email: str, asking: None, kind: str
) -> None:
    tab.says("survey visit with Sarah tomorrow at 2pm")
    tab.hears("What is your name")
    tab.says(f"Dana Cole, {email}")
    for question in QUESTIONS[:-1]:
        tab.hears(question["text"])
        asked = tab.log.get_by_text(question["text"]).count()
        tab.says(ATTACKS[kind])
        if question["type"] == "email" and kind in ADDRESSES:
            continue
        expect(tab.log.get_by_text(question["text"])).to_have_count(asked + 1)
        tab.says(RIGHT[question["id"]][0])
    tab.hears(QUESTIONS[-1]["text"])
    tab.says(ATTACKS[kind])
    if kind == "zero width":
        expect(tab.log.get_by_text(QUESTIONS[-1]["text"])).to_have_count(2)
        tab.says(TEXTS[kind])
    tab.hears("Shall I book it?")
    tab.hears(ADDRESSES.get(kind, email))
    tab.says("yes please")
    tab.hears("Reference")
    assert tab.page.evaluate("window.hacked") is None
    risky = "img, script, iframe, [onerror], [onload], a[href^=javascript]"
    assert tab.shadow(f"root.querySelectorAll('{risky}').length") == 0
    (booking,) = stack.bookings(ADDRESSES.get(kind, email))
    kept = {each["question_id"]: each["answer"] for each in booking["answers"]}
    text = kept.pop("q_text")
    right = {question: answer for question, (_, answer) in RIGHT.items()}
    assert kept == right | ({"q_email": ADDRESSES[kind]} if kind in ADDRESSES else {})
    assert text == TEXTS.get(kind, ATTACKS[kind])
