import pytest

from bookings.engine.conditions import (
    OPERATORS,
    all_hold,
    condition_from_json,
    condition_to_json,
    conditions_from_json,
    conditions_to_json,
)

HOLDS = [  # condition, answers that fulfil it, answers that do not
    (True, [True], [False, 1, "true", None]),
    (False, [False], [True, 0, None]),
    (8, [8, 8.0], [7, True, "8", None]),
    (1, [1], [True]),
    ("Back pain", ["Back pain", "back PAIN", (("Knee", "Back pain"))], ["Back", ("Knee",), None]),
    ({"gte": 8}, [8, 8.5, 100], [7.9, True, "9", None]),
    ({"gt": 8}, [8.1], [8, 7]),
    ({"lt": 3}, [2, -1], [3, False, None]),
    ({"lte": 3}, [3, 0], [3.1]),
    ({"gte": 3, "lt": 8}, [3, 7.9], [2, 8]),
    ({"gte": "2026-03-01"}, ["2026-03-01", "2027-01-01"], ["2026-02-28", 20270101]),
    ({"in": ["a", "b"]}, ["a", "B", ("c", "b")], ["c", ("c",), None]),
    ({"not": "a"}, ["b", ("b", "c")], ["a", ("a", "b"), None]),
    ({"not": ["a", "b"]}, ["c"], ["a", "b", None]),
    ({"contains": "tooth"}, ["A sore Tooth", ("tooth",)], ["gum", ("toothache",), None]),
    ({"contains": ["a", "b"]}, [("b", "a", "c"), "abc"], [("a",), "ac"]),
    ({"starts_with": "+44"}, ["+442079460000"], ["00442079460000", None]),
    ({"ends_with": "@Bright.example"}, ["dana@bright.example"], ["dana@bright.example.org"]),
    ({"answered": True}, [False, 0, "x"], [None]),
    ({"answered": False}, [None], [False, 0, "x"]),
    ({"is": False}, [False], [True, None]),
]


@pytest.mark.parametrize(("stored", "yes", "no"), HOLDS, ids=str)
def test_a_condition_holds_for_the_answers_it_names_and_no_others(stored, yes, no):
    condition = condition_from_json(stored)
    assert [value for value in yes if not condition.holds(value)] == []
    assert [value for value in no if condition.holds(value)] == []


@pytest.mark.parametrize("stored", [row[0] for row in HOLDS if row[0] != {"is": False}], ids=str)
def test_a_condition_is_stored_as_it_was_written(stored):
    assert condition_to_json(condition_from_json(stored)) == stored


def test_equality_is_stored_as_the_plain_value():
    assert condition_to_json(condition_from_json({"is": False})) is False


def test_every_operator_is_covered_by_the_table_above():
    used = {operator for stored, _, _ in HOLDS if isinstance(stored, dict) for operator in stored}
    assert used == set(OPERATORS)


def test_all_conditions_must_hold_and_none_at_all_hold_always():
    conditions = conditions_from_json({"q_new": True, "q_pain": {"gte": 5}})
    assert all_hold(conditions, {"q_new": True, "q_pain": 5})
    assert not all_hold(conditions, {"q_new": True})
    assert all_hold({}, {})
    assert conditions_to_json(conditions) == {"q_new": True, "q_pain": {"gte": 5}}
    assert conditions_from_json(None) == {}


@pytest.mark.parametrize("stored", [{"above": 3}, None, {"gte": None}, {"in": {"a": 1}}])
def test_what_is_no_condition_is_refused(stored):
    with pytest.raises(ValueError, match="operator|condition"):
        condition_from_json(stored)
