"""Whole conversations with the real model, action server and API, from the tables beside this file.

A conversation is a list of steps: `user` says something, and the reply must hold each text of `bot`
(capitals don't count) and none of `never`. In between, `taken` books a time as somebody else, and
`cancelled_elsewhere` cancels what was booked. In the end the API must have exactly the bookings that
`booked` and `cancelled` list.
"""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.conversations.stack import Stack

HERE = Path(__file__).parent


def conversations() -> list[Any]:
    """Every conversation of every table, named by topic and title."""
    found = []
    for path in sorted(HERE.glob("*.yml")):
        for each in YAML(typ="safe").load(path.read_text(encoding="utf-8")):
            found.append(pytest.param(each, id=f"{path.stem}: {each['conversation']}"))
    return found


@pytest.mark.parametrize("script", conversations())
def test_conversation_ends_in_what_the_api_shows(stack: Stack, script: dict[str, Any]) -> None:
    tag = uuid.uuid4().hex[:8]
    email = f"dana.{tag}@example.org"
    try:
        transcript = [played(stack, step, f"test-{tag}", email, script) for step in script["steps"]]
        report = "\n".join(transcript)
        rows = stack.bookings(email)
        for status, key in (("confirmed", "booked"), ("cancelled", "cancelled")):
            wanted = expected(script, key)
            assert facts(rows, status, wanted) == wanted, report
    finally:
        stack.cancel_everything()


def played(stack: Stack, step: dict[str, Any], sender: str, email: str, script: dict[str, Any]) -> str:
    """Play one step; the lines of the transcript."""
    if "taken" in step:
        taken_by_somebody_else(stack, step["taken"])
        return f"(taken: {step['taken']})"
    if "cancelled_elsewhere" in step:
        stack.api.request("PATCH", f"/api/v1/bookings/{stack.bookings(email)[-1]['id']}/cancel", {})
        return "(cancelled by the practice)"
    said = str(step["user"]).replace("EMAIL", email)
    messages = stack.say(sender, said, script.get("timezone", "Europe/London"))
    titles = [button["title"] for message in messages for button in message.get("buttons") or []]
    heard = " ".join([message.get("text") or "" for message in messages] + [f"[{t}]" for t in titles])
    line = f"{said}\n    -> {heard}"
    for wanted in as_list(step.get("bot")):
        assert folded(wanted) in folded(heard), f"expected {wanted!r}\n{line}"
    for unwanted in as_list(step.get("never")):
        assert folded(unwanted) not in folded(heard), f"did not expect {unwanted!r}\n{line}"
    assert messages, f"no answer to {said!r}"
    return line


def taken_by_somebody_else(stack: Stack, slot: dict[str, str]) -> None:
    """Book a time in between."""
    body = {"contact_name": "Somebody Else", "contact_email": "else@example.org", **slot}
    body["answers"] = [{"question_id": "q_new", "answer": True}] if slot["slug"] == "check-up" else []
    status, answer = stack.api.request("POST", "/api/v1/bookings", body)
    assert status == 201, answer


def facts(rows: list[dict[str, Any]], status: str, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What matters of the bookings in this state; whoever it is where the table says anyone."""
    found = [
        {"staff": row["staff_id"], "start": row["start_time"], "link": row["slug"]}
        | ({"answers": {a["question_id"]: a["answer"] for a in row["answers"]}} if row["answers"] else {})
        | ({"reason": row["reason"]} if row["reason"] else {})
        for row in rows
        if row["status"] == status
    ]
    for row, other in zip(found, wanted, strict=False):
        row["staff"] = "anyone" if other["staff"] == "anyone" and row["staff"] else row["staff"]
    return found


def expected(script: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """What the table says, with instants as the API writes them."""
    rows = [dict(row) for row in script.get(key) or []]
    for row in rows:
        row["start"] = re.sub(r"[+-]00:00$", "Z", str(row["start"]).replace(" ", "T"))
    return rows


def as_list(value: Any) -> list[str]:
    return [] if value is None else [str(each) for each in value] if isinstance(value, list) else [str(value)]


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).lower()
