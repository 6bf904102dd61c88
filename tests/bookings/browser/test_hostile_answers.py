"""Hostile answers to questions of every type on the booking page, also from who changes the page itself."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bookings.testing import RunningApi
from tests.bookings.browser.business import EVERY_QUESTION
from tests.bookings.browser.test_booking_page import BOOKED, Visit, bookings, fill_in, says

ATTACKS = {
    "script": "<script>window.hacked=1</script>",
    "markup": "\"'><img src=x onerror=window.hacked=1><svg onload=window.hacked=1>",
    "template": "{{7*7}} ${7*7} <%= 7*7 %> {% raw %}",
    "right to left": "\u202egnp.exe\u202c\u2066abc",
    "very long": "x" * 5000,
    "zero width": "\u200b1\u200d\ufeff",
    "emoji": "👩🏽‍⚕️🦷",
    "SQL": "1'; DROP TABLE booking; --",
    "header": "a@example.com\r\nBcc: everybody@example.com",
    "NUL": "a\x00b",
}
CHECKED = [question["id"] for question in EVERY_QUESTION if question["type"] != "text"]
RIGHT = {
    "q_boolean": ["true"],
    "q_number": ["3"],
    "q_choice": ["left"],
    "q_choices": ["a", "b"],
    "q_email": ["other@example.com"],
    "q_phone": ["+44 20 7946 0000"],
    "q_date": ["1980-02-29"],
}
KEPT = {
    "q_boolean": True,
    "q_number": 3,
    "q_choice": "left",
    "q_choices": ["a", "b"],
    "q_email": "other@example.com",
    "q_phone": "+442079460000",
    "q_date": "1980-02-29",
}
# What somebody does who changes the page: other fields in the place of those that are there.
REPLACE = """
(answers) => {
  const form = document.querySelector("form[data-form]");
  for (const [id, values] of Object.entries(answers)) {
    const name = `answer-${id}`;
    for (const field of form.querySelectorAll(`[name="${name}"]`)) field.removeAttribute("name");
    for (const value of values) {
      const field = document.createElement("textarea");
      Object.assign(field, { name, value });
      form.append(field);
    }
  }
}
"""


def answer(page: Page, answers: dict[str, list[str]]) -> None:
    page.evaluate(REPLACE, answers)
    page.get_by_role("button", name="Book this appointment").click()


@pytest.mark.parametrize("kind", ATTACKS)
def test_no_answer_runs_or_passes_and_what_is_right_is_kept(
    visit: Visit, site: RunningApi, kind: str
) -> None:
    attack = ATTACKS[kind]
    email = f"every.{kind.replace(' ', '.').lower()}@example.com"
    page = visit(f"/book/every?day=2026-06-{2 + list(ATTACKS).index(kind) % 4:02}")
    page.get_by_role("link", name=time_of(kind), exact=True).click()
    fill_in(page, email)
    answer(page, {question["id"]: [attack] for question in EVERY_QUESTION})
    for question_id in CHECKED:
        expect(page.locator(f"#answer-{question_id}-error")).to_be_visible()
    is_refused = kind in ("very long", "NUL")
    expect(page.locator("#answer-q_text-error")).to_have_count(1 if is_refused else 0)
    assert bookings(site, email) == []
    untouched(page)
    text = "nothing" if is_refused else attack
    answer(page, {**RIGHT, "q_text": [text]})
    says(page, BOOKED)
    untouched(page)
    (booking,) = bookings(site, email)
    kept: dict[str, Any] = {each["question_id"]: each["answer"] for each in booking["answers"]}
    assert kept == {**KEPT, "q_text": text.replace("\r\n", "\n").strip()}
    assert booking["contact_email"] == email


def time_of(kind: str) -> str:
    """A time of its own for each, of two people's mornings."""
    return ("9:00 am", "9:30 am", "10:00 am")[list(ATTACKS).index(kind) // 4]


def untouched(page: Page) -> None:
    """Nothing that was written has become part of the page."""
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, iframe, main script, [onerror], [onload]").count() == 0
