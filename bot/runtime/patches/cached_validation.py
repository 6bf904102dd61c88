"""Rasa checks its own constant schema again with each answer of an action: a third of its processor time.

`jsonschema.validate` looks the validator up, checks the schema and builds the validator each time. The
same validator, built once, gives the same verdicts. And it tries two dozen kinds of events for each event;
nearly all are slots that are set, which are seen to be well-formed at a glance.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jsonschema
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

from bot.runtime.patches.known_code import require

KNOWN = {
    RemoteAction._validate_action_result: "f8cdb4be68123961",
    RemoteAction.action_response_format_spec: "091b74aa3738d126",
}

_SLOT_KEYS = {"event", "name", "value", "timestamp"}


def apply() -> None:
    """Let every action's answer be checked by one validator."""
    require(KNOWN)
    RemoteAction._validate_action_result = _validate_action_result


@lru_cache(maxsize=1)
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)


def _validate_action_result(self: RemoteAction, result: Any) -> bool:
    """True for an answer in the shape of the action server's contract, else jsonschema.ValidationError."""
    if is_plain(result):
        return True
    error = best_match(_validator().iter_errors(result))
    if error is None:
        return True
    raise jsonschema.ValidationError(
        f"the answer to '{self.name()}' is not in the shape of an action's answer"
    )


def is_plain(result: Any) -> bool:
    """Whether this is a well-formed answer that says things and sets slots, and nothing else."""
    return (
        isinstance(result, dict)
        and isinstance(events := result.get("events", []), list)
        and isinstance(responses := result.get("responses", []), list)
        and all(isinstance(each, dict) for each in responses)
        and all(_sets_a_slot(each) for each in events)
    )


def _sets_a_slot(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and event.keys() == _SLOT_KEYS
        and event["event"] == "slot"
        and isinstance(event["name"], str)
        and (event["timestamp"] is None or type(event["timestamp"]) in (int, float))
    )
