"""From the request that Slack signs to the row in the database, with the real bot, actions and API."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.bot.channels.guides import command, done, text_of
from tests.conversations.stack import Stack
from tests.providers.slack import (
    BOT,
    FakeSlack,
    as_event,
    as_interaction,
    block_problems,
    buttons,
    event,
    pressing,
)


class Member:
    """Somebody in the workspace, in one place, who waits for each answer."""

    def __init__(self, stack: Stack, slack: FakeSlack, zone: str = "Europe/London") -> None:
        tag = uuid.uuid4().hex[:8]
        self.stack, self.slack, self.email = stack, slack, f"dana.{tag}@example.org"
        self.user = slack.user("Dana Reed", self.email, zone)
        self.channel, self.thread = f"D{tag}", ""
        self.heard = 0

    def send(self, delivery: tuple[bytes, dict[str, str]]) -> None:
        body, headers = delivery
        address = f"{self.stack.bot_url}/webhooks/slack/webhook"
        answer = httpx.post(address, content=body, headers=headers, timeout=10, trust_env=False)
        assert (answer.status_code, answer.text) == (200, "")

    def says(self, text: str, **others: Any) -> dict[str, Any]:
        """Write in the place; the last message of the answer."""
        others |= {"thread_ts": self.thread} if self.thread and "kind" not in others else {}
        self.send(as_event(event(self.user, self.channel, text, self.slack.ts(), **others)))
        return self.answer()

    def presses(self, title: str, post: dict[str, Any]) -> dict[str, Any]:
        """Press a button; the last message of the answer."""
        found = [button for button in buttons(post) if button["text"]["text"] == title]
        assert found, f"no {title!r} among {[button['text']['text'] for button in buttons(post)]}"
        self.send(as_interaction(pressing(self.user, copied(post), found[0], self.slack.url)))
        return self.answer()

    def picks(self, day: str, post: dict[str, Any]) -> dict[str, Any]:
        """Pick a day in a message's calendar."""
        shown = copied(post)
        picker = shown["blocks"][-1]["elements"][0]
        picker["selected_date"] = day
        self.send(as_interaction(pressing(self.user, shown, picker, self.slack.url)))
        return self.answer()

    def answer(self) -> dict[str, Any]:
        """What came since the last answer, once the bot has asked or finished."""
        new = self.slack.wait_for(lambda: self.finished(self.mine()[self.heard :]), "an answer")
        self.heard += len(new)
        for post in new:
            assert block_problems(post["blocks"]) == []
        return dict(new[-1]) | {"heard": " ".join(post["text"] for post in new)}

    def mine(self) -> list[dict[str, Any]]:
        return [post for post in self.slack.delivered if post["channel"] == self.channel]

    @staticmethod
    def finished(new: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        """An answer ends in a question."""
        ends = new and (new[-1]["text"].rstrip().endswith("?") or buttons(new[-1]))
        return new if ends else None


def copied(post: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(post))
    return found


@pytest.fixture
def member(stack: Stack, slack: FakeSlack) -> Iterator[Member]:
    slack.refused.clear()
    yield Member(stack, slack)
    stack.cancel_everything()
    assert slack.refused == []


def rows(member: Member) -> list[tuple[str, str, str]]:
    booked = member.stack.bookings(member.email)
    return [(row["start_time"], row["contact_name"], row["status"]) for row in booked]


def test_a_direct_message_becomes_a_booking_by_pressing_alone(member: Member) -> None:
    offer = member.says("is anyone free on Friday afternoon for a check-up?")
    choice = buttons(offer)[0]["text"]["text"]
    asked = member.presses(choice, offer)
    assert f"Dana Reed, {member.email}" in asked["text"]
    assert member.slack.posts[offer["ts"]]["blocks"][-1]["elements"][0]["text"] == f"✅ *{choice}*"
    question = member.presses("Yes", asked)
    assert "new patient" in question["text"]
    summary = member.says("yes")
    assert f"for Dana Reed, {member.email}" in summary["text"]
    assert "Booked" in member.presses("Yes, book it", summary)["heard"]
    ((start, name, status),) = rows(member)
    assert (start[:10], name, status) == ("2026-11-27", "Dana Reed", "confirmed")


def test_the_guide_leads_to_a_booking_and_shows_it(member: Member) -> None:
    (words,) = re.findall(r"and write `([^`]+)`", text_of("slack.md"))
    offer = member.says(words)
    asked = member.presses(buttons(offer)[0]["text"]["text"], offer)
    member.presses("Yes", asked)
    summary = member.says("yes")
    assert "Booked" in member.presses("Yes, book it", summary)["heard"]
    assert rows(member)[0][0].startswith("2026-11-27")
    api = member.stack.api
    shows = command("slack.md", "curl", "/api/v1/bookings")
    shows = shows.replace("http://127.0.0.1:8000", api.url).replace("$(cat var/api-key)", api.api_key)
    shows = shows.replace("dana@example.com", member.email)
    assert f'"contact_email":"{member.email}"' in done(shows, {"no_proxy": "127.0.0.1"})


def test_a_day_is_picked_in_the_calendar(member: Member) -> None:
    offer = member.says("I need a check-up with Sarah")
    there = member.picks("2026-12-01", offer)
    assert "Tuesday 1 December" in there["heard"]
    asked = member.presses(buttons(there)[0]["text"]["text"], there)
    member.presses("Yes", asked)
    summary = member.says("yes")
    assert "Booked" in member.presses("Yes, book it", summary)["heard"]
    assert rows(member)[0][0].startswith("2026-12-01")


def test_a_mention_is_booked_in_its_thread(member: Member) -> None:
    member.channel = f"C{member.channel[1:]}"
    asked = member.says(f"<@{BOT}> check-up with Sarah tomorrow at 2pm", kind="app_mention")
    member.thread = asked["thread_ts"]
    member.says(f"no, Ann Lee, <mailto:{member.email}|{member.email}>")
    summary = member.says("yes I am")
    assert "Ann Lee" in summary["text"]
    assert "Booked" in member.says("yes")["heard"]
    assert {post["thread_ts"] for post in member.mine()} == {member.thread}
    assert rows(member) == [("2026-11-24T14:00:00Z", "Ann Lee", "confirmed")]


def test_times_are_those_of_the_profiles_zone(stack: Stack, slack: FakeSlack) -> None:
    member = Member(stack, slack, "America/New_York")
    try:
        member.says("check-up with Sarah tomorrow at 9am")
        member.says("yes")
        summary = member.says("yes")
        assert "at 9:00 am (New York time; Tuesday 24 November at 2:00 pm London time)" in summary["text"]
        assert "Booked" in member.says("yes")["heard"]
        assert rows(member)[0][0] == "2026-11-24T14:00:00Z"
    finally:
        stack.cancel_everything()


def test_a_delivery_that_comes_again_books_once(member: Member) -> None:
    member.says("check-up with Sarah tomorrow at 2pm")
    member.says("yes")
    member.says("yes")
    delivery = as_event(event(member.user, member.channel, "yes", member.slack.ts()))
    for number in range(3):
        body, headers = delivery
        retry = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_error"} if number else {}
        member.send((body, headers | retry))
    assert "Booked" in member.answer()["heard"]
    thanks = member.says("what is free on Friday for a check-up?")
    assert "Friday" in thanks["text"]
    assert len(rows(member)) == 1
