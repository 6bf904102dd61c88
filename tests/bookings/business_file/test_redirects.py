"""Rules that send on to another link: none may lead in a circle, or too far."""

from __future__ import annotations

import pytest

from bookings.business_file import BusinessFileError, read_business_file

HEAD = """\
business: {id: a, name: A, timezone: UTC}
staff: [{id: ann, name: Ann}]
booking_links:
"""


def file_of(leads: dict[str, list[str]]) -> str:
    """A line for each link, each with its rules."""
    return HEAD + "".join(
        f"  - {{id: {link}, slug: s-{link}, title: T, duration_minutes: 30, staff: [ann], "
        f'windows: {{mon: ["09:00-10:00"]}}, questions: [{{id: q, text: Q, type: number}}], routing: ['
        + ", ".join(
            f"{{if: {{q: {number}}}, then: {{link: {other}}}}}" for number, other in enumerate(others)
        )
        + "]}\n"
        for link, others in leads.items()
    )


def mistakes_in(leads: dict[str, list[str]]) -> list[tuple[int, str]]:
    with pytest.raises(BusinessFileError) as caught:
        read_business_file(file_of(leads), "file")
    return [(mistake.line, mistake.message) for mistake in caught.value.mistakes]


def test_a_chain_without_a_circle_can_be_used() -> None:
    leads = {"l1": ["l2", "l3"], "l2": ["l3", "l4"], "l3": ["l4"], "l4": ["l5"], "l5": []}
    file = read_business_file(file_of(leads), "file")
    assert file.warnings == ()
    assert [len(link.routing) for link in file.booking_links] == [2, 2, 1, 1, 0]


def test_every_rule_of_a_circle_is_told_and_no_other() -> None:
    leads = {"l1": ["l2"], "l2": ["l5", "l3"], "l3": ["l4", "l2"], "l4": [], "l5": []}
    assert mistakes_in(leads) == [
        (5, "this leads in a circle, l2 -> l3 -> l2; expected a link whose rules do not lead back"),
        (6, "this leads in a circle, l3 -> l2 -> l3; expected a link whose rules do not lead back"),
    ]


def test_a_chain_that_is_too_long_is_told_where_it_begins() -> None:
    leads = {f"l{number}": [f"l{number + 1}"] for number in range(1, 6)} | {"l6": []}
    (mistake,) = mistakes_in(leads)
    assert mistake == (
        4, "this leads on through l1 -> l2 -> l3 -> l4 -> l5 -> l6; expected at most 4 links after the first"
    )  # fmt: skip


def test_many_links_that_lead_to_one_another_are_looked_through_in_no_time() -> None:
    names = [f"l{number}" for number in range(40)]
    leads = {name: names[place + 1 :][:20] for place, name in enumerate(names)}
    assert all("expected at most 4" in message for _, message in mistakes_in(leads))
