"""docs/business-file.md names every key, type and operator, and nothing that does not exist."""

import re
from pathlib import Path

import pytest

from bookings.business_file import read_business_file
from bookings.business_file.conditions import OPERATORS_OF
from bookings.business_file.document import DOCUMENT
from bookings.business_file.link_staff import LINK_STAFF
from bookings.business_file.links import LINK, WAITLIST
from bookings.business_file.opening import EXCEPTION, WEEK
from bookings.business_file.questions import QUESTION
from bookings.business_file.routing import OUTCOME, RULE
from bookings.business_file.sections import API_KEY, BUSINESS, HANDOVER, SERVICE, STAFF
from bookings.engine.conditions import OPERATORS
from bookings.engine.questions import QuestionType
from bookings.engine.routing import CONTACT_FIELDS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "business-file.md").read_text(encoding="utf-8")

SECTIONS = {
    "The document": DOCUMENT,
    "business": BUSINESS,
    "handover": HANDOVER,
    "api_keys": API_KEY,
    "staff": STAFF,
    "services": SERVICE,
    "booking_links": LINK,
    "staff of a link": LINK_STAFF,
    "waitlist": WAITLIST,
    "windows": WEEK,
    "exceptions": EXCEPTION,
    "questions": QUESTION,
    "routing": RULE,
    "then": OUTCOME,
}


def chapter(title):
    """The text under a heading."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"no chapter {title}"
    return found[1]


def rows(text, head):
    """The rows of the table whose first column has this head: first cell without backticks to the rest."""
    _, _, table = text.partition(f"| {head} |")
    assert table, f"no table of {head}s"
    lines = table.split("\n\n")[0].splitlines()[2:]
    cells = [line.strip("| ").split(" | ", 1) for line in lines]
    return {first.strip("`"): rest for first, rest in cells}


@pytest.mark.parametrize("title", SECTIONS)
def test_every_key_has_its_line_in_the_order_of_the_reader(title):
    assert list(rows(chapter(title), "key")) == list(SECTIONS[title])


@pytest.mark.parametrize("title", SECTIONS)
def test_required_keys_are_said_to_be_required(title):
    told = {key for key, text in rows(chapter(title), "key").items() if text.startswith("required")}
    assert told == {key for key, rule in SECTIONS[title].items() if rule.required}


def test_every_type_of_question_has_its_line():
    assert list(rows(chapter("questions"), "type")) == list(QuestionType)


def test_every_operator_has_its_line_with_the_types_that_it_goes_with():
    told = rows(chapter("conditions"), "operator")
    assert list(told) == list(OPERATORS)
    for operator, text in told.items():
        types = text.rsplit(" | ", 1)[1]
        allowed = {kind.value for kind, operators in OPERATORS_OF.items() if operator in operators}
        named = set(re.findall(r"`(\w+)`", types))
        if types.startswith("all types"):
            named = {kind.value for kind in QuestionType} - named
        assert allowed == named, operator


def test_every_detail_of_the_contact_is_named():
    assert [field for field in CONTACT_FIELDS if f"`{field}`" not in chapter("routing")] == []


def test_the_examples_that_the_page_points_to_are_all_there_are():
    pointed_to = set(re.findall(r"\(\.\./(examples/[\w-]+\.yaml)\)", PAGE))
    assert pointed_to == {f"examples/{path.name}" for path in (ROOT / "examples").glob("*.yaml")}


def test_the_yaml_on_the_page_can_be_used():
    head = """
business: {id: a, name: A, timezone: UTC}
staff: [{id: staff_sarah, name: S}, {id: staff_tom, name: T}]
booking_links:
  - id: b
    slug: c
    title: d
    duration_minutes: 30
    questions: [{id: q_pain, text: "?", type: number}]
"""
    other = """
  - {id: link_emergency, slug: e, title: E, duration_minutes: 30, staff: [staff_sarah],
     windows: {mon: ["09:00-10:00"]}}
"""
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == 4
    for routing in blocks[2:]:
        link = "".join(f"    {line}\n" for block in (*blocks[:2], routing) for line in block.splitlines())
        assert read_business_file(head + link + other, "page").warnings == ()
