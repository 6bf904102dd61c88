from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.engine.conditions import conditions_from_json
from bookings.engine.questions import Question, QuestionType
from bookings.engine.reachability import can_be_met, unreachable_rules
from bookings.engine.routing import route, rule_from_json

QUESTIONS = [
    Question("q_new", "New?", QuestionType.BOOLEAN),
    Question("q_pain", "Pain?", QuestionType.NUMBER, min=0, max=10),
    Question("q_age", "Age?", QuestionType.NUMBER),
    Question("q_where", "Where?", QuestionType.CHOICE, choices=("Top", "Bottom", "Both")),
    Question("q_marks", "Which?", QuestionType.MULTI_CHOICE, choices=("a", "b", "c")),
    Question("q_since", "Since?", QuestionType.DATE, min=date(2026, 1, 1)),
    Question("q_note", "Else?", QuestionType.TEXT),
]


def unreachable(*conditions):
    rules = [rule_from_json({"if": one, "then": {"reject": "no"}}) for one in conditions]
    return unreachable_rules(rules, QUESTIONS)


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ([], {}),
        ([{"q_new": True}], {}),
        ([{"q_pain": {"gte": 8}}, {"q_new": True, "q_pain": {"gte": 10}}], {1: (0,)}),
        ([{"q_new": True, "q_pain": {"gte": 10}}, {"q_pain": {"gte": 8}}], {}),
        ([{"q_pain": {"gte": 8}}, {"q_pain": {"gt": 8}}], {1: (0,)}),
        ([{"q_pain": {"gt": 8}}, {"q_pain": {"gte": 8}}], {}),
        ([{"q_pain": {"gt": 8}}, {"q_pain": 8}, {"q_pain": {"gte": 8}}], {2: (0, 1)}),
        ([{"q_pain": {"lt": 5}}, {"q_pain": {"gte": 5}}, {"q_pain": {"answered": True}}], {2: (0, 1)}),
        ([{"q_pain": {"lt": 5}}, {"q_pain": {"gt": 5}}, {"q_pain": {"answered": True}}], {}),
        ([{"q_pain": {"gt": 10}}], {0: ()}),
        ([{"q_pain": {"gte": 10}}], {}),
        ([{"q_age": {"gt": 10}}], {}),
        ([{"q_age": {"gte": 10, "lt": 10}}], {0: ()}),
        ([{"q_new": True}, {"q_new": False}, {"q_new": {"answered": False}}, {}], {3: (0, 1, 2)}),
        ([{}, {"q_new": True}], {1: (0,)}),
        ([{"q_where": {"in": ["Top", "Bottom"]}}, {"q_where": "Top"}], {1: (0,)}),
        ([{"q_where": "Top"}, {"q_where": {"not": "Top"}}, {"q_where": "Both"}], {2: (1,)}),
        ([{"q_marks": {"contains": "a"}}, {"q_marks": {"contains": ["a", "b"]}}], {}),  # not told
        ([{"q_marks": {"contains": "a"}}, {"q_marks": {"contains": "a"}, "q_new": True}], {1: (0,)}),
        ([{"q_since": {"gte": "2026-03-01"}}, {"q_since": {"gt": "2026-03-01"}}], {1: (0,)}),
        ([{"q_since": {"gt": "2026-03-01"}}, {"q_since": {"gte": "2026-03-01"}}], {}),
        ([{"q_since": {"lt": "2025-06-01"}}], {0: ()}),
        ([{"q_note": {"contains": "x"}}, {"q_note": {"contains": "x", "starts_with": "y"}}], {1: (0,)}),
        ([{"q_note": {"contains": "x"}}, {"q_note": {"starts_with": "xy"}}], {}),  # not told
        ([{"service_id": "a"}, {"service_id": "a", "q_new": True}], {1: (0,)}),
        ([{"service_id": {"answered": False}}, {"service_id": {"answered": True}}, {}], {2: (0, 1)}),
    ],
    ids=str,
)
def test_rules_that_never_decide_are_found_with_those_that_decide_instead(conditions, found):
    assert unreachable(*conditions) == found


CHAIN = [
    Question("q_new", "New?", QuestionType.BOOLEAN),
    Question("q_pain", "Pain?", QuestionType.NUMBER, ask_if=conditions_from_json({"q_new": False})),
    Question("q_note", "Where?", QuestionType.TEXT, ask_if=conditions_from_json({"q_pain": {"gte": 3}})),
]


@pytest.mark.parametrize(
    ("conditions", "met"),
    [
        ({}, True),
        ({"q_new": True}, True),
        ({"q_pain": 1}, True),
        ({"q_new": True, "q_pain": 1}, False),
        ({"q_new": True, "q_pain": {"answered": False}}, True),
        ({"q_note": "x", "q_pain": {"lt": 5}}, True),
        ({"q_note": "x", "q_pain": {"lt": 3}}, False),
        ({"q_note": "x", "q_new": True}, False),
        ({"q_note": {"not": "x"}, "contact_name": "Dana"}, True),
    ],
    ids=str,
)
def test_conditions_can_be_met_if_the_questions_they_look_at_are_asked_together(conditions, met):
    assert can_be_met(conditions_from_json(conditions), CHAIN) is met


def test_nothing_is_said_where_there_is_too_much_to_try():
    many = {f"contact_{n}": {"contains": "x"} for n in range(20)}
    assert unreachable(many, many) == {}
    crowded = [{"q_note": {"contains": str(n)}} for n in range(13)]
    assert unreachable(*crowded, {"q_note": {"contains": "1"}}) == {}


NUMBERS = st.integers(-1, 11)
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "q_new": st.booleans(),
        "q_pain": st.dictionaries(
            st.sampled_from(["gt", "gte", "lt", "lte", "is", "not"]), NUMBERS, min_size=1
        ),
        "q_where": st.sampled_from(["Top", "Both"]) | st.fixed_dictionaries({"not": st.just("Top")}),
    },
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "q_new": st.booleans(),
        "q_pain": st.floats(0, 10),
        "q_where": st.sampled_from(["Top", "Bottom", "Both"]),
    },
)


@given(st.lists(CONDITIONS, min_size=1, max_size=4), ANSWERS)
def test_a_rule_called_unreachable_decides_for_no_answers(conditions, answers):
    rules = [rule_from_json({"if": one, "then": {"reject": str(i)}}) for i, one in enumerate(conditions)]
    outcome = route(rules, answers)
    if outcome is not None:
        assert int(outcome.reason) not in unreachable_rules(rules, QUESTIONS)
