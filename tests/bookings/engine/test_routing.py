import pytest

from bookings.engine.routing import (
    Redirect,
    Reject,
    SendTo,
    route,
    routing_facts,
    rule_from_json,
    rule_to_json,
)

STORED = [
    {"if": {"q_pain": {"gte": 8}}, "then": {"staff": ["staff_sarah"]}},
    {"if": {"q_new": True, "q_pain": {"gte": 5}}, "then": {"reject": "Please call us."}},
    {"if": {"service_id": "svc_botox"}, "then": {"staff": ["staff_tom", "staff_ann"]}},
    {"if": {"service_id": "svc_crown"}, "then": {"link": "link_crowns"}},
    {"if": {"contact_email": {"ends_with": "@rival.example"}}, "then": {"reject": "Sorry."}},
]
RULES = [rule_from_json(rule) for rule in STORED]


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"q_pain": 8}, SendTo(("staff_sarah",))),
        ({"q_new": True, "q_pain": 9}, SendTo(("staff_sarah",))),  # the first match wins
        ({"q_new": True, "q_pain": 5}, Reject("Please call us.")),
        ({"q_new": False, "q_pain": 5}, None),
        ({"service_id": "svc_botox"}, SendTo(("staff_tom", "staff_ann"))),
        ({"service_id": "svc_crown"}, Redirect("link_crowns")),
        ({"contact_email": "x@rival.example"}, Reject("Sorry.")),
        ({}, None),
    ],
)
def test_the_first_rule_that_matches_decides(facts, outcome):
    assert route(RULES, facts) == outcome


def test_without_rules_anyone_may_take_it():
    assert route([], {"q_pain": 10}) is None


def test_a_rule_without_conditions_always_matches():
    assert route([rule_from_json({"then": {"reject": "Closed."}})], {}) == Reject("Closed.")


@pytest.mark.parametrize("stored", STORED, ids=str)
def test_a_rule_is_stored_as_it_was_written(stored):
    assert rule_to_json(rule_from_json(stored)) == stored


def test_the_facts_are_the_answers_and_the_contact_fields_that_are_stated():
    facts = routing_facts(
        {"q_new": True}, {"contact_email": "a@b.example", "contact_phone": None, "notes": "x"}
    )
    assert facts == {"q_new": True, "contact_email": "a@b.example"}


def test_the_contacts_phone_number_is_compared_however_it_is_written():
    rule = rule_from_json({"if": {"contact_phone": {"starts_with": "+4420"}}, "then": {"reject": "No."}})
    assert route([rule], routing_facts({}, {"contact_phone": "+44 (20) 7946 0000"})) == Reject("No.")
    assert route([rule], routing_facts({}, {"contact_phone": "+1 555 010 9999"})) is None
