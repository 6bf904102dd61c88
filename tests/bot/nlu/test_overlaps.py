from __future__ import annotations

import pytest

from bot.nlu.contact_details import find_emails, find_phones
from bot.nlu.entities import Entity, entity
from bot.nlu.numbers import find_numbers
from bot.nlu.ordinals import find_ordinals
from bot.nlu.overlaps import without_overlaps
from bot.nlu.person_names import find_person_names


def claimed(text: str, kind: str, words: str) -> Entity:
    start = text.index(words)
    return entity(kind, text, start, start + len(words), None)


def resolved(text: str, *claims: tuple[str, str]) -> list[tuple[str, str]]:
    found = [
        *(claimed(text, kind, words) for kind, words in claims),
        *find_emails(text),
        *find_phones(text),
        *find_person_names(text),
        *find_numbers(text),
        *find_ordinals(text),
    ]
    return [(each["entity"], each["text"]) for each in without_overlaps(text, found)]


@pytest.mark.parametrize(
    ("text", "claims", "kept"),
    [
        ("sarah3@x.org", [("staff", "sarah")], [("email", "sarah3@x.org")]),
        ("ring 555-1234", [("when", "555-1234")], [("phone", "555-1234")]),
        ("the 2nd one", [("when", "2nd")], [("ordinal", "2nd")]),
        ("cancel the 5th", [("when", "5th")], [("when", "5th")]),
        ("my name is Sarah May", [("staff", "Sarah"), ("when", "May")], [("person_name", "Sarah May")]),
        ("June 5th", [("staff", "June"), ("when", "June 5th")], [("when", "June 5th")]),
        ("with May", [("staff", "May"), ("when", "May")], [("staff", "May")]),
        ("60 minute massage", [("service", "60 minute massage")], [("service", "60 minute massage")]),
        ("option 3", [], [("ordinal", "option 3")]),
        ("Tuesday at 3", [("when", "Tuesday at 3")], [("when", "Tuesday at 3")]),
    ],
)
def test_each_rule_decides(text: str, claims: list[tuple[str, str]], kept: list[tuple[str, str]]):
    assert resolved(text, *claims) == kept


@pytest.mark.parametrize(
    ("text", "when", "inner"),
    [
        ("around 4", "around 4", ("number", "4")),
        ("8/10", "8/10", ("number", "8/10")),
        ("the 2nd", "2nd", ("ordinal", "2nd")),
        ("1st please", "1st", ("ordinal", "1st")),
    ],
)
def test_where_only_the_question_can_tell_both_hold(text: str, when: str, inner: tuple[str, str]):
    assert sorted(resolved(text, ("when", when))) == sorted([("when", when), inner])


def test_it_is_for_somebody_of_the_staff_only_by_the_whole_name():
    for text, name, confidence, kind in (
        ("it's for Dr Jones", "Dr Jones", 1.0, "staff"),
        ("it's for Jones", "Jones", 0.8, "person_name"),
        ("I'm Dr Jones", "Dr Jones", 1.0, "person_name"),
    ):
        staff = {**claimed(text, "staff", name), "confidence": confidence}
        held = without_overlaps(text, [staff, *find_person_names(text)])
        assert [each["entity"] for each in held] == [kind], text


def test_what_does_not_overlap_stays_in_the_order_of_the_text():
    text = "3 with Sarah on Friday, jane@x.org"
    kinds = [kind for kind, _ in resolved(text, ("when", "Friday"), ("staff", "Sarah"))]
    assert kinds == ["number", "staff", "when", "email"]
