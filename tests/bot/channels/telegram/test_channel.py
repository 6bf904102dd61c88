"""The channel in a server, with updates as Telegram sends them and a Telegram that checks what it is sent."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.exceptions import InvalidConfigException

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.api import TelegramApi
from tests.bot.channels.waiting import at_once, deliver, settled, until
from tests.providers.server import Answered
from tests.providers.telegram import SECRET, TOKEN, FakeTelegram, as_update, buttons, pressing, writing

ADDRESS = "/webhooks/telegram/webhook"
PAYLOAD = '/choose_option{{"option": "time:2026-11-27T{:02}:00:00Z:staff_sarah_with_a_long_name"}}'
SLOTS = [{"title": f"{n}:00 pm", "payload": PAYLOAD.format(n + 12)} for n in range(1, 8)]


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    yield fake
    fake.close()


@pytest.fixture
def channel(telegram: FakeTelegram) -> TelegramChannel:
    return TelegramChannel(TelegramApi(TOKEN, telegram.url, sleep=at_once), SECRET, message_limit=200)


async def offer(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "When?", "buttons": list(SLOTS)})


async def test_a_message_is_answered_in_its_chat(client, agent, telegram) -> None:
    assert (await deliver(client, ADDRESS, as_update(writing(77, "check-up")))).status_code == 200
    (sent,) = await until(lambda: telegram.delivered)
    assert (sent["chat"]["id"], sent["text"]) == (77, "You said check-up")
    assert (agent.received[0].sender_id, agent.received[0].input_channel) == ("telegram:77", "telegram")


async def test_a_choice_is_said_and_takes_the_place_of_the_keyboard(client, agent, telegram, channel) -> None:
    agent.dialogue = offer
    await deliver(client, ADDRESS, as_update(writing(77, "check-up")))
    message = copy.deepcopy((await until(lambda: telegram.delivered))[0])
    agent.dialogue = agent.echo
    for _ in range(2):
        await deliver(client, ADDRESS, as_update(pressing(77, message, buttons(message)[6])))
    await settled(channel)
    assert [heard.text for heard in agent.received[1:]] == [PAYLOAD.format(19)]
    assert telegram.messages[message["message_id"]]["text"] == "When?\n\n✅ 7:00 pm"
    assert "reply_markup" not in telegram.messages[message["message_id"]]
    assert len(telegram.acknowledged) == 1
    assert not telegram.refused


@pytest.mark.parametrize("secret", ["", "another", "é", SECRET.upper()])
async def test_what_does_not_have_the_secret_is_refused(client, agent, secret: str) -> None:
    body, headers = as_update(writing(77, "hello"))
    wrong = {b"x-telegram-bot-api-secret-token": secret.encode()}
    reply = await client.post(ADDRESS, content=body, headers=wrong)
    assert (reply.status_code, reply.json()["error"]["code"]) == (401, "invalid_secret")
    assert headers
    assert not agent.received


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"message": {}}'])
async def test_what_is_no_update_is_refused(client, body: bytes) -> None:
    reply = await deliver(client, ADDRESS, (body, as_update({})[1]))
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "invalid_message")


async def test_an_update_that_comes_again_is_answered_once(client, agent, channel) -> None:
    update = as_update(writing(77, "hello"))
    for _ in range(3):
        assert (await deliver(client, ADDRESS, update)).status_code == 200
    await settled(channel)
    assert len(agent.received) == 1


async def test_groups_edits_and_other_bots_are_left_alone(client, agent, channel) -> None:
    group = writing(77, "hello")
    group["message"]["chat"] = {"id": -5, "type": "group"}
    bot = writing(77, "hello", **{"from": {"id": 9, "is_bot": True}})
    edited = writing(77, "hello")
    edited["edited_message"] = edited.pop("message")
    for update in (group, bot, edited, {"update_id": 1, "my_chat_member": {}}):
        assert (await deliver(client, ADDRESS, as_update(update))).status_code == 200
    await settled(channel)
    assert not agent.received


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("/start", "/greet"),
        ("/start ref123", "/greet"),
        ("/help@bookings_bot", "/ask_for_help"),
        ("/book", "book"),
    ],
)
async def test_commands_are_understood(client, agent, text: str, heard: str) -> None:
    await deliver(client, ADDRESS, as_update(writing(77, text)))
    await until(lambda: agent.received)
    assert agent.received[0].text == heard


async def test_a_photo_alone_is_told_to_be_unreadable(client, agent, telegram) -> None:
    await deliver(client, ADDRESS, as_update(writing(77, None, photo=[{"file_id": "A"}])))
    (sent,) = await until(lambda: telegram.delivered)
    assert sent["text"] == "I can only read text."
    assert not agent.received


async def test_telegrams_limit_is_waited_for(client, telegram) -> None:
    busy = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests",
        "parameters": {"retry_after": 1},
    }
    telegram.next_answers.append(Answered(busy, 429))
    await deliver(client, ADDRESS, as_update(writing(77, "hello")))
    await until(lambda: telegram.delivered)


async def test_a_person_who_has_blocked_the_bot_is_noted_without_the_token(
    client, agent, telegram, channel, caplog
) -> None:
    caplog.set_level("DEBUG")
    blocked = "Forbidden: bot was blocked by the user"
    telegram.next_answers.append(Answered({"ok": False, "error_code": 403, "description": blocked}, 403))
    await deliver(client, ADDRESS, as_update(writing(77, "hello")))
    await settled(channel)
    assert blocked in caplog.text
    assert TOKEN not in caplog.text


async def test_the_token_is_checked_once_the_server_runs(channel, telegram, caplog) -> None:
    await channel.check()
    telegram.next_answers.append(
        Answered({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
    )
    await channel._look()
    await settled(channel)
    assert "The settings of telegram do not work: getMe: Unauthorized" in caplog.text


def test_both_settings_are_needed(monkeypatch: Any) -> None:
    for name in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"):
        monkeypatch.delenv(name, raising=False)
    assert TelegramChannel.from_credentials({}).api is None
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    with pytest.raises(InvalidConfigException, match="TELEGRAM_WEBHOOK_SECRET must be set as well"):
        TelegramChannel.from_credentials({})
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", SECRET)
    assert TelegramChannel.from_credentials({}).api is not None
