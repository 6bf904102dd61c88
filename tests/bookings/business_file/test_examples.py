"""The examples do what a reader of them would expect."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bookings.business_file import read_business_file
from bookings.engine.qualification import applicable, qualify
from bookings.engine.routing import Reject, SendTo, route
from bookings.engine.slots import SlotRequest, find_slots
from bookings.engine.timerange import TimeRange

EXAMPLES = {path.stem: path for path in (Path(__file__).parents[3] / "examples").glob("*.yaml")}
NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # a Monday


def example(stem):
    return read_business_file(EXAMPLES[stem].read_bytes(), f"{stem}.yaml")


def link_of(stem, link_id):
    return next(link for link in example(stem).booking_links if link.id == link_id)


@pytest.mark.parametrize("stem", EXAMPLES)
def test_everybody_can_be_booked_for_every_service_they_give_within_two_weeks(stem):
    file = example(stem)
    for link in file.booking_links:
        services = [service for service in file.services if service.id in link.service_ids]
        for service in services:
            staff = [one for one in file.staff if one.id in link.staff_ids and one.gives(service.id)]
            request = SlotRequest(
                link=link,
                staff=staff,
                zone=file.business.zone,
                span=TimeRange(NOW, NOW + timedelta(days=14)),
                now=NOW,
                duration=service.duration,
            )
            seen = {staff_id for slot in find_slots(request, {}) for staff_id in slot.staff_ids}
            assert seen == {one.id for one in staff} != set(), (link.id, service.id)


@pytest.mark.parametrize("stem", EXAMPLES)
def test_every_service_can_be_booked(stem):
    file = example(stem)
    offered = {service for link in file.booking_links for service in link.service_ids}
    assert offered == {service.id for service in file.services}


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"q_new": True}, None),
        ({"q_new": False, "q_pain": 2}, None),
        ({"q_new": False, "q_pain": 6}, SendTo(("staff_sarah",))),
        ({"q_new": False, "q_pain": 9}, "call us on 0117 496 0123"),
    ],
)
def test_the_dental_check_up_goes_by_the_pain(answers, outcome):
    link = link_of("bright-smiles", "link_checkup")
    checked = qualify(link.questions, answers.items())
    assert checked.problems == ()
    routed = route(link.routing, checked.answers)
    if isinstance(outcome, str):
        assert isinstance(routed, Reject)
        assert outcome in routed.reason
    else:
        assert routed == outcome


def test_the_dental_check_up_asks_regular_patients_about_pain_only():
    link = link_of("bright-smiles", "link_checkup")
    assert [q.id for q in applicable(link.questions, {"q_new": True})] == ["q_new"]
    assert [q.id for q in applicable(link.questions, {"q_new": False})] == ["q_new", "q_pain"]
    assert [q.id for q in applicable(link.questions, {"q_new": False, "q_pain": 3})][-1] == "q_pain_place"


def test_whitening_is_for_adults():
    link = link_of("bright-smiles", "link_treatment")
    facts = {"q_adult": False, "service_id": "svc_whitening"}
    assert isinstance(route(link.routing, facts), Reject)
    assert route(link.routing, {**facts, "service_id": "svc_filling"}) == SendTo(("staff_tom",))


def test_colour_over_henna_is_turned_down():
    link = link_of("hair-salon", "link_colour")
    given = {"q_coloured": "yes", "q_how": ["henna", "Bleach"]}
    checked = qualify(link.questions, given.items())
    assert checked.answers["q_how"] == ("Henna", "Bleach")
    assert isinstance(route(link.routing, checked.answers), Reject)


def test_the_consultants_zones_spread_over_the_day():
    file = example("consulting")
    assert {one.timezone for one in file.staff} == {
        "Europe/Berlin",
        "Asia/Kolkata",
        "America/Chicago",
        "Asia/Tokyo",
    }
