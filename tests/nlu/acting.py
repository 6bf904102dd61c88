"""What the bot would begin to do with the first message of a conversation: by rules and decisions."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.dialogue import beginning, topics
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message, from_event

RULES = Path(__file__).parents[2] / "data" / "rules"
UNCLEAR = {"action_handle_unclear", "action_handle_out_of_scope"}
WITH_A_QUESTION = {"attendance_form", "booking_form", "cancelling_form", "finding_form", "handover_form"}
"""Forms that are not opened by what starts nothing."""
CHANGES = {"action_leave_waitlist", "action_answer_offer", "action_try_again"}
"""Actions that are no forms and yet change something, or go on with something."""


def message_of(text: str, parsed: dict[str, Any]) -> Message:
    """What the parser made of a text, as the dialogue takes it."""
    return from_event({"text": text, "message_id": "m1", "parse_data": parsed})


def begins(message: Message) -> str | None:
    """The form that it opens, or the action by which it changes something; None: it is only answered."""
    action = _actions()[message.intent]
    if action in UNCLEAR and beginning.belongs_here(message):
        action = "booking_form"
    if action == "action_greet" and message.of_kind(*topics.DETAILS):
        action = "booking_form"
    if action in WITH_A_QUESTION and beginning.starts_nothing(Memory(zone="UTC"), message):
        return None
    return action if action.endswith("_form") or action in CHANGES else None


@cache
def _actions() -> dict[str, str]:
    """By intent the action of its rule."""
    rules = [rule for path in sorted(RULES.glob("*.yml")) for rule in _rules(path)]
    return {
        rule["steps"][0]["intent"]: rule["steps"][1]["action"]
        for rule in rules
        if "intent" in rule["steps"][0] and "condition" not in rule
    }


def _rules(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    return found
