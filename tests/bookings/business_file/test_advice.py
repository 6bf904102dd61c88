"""Warnings: what can be applied but is hardly meant."""

from pathlib import Path

import pytest

from bookings.business_file import read_business_file

PRACTICE = Path(__file__).with_name("practice.yaml").read_text(encoding="utf-8")
WINDOWS = '    windows:\n      mon: ["09:00-17:00"]\n      tue: ["22:00-02:00"]\n'


def warnings_of(text):
    return [(warning.line, warning.message) for warning in read_business_file(text, "x").warnings]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("q_where: Top, service", "q_pain: 10, service", 72, "decided before, in line 70"),
        ("{gte: 9}", "{gte: 11}", 70, "no answers fulfil its conditions"),
        (
            "q_where: Top, service",
            "q_new: true, q_pain: 3, service",
            72,
            "never matches what people are asked",
        ),
        ("ask_if: {q_new: false}", "ask_if: {q_new: {is: false, not: false}}", 51, "never asked"),
        ("staff: [staff_sarah, staff_tom]", "staff: [staff_sarah]", 17, '"staff_tom" is on no booking link'),
        ("name: Tom Okafor", "name: sarah jones", 17, '"staff_sarah" has the same name'),
    ],
)
def test_what_is_hardly_meant_is_told_with_its_line(old, new, line, says):
    assert old in PRACTICE
    told = warnings_of(PRACTICE.replace(old, new, 1))
    assert [told_line for told_line, message in told if says in message] == [line]


def test_a_service_that_nobody_of_the_link_gives_is_told():
    text = PRACTICE.replace("[staff_sarah, staff_tom]", "[staff_sarah]").replace(
        "services:\n  - id", "services:\n  - {id: svc_x, name: X, duration_minutes: 10}\n  - id", 1
    )
    text = text.replace(
        "    services: [svc_checkup]\n    staff", "    services: [svc_checkup, svc_x]\n    staff"
    )
    assert 'nobody on this link gives "svc_x", so it cannot be booked here' in [
        m for _, m in warnings_of(text)
    ]


def test_a_rule_that_sends_to_nobody_who_gives_the_service_is_told():
    text = """
business: {id: a, name: A, timezone: UTC}
services: [{id: cut, name: Cut, duration_minutes: 30}, {id: dye, name: Dye, duration_minutes: 60}]
staff: [{id: ann, name: Ann, services: [cut]}, {id: bob, name: Bob, services: [dye]}]
booking_links:
  - {id: b, slug: c, title: d, duration_minutes: 30, staff: [ann, bob], services: [cut, dye],
     windows: {mon: ["09:00-10:00"]}, routing: [{if: {service_id: dye}, then: {staff: [ann]}}]}
"""
    told = "nobody whom this rule sends to gives a service that it is about"
    assert warnings_of(text) == [(7, told)]
    assert warnings_of(text.replace("staff: [ann]}", "staff: [ann, bob]}")) == []


def test_a_link_that_is_never_open_is_told():
    bare = PRACTICE.replace(WINDOWS, "", 1).replace(
        '    windows: {mon: ["09:00-12:30", "13:30-17:00"]}\n', ""
    )
    assert bare.count("windows") == 1
    assert warnings_of(bare) == []  # one exception opens it for one day
    closed = bare.replace('windows: ["09:00-12:00"]', "closed: true")
    assert [message for _, message in warnings_of(closed)] == [
        "nobody has windows on this link, so nothing can be booked"
    ]


def test_a_link_whose_windows_are_all_too_short_is_told():
    text = """
business: {id: a, name: A, timezone: UTC}
staff: [{id: ann, name: Ann, windows: {mon: ["09:00-17:00"]}}]
booking_links:
  - {id: b, slug: c, title: d, duration_minutes: 90, staff: [ann], windows: {mon: ["09:00-10:00"]}}
"""
    assert warnings_of(text) == [(5, "no window is as long as an appointment, so nothing can be booked")]
    assert warnings_of(text.replace("90", "60")) == []
