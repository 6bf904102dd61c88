"""From the request that a messenger signs to the row in the database, with the real bot, actions and API."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.conversations.stack import Stack
from tests.providers import messenger, notices, telegram, twilio
from tests.providers.messenger import FakeMessenger
from tests.providers.server import FakeProvider
from tests.providers.telegram import FakeTelegram
from tests.providers.twilio import FakeTwilio


class Correspondent:
    """Somebody who writes to the bot through `provider` and reads what comes back."""

    def __init__(self, stack: Stack, provider: FakeProvider, path: str) -> None:
        tag = uuid.uuid4()
        self.stack, self.provider, self.path = stack, provider, path
        self.email, self.number = f"dana.{tag.hex[:8]}@example.org", tag.int % 10**9 + 10**9
        self.read = len(provider.delivered)

    def send(self, delivery: tuple[bytes, dict[str, str]]) -> dict[str, Any]:
        """Send a delivery, twice as a nervous provider would; the answer's last message."""
        body, headers = delivery
        address = f"{self.stack.bot_url}/webhooks/{self.path}/webhook"
        for _ in range(2):
            answer = httpx.post(address, content=body, headers=headers, timeout=10, trust_env=False)
            assert answer.status_code == 200
        return self.answer()

    def answer(self) -> dict[str, Any]:
        new = self.provider.wait_for(lambda: finished(self.provider.delivered[self.read :]), "an answer")
        self.read += len(new)
        return dict(new[-1]) | {"heard": " ".join(text_of(message) for message in new)}

    def booked(self) -> list[tuple[str, str]]:
        """Starts and names of what stands in the database."""
        return [(row["start_time"], row["contact_name"]) for row in self.stack.bookings(self.email)]


def text_of(message: dict[str, Any]) -> str:
    """All that was said in an answer, or in one message of it."""
    return str(message.get("heard") or message.get("text") or message.get("body"))


def finished(new: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """An answer ends in a question, in the hint about numbers, or in what was done."""
    text = text_of(new[-1]).rstrip() if new else ""
    ends = text.endswith(("?", "in your own words.", "here.", "leave it out."))
    return new if ends or "Cancelled" in text else None


@pytest.fixture
def correspond(stack: Stack) -> Iterator[Callable[[FakeProvider, str], Correspondent]]:
    started: list[Correspondent] = []

    def begin(provider: FakeProvider, path: str) -> Correspondent:
        provider.refused.clear()
        started.append(Correspondent(stack, provider, path))
        return started[-1]

    yield begin
    stack.cancel_everything()
    assert [each.provider.refused for each in started] == [[]] * len(started)


def test_telegram_books_by_its_keyboard(correspond: Any, telegram_api: FakeTelegram) -> None:
    dana = correspond(telegram_api, "telegram")

    def say(text: str) -> dict[str, Any]:
        return dana.send(telegram.as_update(telegram.writing(dana.number, text)))  # type: ignore[no-any-return]

    def press(title: str, message: dict[str, Any]) -> dict[str, Any]:
        button = next(b for b in telegram.buttons(message) if b["text"] == title)
        return dana.send(telegram.as_update(telegram.pressing(dana.number, message, button)))  # type: ignore[no-any-return]

    assert "Bright Smiles" in text_of(say("/start"))
    offer = say("is anyone free on Friday afternoon for a check-up?")
    title = telegram.buttons(offer)[0]["text"]
    assert "your name" in text_of(press(title, dict(offer)))
    assert "new patient" in text_of(say(f"Dana Reed, {dana.email}"))
    summary = say("yes")
    assert "Shall I book it" in text_of(summary)
    assert "Booked" in text_of(press("Yes, book it", dict(summary)))
    ((start, name),) = dana.booked()
    assert (start[:10], name) == ("2026-11-27", "Dana Reed")


def test_who_agreed_is_reminded_in_the_chat_and_can_cancel_there(
    correspond: Any, telegram_api: FakeTelegram
) -> None:
    dana = correspond(telegram_api, "telegram")

    def say(text: str) -> dict[str, Any]:
        return dana.send(telegram.as_update(telegram.writing(dana.number, text)))  # type: ignore[no-any-return]

    def press(title: str, message: dict[str, Any]) -> dict[str, Any]:
        button = next(b for b in telegram.buttons(message) if b["text"] == title)
        return dana.send(telegram.as_update(telegram.pressing(dana.number, message, button)))  # type: ignore[no-any-return]

    say("check-up with Sarah tomorrow at 2pm")
    say(f"Dana Reed, {dana.email}")
    say("yes")
    question = say("yes")
    assert "May I write to you here" in text_of(question)
    assert "write to you here" in text_of(press("Yes, please", question))
    (booking,) = dana.stack.bookings(dana.email)
    body, headers = notices.signed(notices.reminder(booking))
    address = f"{dana.stack.bot_url}/webhooks/notices/webhook"
    assert httpx.post(address, content=body, headers=headers, trust_env=False).status_code == 200
    reminder = dana.provider.wait_for(lambda: dana.provider.delivered[dana.read :], "a reminder")[-1]
    dana.read += 1
    assert "with Sarah Jones on Tuesday 24 November at 2:00 pm" in text_of(reminder)
    sure = press("Cancel it", dict(reminder))
    assert "Shall I cancel" in text_of(sure)
    assert "Cancelled" in text_of(press("Leave it out", say("yes")))
    assert [row["status"] for row in dana.stack.bookings(dana.email)] == ["cancelled"]


@pytest.mark.parametrize("prefix", ["", "whatsapp:"])
def test_twilio_books_by_numbers(correspond: Any, twilio_api: FakeTwilio, prefix: str) -> None:
    dana = correspond(twilio_api, "twilio")

    def say(text: str) -> str:
        fields = twilio.writing(f"{prefix}+44{dana.number}", text, number=f"{prefix}{twilio.NUMBER}")
        return text_of(dana.send(twilio.signed(fields)))

    offer = say("is anyone free on Friday afternoon for a check-up?")
    assert "\n2. " in offer
    assert "your name" in say("2")
    assert "new patient" in say(f"Dana Reed, {dana.email}")
    assert "pain" in say("no")
    assert "Shall I book it" in say("2")
    assert "Booked" in say("1")
    ((start, name),) = dana.booked()
    assert (start[:10], name) == ("2026-11-27", "Dana Reed")
    (row,) = dana.stack.bookings(dana.email)
    assert {a["question_id"]: a["answer"] for a in row["answers"]} == {"q_new": False, "q_pain": 2}


def test_messenger_books_by_quick_replies(correspond: Any, messenger_api: FakeMessenger) -> None:
    dana = correspond(messenger_api, "messenger")

    def say(text: str, **message: Any) -> dict[str, Any]:
        event = messenger.writing(str(dana.number), text, **message)
        return dana.send(messenger.signed(messenger.delivery(event)))  # type: ignore[no-any-return]

    def tap(number: int, message: dict[str, Any]) -> dict[str, Any]:
        reply = message["quick_replies"][number]
        return say(reply["title"], quick_reply={"payload": reply["payload"]})

    offer = say("is anyone free on Friday afternoon for a check-up?")
    assert "your name" in text_of(tap(0, offer))
    assert "new patient" in text_of(say(f"Dana Reed, {dana.email}"))
    summary = say("yes")
    assert "Booked" in text_of(tap(0, summary))
    ((start, name),) = dana.booked()
    assert (start[:10], name) == ("2026-11-27", "Dana Reed")
