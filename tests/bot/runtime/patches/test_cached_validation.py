from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction

from bot.runtime.patches.cached_validation import _validate_action_result as cached

SLOT = {"event": "slot", "name": "a", "value": 1, "timestamp": None}
ANSWERS: list[Any] = [
    {"events": [], "responses": []},
    {},
    {"events": [SLOT]},
    {"events": [SLOT | {"event": "no such"}]},
    {"events": [{"event": "slot"}]},
    {"events": "many"},
    {"events": [3]},
    {"responses": ["text"]},
    {"responses": {}},
    None,
    [],
    "text",
]


def is_accepted(check: Any, answer: Any) -> bool:
    try:
        return bool(check(RemoteAction("action_book", None), answer))
    except jsonschema.ValidationError:
        return False


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_verdict_is_the_one_of_rasa(answer: Any) -> None:
    assert is_accepted(cached, answer) == is_accepted(RemoteAction._validate_action_result, answer)


def test_both_verdicts_are_among_them() -> None:
    assert {is_accepted(cached, answer) for answer in ANSWERS} == {True, False}


def test_the_error_names_the_action_and_not_the_answer() -> None:
    with pytest.raises(jsonschema.ValidationError) as refused:
        cached(RemoteAction("action_book", None), {"events": [{"event": "slot", "name": "dana@example.org"}]})
    assert "action_book" in str(refused.value)
    assert "dana@example.org" not in str(refused.value)
