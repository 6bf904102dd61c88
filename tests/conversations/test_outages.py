"""When a program is down, hung, slow, or talks nonsense: never silence, never a lost word."""

from __future__ import annotations

import os
import signal
import time
import uuid
from collections.abc import Iterator

import pytest

from tests.conversations.faults import Faults, in_front_of
from tests.conversations.stack import Stack, free_ports, wait_for

PATIENCE_SECONDS = 12
APOLOGY = "can't reach the booking system"


class Person:
    """Somebody talking to the bot."""

    def __init__(self, stack: Stack) -> None:
        tag = uuid.uuid4().hex[:8]
        self.stack, self.sender, self.email = stack, f"outage-{tag}", f"dana.{tag}@example.org"

    def says(self, text: str) -> str:
        """What the bot answers, within seconds."""
        started = time.monotonic()
        messages = self.stack.say(self.sender, text.replace("EMAIL", self.email))
        assert time.monotonic() - started < PATIENCE_SECONDS
        return " ".join(message.get("text") or "" for message in messages)

    def starts(self) -> list[str]:
        """All of these bookings that stand."""
        return [row["start_time"] for row in self.stack.bookings(self.email) if row["status"] == "confirmed"]


@pytest.fixture
def person(stack: Stack) -> Iterator[Person]:
    yield Person(stack)
    stack.cancel_everything()


@pytest.mark.parametrize("fault", ["down", "hung", "nonsense"])
def test_an_api_fault_at_the_start_loses_nothing_that_was_said(person: Person, fault: str) -> None:
    with person.stack.faults.having(fault):
        assert APOLOGY in person.says("book me a check-up with Sarah tomorrow at 2pm")
        assert APOLOGY in person.says("hello?")
    assert "Sarah Jones is free on Tuesday 24 November at 2:00 pm" in person.says("/try_again")


@pytest.mark.parametrize("fault", ["down", "hung", "nonsense"])
def test_an_api_fault_at_the_end_books_once_when_it_is_over(person: Person, fault: str) -> None:
    to_summary(person)
    with person.stack.faults.having(fault):
        assert APOLOGY in person.says("yes")
    assert person.starts() == []
    assert "Booked" in person.says("try again")
    assert person.starts() == ["2026-11-24T14:00:00Z"]


def test_a_slow_api_is_waited_for_or_apologised_for_and_books_once(person: Person) -> None:
    with person.stack.faults.having("slow"):
        said = person.says("check-up with Sarah tomorrow at 2pm")
        assert said
    if APOLOGY in said:
        said = person.says("try again")
    assert "at 2:00 pm" in said
    person.says("Dana Cole, EMAIL")
    assert "Shall I book it" in person.says("yes")
    with person.stack.faults.having("slow"):
        said = person.says("yes")
        assert said
    if APOLOGY in said:
        said = person.says("try again")
    assert "Booked" in said
    assert person.starts() == ["2026-11-24T14:00:00Z"]


def test_an_answer_lost_on_its_way_does_not_book_twice(person: Person) -> None:
    to_summary(person)
    with person.stack.faults.having("lost"):
        assert APOLOGY in person.says("yes")
    assert person.starts() == ["2026-11-24T14:00:00Z"]
    assert "Booked" in person.says("try again")
    assert person.starts() == ["2026-11-24T14:00:00Z"]


@pytest.mark.parametrize("fault", ["down", "hung", "nonsense", "lost"])
def test_trouble_with_the_hold_stops_nobody(person: Person, fault: str) -> None:
    with person.stack.faults.having(fault, only="/api/v1/holds"):
        assert "at 2:00 pm" in person.says("check-up with Sarah tomorrow at 2pm")
    person.says("Dana Cole, EMAIL")
    assert "Shall I book it" in person.says("yes")
    assert "Booked" in person.says("yes")
    assert person.starts() == ["2026-11-24T14:00:00Z"]


def test_a_hold_whose_answers_are_lost_to_the_end_is_not_in_its_own_way(person: Person) -> None:
    with person.stack.faults.having("lost", only="/api/v1/holds"):
        to_summary(person)
    assert "Booked" in person.says("yes")
    assert person.starts() == ["2026-11-24T14:00:00Z"]


def test_a_fault_while_cancelling_can_be_tried_again(person: Person) -> None:
    to_summary(person)
    assert "Booked" in person.says("yes")
    person.says("cancel my appointment")
    person.says("yes")
    with person.stack.faults.having("down"):
        assert APOLOGY in person.says("no reason")
    assert person.starts() == ["2026-11-24T14:00:00Z"]
    assert "Cancelled" in person.says("try again")
    assert person.starts() == []


def test_an_action_server_that_is_gone_is_apologised_for_and_nothing_is_lost(person: Person) -> None:
    stack = person.stack
    stack.stop("actions")
    try:
        assert APOLOGY in person.says("book me a check-up with Sarah tomorrow at 2pm")
    finally:
        stack.start("actions", "actions")
    wait_for(f"{stack.actions_url}/health", stack.folder / "actions.log")
    assert "Sarah Jones is free on Tuesday 24 November at 2:00 pm" in person.says("try again")


def test_an_action_server_that_hangs_is_not_waited_for(person: Person) -> None:
    to_summary(person)
    process = person.stack.processes["actions"]
    os.kill(process.pid, signal.SIGSTOP)
    try:
        assert APOLOGY in person.says("make it 3pm")
    finally:
        os.kill(process.pid, signal.SIGCONT)
    assert "at 3:00 pm" in person.says("try again")
    assert "Booked" in person.says("yes")
    assert person.starts() == ["2026-11-24T15:00:00Z"]


@pytest.fixture(scope="module")
def actions(stack: Stack) -> Iterator[Faults]:
    """A proxy that stands on the action server's port, with the action server behind it."""
    settings = stack.settings
    port, behind = settings["ACTIONS_PORT"], str(free_ports(1)[0])
    restart_actions(stack, behind)
    try:
        with in_front_of(f"http://127.0.0.1:{behind}", int(port)) as proxy:
            yield proxy
    finally:
        restart_actions(stack, port)


def restart_actions(stack: Stack, port: str) -> None:
    stack.stop("actions")
    stack.settings["ACTIONS_PORT"] = port
    stack.start("actions", "actions")
    wait_for(f"http://127.0.0.1:{port}/health", stack.folder / "actions.log")


@pytest.mark.parametrize("fault", ["down", "nonsense"])
def test_a_fault_of_the_action_server_at_the_end_books_once_when_it_is_over(
    person: Person, actions: Faults, fault: str
) -> None:
    to_summary(person)
    with actions.having(fault):
        assert APOLOGY in person.says("yes")
    assert person.starts() == []
    assert "Booked" in person.says("try again")
    assert person.starts() == ["2026-11-24T14:00:00Z"]


def test_an_action_whose_answer_is_lost_does_not_book_twice(person: Person, actions: Faults) -> None:
    to_summary(person)
    with actions.having("lost"):
        assert APOLOGY in person.says("yes")
    person.says("try again")
    assert person.starts() == ["2026-11-24T14:00:00Z"]


def test_a_slow_action_server_is_waited_for(person: Person, actions: Faults) -> None:
    with actions.having("slow"):
        assert "Sarah Jones is free" in person.says("check-up with Sarah tomorrow at 2pm")


def to_summary(person: Person) -> None:
    person.says("check-up with Sarah tomorrow at 2pm")
    person.says("Dana Cole, EMAIL")
    assert "Shall I book it" in person.says("yes")
