"""Reminders and offers on their way to where people booked: the API's webhook in, Telegram's API out."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.exceptions import InvalidConfigException

from bot.channels.notices import NoticesChannel
from bot.channels.notices.channel import moment
from bot.channels.notices.signing import key_of
from bot.channels.providers.agreements import Agreements
from bot.channels.providers.consent import Consent
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.api import TelegramApi
from tests.bot.channels.conftest import FakeAgent, serving
from tests.bot.channels.waiting import at_once, deliver, settled
from tests.providers import notices
from tests.providers.notices import BOOKED, BOOKING, WAITING
from tests.providers.telegram import SECRET, TOKEN, FakeTelegram, as_update, buttons, pressing, writing

TELEGRAM, ADDRESS = "/webhooks/telegram/webhook", "/webhooks/notices/webhook"


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    yield fake
    fake.close()


@pytest.fixture
def places(tmp_path: Path) -> Agreements:
    return Agreements(tmp_path / "notices.db")


@pytest.fixture
def channel(telegram: FakeTelegram, places: Agreements) -> TelegramChannel:
    made = TelegramChannel(TelegramApi(TOKEN, telegram.url, sleep=at_once), SECRET, message_limit=200)
    made.consent = Consent(places)
    return made


@pytest.fixture
async def client(
    agent: FakeAgent, channel: TelegramChannel, places: Agreements, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    both = [channel, NoticesChannel(key_of(notices.SECRET), places)]
    async with serving(agent, both, monkeypatch) as made:
        yield made


async def say(client: httpx.AsyncClient, channel: TelegramChannel, text: str, chat: int = 77) -> None:
    await deliver(client, TELEGRAM, as_update(writing(chat, text)))
    await settled(channel)


def telling(agent: FakeAgent, said: dict[str, Any]) -> None:
    async def tell(message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, dict(said))

    agent.dialogue = tell


async def agreed(client: Any, agent: FakeAgent, channel: Any, said: dict[str, Any], answer: str) -> None:
    """Something is booked or waited for, and the question that follows is answered."""
    telling(agent, said)
    await say(client, channel, "yes")
    agent.dialogue = agent.echo
    await say(client, channel, answer)


async def notify(client: Any, channel: Any, event: dict[str, Any], **signing: Any) -> int:
    reply = await deliver(client, ADDRESS, notices.signed(event, **signing))
    await settled(channel)
    return reply.status_code


def texts(telegram: FakeTelegram) -> list[str]:
    return [message["text"] for message in telegram.delivered]


@pytest.mark.parametrize("answer", ["yes", "Yes please", "ok"])
async def test_who_agreed_is_reminded_where_they_booked(
    client, agent, channel, telegram, answer: str
) -> None:
    await agreed(client, agent, channel, BOOKED, answer)
    assert await notify(client, channel, notices.reminder(BOOKING)) == 200
    assert texts(telegram) == [
        "Booked.",
        "May I write to you here about it?",
        "I'll write to you here.",
        "Your appointment: Dental check-up on Sunday 2 June at 9:00 am.",
    ]
    assert telegram.delivered[-1]["chat"]["id"] == 77
    assert len(agent.received) == 1


@pytest.mark.parametrize("answer", ["no", "no thanks"])
async def test_who_did_not_agree_is_not(client, agent, channel, telegram, answer: str) -> None:
    await agreed(client, agent, channel, BOOKED, answer)
    assert await notify(client, channel, notices.reminder(BOOKING)) == 200
    assert texts(telegram)[2:] == ["I won't write to you here."]


async def test_who_says_something_else_is_heard_and_not_written_to(client, agent, channel, telegram) -> None:
    await agreed(client, agent, channel, BOOKED, "what are your opening hours?")
    assert agent.received[-1].text == "what are your opening hours?"
    await say(client, channel, "yes")
    assert agent.received[-1].text == "yes"
    await notify(client, channel, notices.reminder(BOOKING))
    assert texts(telegram)[-1] == "You said yes"


async def test_the_question_is_put_once(client, agent, channel, telegram) -> None:
    await agreed(client, agent, channel, BOOKED, "yes")
    telling(agent, BOOKED)
    await say(client, channel, "another one")
    assert texts(telegram).count("May I write to you here about it?") == 1


class Remembering:
    """A tracker store that remembers one conversation, waiting for this."""

    def __init__(self, *entries: str) -> None:
        self._slots = {"waitlist": SimpleNamespace(value=list(entries) or None)}

    async def retrieve(self, conversation: str) -> SimpleNamespace | None:
        return SimpleNamespace(slots=self._slots) if conversation == "telegram:77" else None


async def test_an_offer_that_the_dialogue_has_forgotten_is_not_told(client, agent, channel, telegram) -> None:
    await agreed(client, agent, channel, WAITING, "yes")
    agent.tracker_store = Remembering("another")
    assert await notify(client, channel, notices.offered("wl_1")) == 200
    assert len(telegram.delivered) == 3


async def test_an_offer_is_told_by_the_dialogue(client, agent, channel, telegram) -> None:
    await agreed(client, agent, channel, WAITING, "yes")
    agent.tracker_store = Remembering("wl_1")
    assert await notify(client, channel, notices.offered("wl_1")) == 200
    assert (agent.received[-1].text, agent.received[-1].sender_id) == ("/answer_offer", "telegram:77")
    assert texts(telegram)[-1] == "You said /answer_offer"


async def test_the_promise_outlives_a_restart(client, agent, channel, telegram, tmp_path) -> None:
    await agreed(client, agent, channel, BOOKED, "yes")
    kept = Agreements(tmp_path / "notices.db").place_for("K7QX-3TRB")
    assert kept is not None
    assert (kept.conversation, kept.channel, kept.place) == ("telegram:77", "telegram", {"chat": 77})


@pytest.mark.parametrize(
    "changed", [{"status": "cancelled"}, {"start_time": "2020-06-02T13:00:00Z"}, {"reference": "OTHER"}]
)
async def test_nobody_is_reminded_of_what_is_not_to_come(client, agent, channel, telegram, changed) -> None:
    await agreed(client, agent, channel, BOOKED, "yes")
    assert await notify(client, channel, notices.reminder(BOOKING | changed)) == 200
    assert len(telegram.delivered) == 3


async def test_a_notice_that_comes_again_is_passed_on_once(client, agent, channel, telegram) -> None:
    await agreed(client, agent, channel, BOOKED, "yes")
    for _ in range(3):
        assert await notify(client, channel, notices.reminder(BOOKING), name="msg_same") == 200
    assert len(telegram.delivered) == 4


async def test_other_events_are_taken_and_left_alone(client, agent, channel, telegram) -> None:
    await agreed(client, agent, channel, BOOKED, "yes")
    assert await notify(client, channel, {"type": "booking.created", "data": BOOKING}) == 200
    assert await notify(client, channel, {"type": "test", "data": {}}) == 200
    assert len(telegram.delivered) == 3


async def test_what_the_api_did_not_sign_lately_is_refused(client, channel) -> None:
    event, other = notices.reminder(BOOKING), "whsec_" + "A" * 40
    assert await notify(client, channel, event, secret=other) == 401
    assert await notify(client, channel, event, at=time.time() - 301) == 401
    body, headers = notices.signed(event)
    for wrong in ({}, headers | {"webhook-id": "msg_x"}, headers | {"webhook-signature": "v2,x é"}):
        encoded = {name: value.encode() for name, value in wrong.items()}
        assert (await client.post(ADDRESS, content=body, headers=encoded)).status_code == 401
    assert await notify(client, channel, []) == 400  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "said"), [(0, "I'll write to you here."), (1, "I won't write to you here.")]
)
async def test_the_question_can_be_answered_by_its_buttons(
    client, agent, channel, telegram, number: int, said: str
) -> None:
    telling(agent, BOOKED)
    await say(client, channel, "yes")
    question = dict(telegram.delivered[1])
    await deliver(client, TELEGRAM, as_update(pressing(77, question, buttons(question)[number])))
    await settled(channel)
    assert texts(telegram)[2:] == [said]
    assert len(agent.received) == 1


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("2026-10-25T00:30:00Z", "Sunday 25 October at 1:30 am"),
        ("2026-10-25T01:30:00Z", "Sunday 25 October at 1:30 am"),
        ("2026-03-29T01:00:00Z", "Sunday 29 March at 2:00 am"),
        ("2026-06-01T11:05:00Z", "Monday 1 June at 12:05 pm"),
        ("2026-05-31T23:00:00Z", "Monday 1 June at 12:00 am"),
    ],
)
def test_times_are_told_in_the_persons_zone(start: str, told: str) -> None:
    assert moment(start, "Europe/London") == told


def test_without_its_secret_the_channel_is_closed_and_a_wrong_one_is_told(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("BOT_NOTICE_SECRET", raising=False)
    assert not NoticesChannel.from_credentials({}).blueprint(None).routes
    monkeypatch.setenv("BOT_NOTICE_FILE", str(tmp_path / "notices.db"))
    for wrong in ("secret", "whsec_", "whsec_!!", "whsec_QUJD"):
        monkeypatch.setenv("BOT_NOTICE_SECRET", wrong)
        with pytest.raises(InvalidConfigException, match="BOT_NOTICE_SECRET: it has to be"):
            NoticesChannel.from_credentials({})
    monkeypatch.setenv("BOT_NOTICE_SECRET", notices.SECRET)
    assert NoticesChannel.from_credentials({})._places is not None
