"""The booking page when many send at once, and when what is sent is none of what it asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.bookings.api.visitor import DETAILS, Visitor, bookings, visitor, visitor_of
from tests.bookings.support import Api

__all__ = ["visitor"]
CHOSEN = "/book/check-up?service=check-up&start=2026-06-02T08:00:00Z"
WAITING = "/book/check-up?service=check-up&wait=&day=2026-06-02"
NASTY = (
    "\0",
    "a\0b",
    "\x1b[2J",
    "\ud7ff\uffff",
    "\u202e" * 300,
    "9" * 400,
    "-1",
    "x" * 6000,
    "null",
    "[]",
    "1e999",
)
FIELDS = (
    "contact_name",
    "contact_email",
    "contact_phone",
    "notes",
    "answer__q_text",
    "answer__q_number",
    "answer__q_date",
    "answer__q_many",
    "start",
    "token",
    "shown",
    "do",
    "first_date",
    "last_date",
    "from_time",
    "until_time",
)
QUESTIONS = [
    {"id": "q_text", "text": "Text?", "type": "text"},
    {"id": "q_number", "text": "Number?", "type": "number"},
    {"id": "q_date", "text": "Date?", "type": "date"},
    {"id": "q_many", "text": "Many?", "type": "multi_choice", "choices": ["a", "b"]},
]


def test_one_form_sent_many_times_at_once_books_once(visitor: Visitor) -> None:
    details = visitor.look(CHOSEN)
    with ThreadPoolExecutor(6) as pool:
        pages = list(pool.map(lambda _: visitor.fill_in(details, **DETAILS), range(6)))
    assert {page.status for page in pages} == {303}
    assert len({page.answer.headers["location"] for page in pages}) == 1
    assert len(bookings(visitor.api)) == 1


def test_of_many_forms_for_one_time_as_many_are_booked_as_there_are_people(visitor: Visitor) -> None:
    forms = [visitor.look(CHOSEN) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        pages = list(pool.map(lambda form: visitor.fill_in(form, **DETAILS), forms))
    assert Counter(page.status for page in pages) == {303: 2, 409: 4}
    assert {one["staff_id"] for one in bookings(visitor.api)} == {"sarah", "tom"}


@pytest.mark.parametrize("path", [CHOSEN, WAITING])
def test_whatever_is_sent_is_answered_with_a_page_that_says_what_is_wrong(
    api_with: Callable[..., Api], path: str
) -> None:
    visitor = visitor_of(api_with(questions=QUESTIONS))
    form = visitor.look(path)
    for name in FIELDS:
        for value in NASTY:
            page = visitor.fill_in(form, **DETAILS | {name: value})
            assert page.status in (200, 303, 400), (name, value, page.words)
    for value in NASTY:
        everything = visitor.fill_in(form, **dict.fromkeys(FIELDS[:8], value))
        assert everything.status in (200, 400), (value, everything.words)


@pytest.mark.parametrize("name", ["service", "with", "zone", "day", "month", "start", "wait", "embed", "x"])
def test_whatever_an_address_asks_for_there_is_a_page(visitor: Visitor, name: str) -> None:
    for value in ("%00", "%1b", "%ff", "x" * 3000, "2026-13-45", "..%2f..", "%22%3E%3Cscript%3E", "-"):
        page = visitor.look(f"/book/check-up?{name}={value}&{name}=again")
        assert page.status in (200, 409)
        assert "<script>" not in page.answer.text
