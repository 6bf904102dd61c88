"""Whole conversations with the real model, action server and API, from the tables beside this file.

A conversation is a list of steps: `user` says something, and the reply must hold each text of `bot`
(capitals don't count) and none of `never`. In between, `taken` books a time as somebody else, `kept` tries
to and must not succeed, `made` books as the person themselves, elsewhere (REFERENCE is that booking's),
`holds_ended` lets the time of all holds run out, `offers` offers what is free
to who is on the waitlist, and `cancelled_elsewhere` cancels
what was booked. CODE is the code in the mail that was sent to EMAIL last, WRONG another one; `mailed` says
whether there is such a mail after the step. In the end the API must have exactly the bookings that
`booked` and `cancelled` list, noted as attended where they say `attends`,
and the one mail to the team must hold each text of `handed_over`; without it
none has been sent.
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
TEAM = "hello@brightsmiles.example"
"""Where the practice is told of who asks for a person."""


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
        if script.get("handed_over") or "human" in report:
            check_team(stack, script, email, report)
    finally:
        stack.cancel_everything()


def played(stack: Stack, step: dict[str, Any], sender: str, email: str, script: dict[str, Any]) -> str:
    """Play one step; the lines of the transcript."""
    if "taken" in step:
        taken_by_somebody_else(stack, step["taken"])
        return f"(taken: {step['taken']})"
    if "made" in step:
        book_elsewhere(stack, step["made"], email)
        return f"(booked elsewhere: {step['made']})"
    if "kept" in step:
        status, answer = book_as_somebody_else(stack, step["kept"])
        assert (status, answer["error"]["code"]) == (409, "slot_taken"), answer
        return f"(kept: {step['kept']})"
    if "holds_ended" in step:
        stack.end_holds()
        return "(the holds have ended)"
    if "offers" in step:
        stack.make_offers()
        return "(what is free is offered to who waits)"
    if "cancelled_elsewhere" in step:
        stack.api.request("PATCH", f"/api/v1/bookings/{stack.bookings(email)[-1]['id']}/cancel", {})
        return "(cancelled by the practice)"
    said = str(step["user"]).replace("EMAIL", email)
    if "REFERENCE" in said:
        said = said.replace("REFERENCE", stack.bookings(email)[-1]["reference"])
    if "CODE" in said or "WRONG" in said:
        said = with_code(said, stack.codes(email)[-1])
    messages = stack.say(sender, said, script.get("timezone", "Europe/London"))
    titles = [button["title"] for message in messages for button in message.get("buttons") or []]
    heard = " ".join([message.get("text") or "" for message in messages] + [f"[{t}]" for t in titles])
    line = f"{said}\n    -> {heard}"
    for wanted in as_list(step.get("bot")):
        assert folded(wanted.replace("EMAIL", email)) in folded(heard), f"expected {wanted!r}\n{line}"
    for unwanted in as_list(step.get("never")):
        assert folded(unwanted) not in folded(heard), f"did not expect {unwanted!r}\n{line}"
    assert messages, f"no answer to {said!r}"
    if "mailed" in step:
        assert bool(stack.codes(email)) is step["mailed"], line
    return line


def check_team(stack: Stack, script: dict[str, Any], email: str, report: str) -> None:
    """What the team was told of this person."""
    mails = [mail for mail in stack.mails(TEAM) if email in mail]
    wanted = as_list(script.get("handed_over"))
    assert len(mails) == bool(wanted), report
    for text in wanted:
        assert folded(text.replace("EMAIL", email)) in folded(mails[0]), f"{text}\n{mails[0]}"


def with_code(said: str, code: str) -> str:
    """The text with the code, or one that differs in its last digit."""
    return said.replace("CODE", code).replace("WRONG", code[:-1] + str((int(code[-1]) + 1) % 10))


def taken_by_somebody_else(stack: Stack, slot: dict[str, str]) -> None:
    """Book a time in between."""
    status, answer = book_as_somebody_else(stack, slot)
    assert status == 201, answer


def book_elsewhere(stack: Stack, slot: dict[str, str], email: str) -> None:
    """Book for the person, not through the bot."""
    status, answer = book(stack, slot, {"contact_name": "Dana Cole", "contact_email": email})
    assert status == 201, answer


def book_as_somebody_else(stack: Stack, slot: dict[str, str]) -> tuple[int, Any]:
    """Status and answer."""
    return book(stack, slot, {"contact_name": "Somebody Else", "contact_email": "else@example.org"})


def book(stack: Stack, slot: dict[str, str], contact: dict[str, str]) -> tuple[int, Any]:
    """Status and answer."""
    body: dict[str, Any] = {**contact, **slot}
    body["answers"] = [{"question_id": "q_new", "answer": True}] if slot["slug"] == "check-up" else []
    return stack.api.request("POST", "/api/v1/bookings", body)


def facts(rows: list[dict[str, Any]], status: str, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What matters of the bookings in this state; whoever it is where the table says anyone."""
    found = [
        {"staff": row["staff_id"], "start": row["start_time"], "link": row["slug"]}
        | ({"answers": {a["question_id"]: a["answer"] for a in row["answers"]}} if row["answers"] else {})
        | ({"reason": row["reason"]} if row["reason"] else {})
        | ({"attends": True} if row["attendance_confirmed_at"] else {})
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
