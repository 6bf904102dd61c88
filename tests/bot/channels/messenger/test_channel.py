"""The channel in a server, with deliveries as Facebook signs them and a Send API that checks what it gets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.exceptions import InvalidConfigException

from bot.channels.messenger import MessengerChannel
from bot.channels.messenger.api import MessengerApi
from tests.bot.channels.waiting import at_once, deliver, settled, until
from tests.providers.messenger import PAGE, SECRET, TOKEN, VERIFY, FakeMessenger, delivery, signed, writing
from tests.providers.server import Answered

ADDRESS = "/webhooks/messenger/webhook"


@pytest.fixture
def messenger() -> Iterator[FakeMessenger]:
    fake = FakeMessenger()
    yield fake
    fake.close()


@pytest.fixture
def channel(messenger: FakeMessenger) -> MessengerChannel:
    api = MessengerApi(TOKEN, f"{messenger.url}/v24.0", sleep=at_once)
    return MessengerChannel(api, SECRET, VERIFY, message_limit=200)


def offering(count: int, title: str = "{}:00 pm") -> Any:
    async def offer(message: UserMessage) -> None:
        slots = [
            {"title": title.format(n), "payload": f'/choose_option{{"option": "{n}"}}'} for n in range(count)
        ]
        await message.output_channel.send_response(message.sender_id, {"text": "When?", "buttons": slots})

    return offer


async def send(client: Any, *events: dict[str, Any]) -> int:
    return (await deliver(client, ADDRESS, signed(delivery(*events)))).status_code


async def test_a_message_is_answered(client, agent, messenger) -> None:
    assert await send(client, writing("7", "check-up")) == 200
    (sent,) = await until(lambda: messenger.delivered)
    assert (sent["to"], sent["text"]) == ("7", "You said check-up")
    assert agent.received[0].sender_id == "messenger:7"


@pytest.mark.parametrize("count", [1, 3, 13])
async def test_choices_are_quick_replies(client, agent, messenger, count: int) -> None:
    agent.dialogue = offering(count)
    await send(client, writing("7", "check-up"))
    (sent,) = await until(lambda: messenger.delivered)
    assert sent["text"] == "When?"
    assert [reply["title"] for reply in sent["quick_replies"]] == [f"{n}:00 pm" for n in range(count)]
    agent.dialogue = agent.echo
    tapped = sent["quick_replies"][-1]
    await send(client, writing("7", tapped["title"], quick_reply={"payload": tapped["payload"]}))
    await until(lambda: len(agent.received) == 2)
    assert agent.received[1].text == tapped["payload"]


@pytest.mark.parametrize(("count", "title"), [(20, "{}:00 pm"), (3, "Friday 27 November at {}:00 pm")])
async def test_more_or_longer_choices_are_numbered_and_a_number_takes_one(
    client, agent, messenger, count: int, title: str
) -> None:
    agent.dialogue = offering(count, title)
    await send(client, writing("7", "check-up"))
    (sent,) = await until(lambda: messenger.delivered)
    lines = sent["text"].splitlines()
    assert lines[:2] == ["When?", f"1. {title.format(0)}"]
    assert len(lines) == count + 2
    assert sent["quick_replies"][0]["title"].startswith("1. ")
    agent.dialogue = agent.echo
    await send(client, writing("7", "3"))
    await until(lambda: len(agent.received) == 2)
    assert agent.received[1].text == '/choose_option{"option": "2"}'
    assert not messenger.refused


async def test_all_of_a_delivery_with_several_messages_is_answered(client, agent, channel) -> None:
    await send(client, writing("7", "one"), writing("8", "two"), writing("7", "three"))
    await settled(channel)
    assert {(m.sender_id, m.text) for m in agent.received} == {
        ("messenger:7", "one"),
        ("messenger:8", "two"),
        ("messenger:7", "three"),
    }


async def test_a_button_of_the_page_is_heard(client, agent) -> None:
    postback = {"mid": "m_9", "title": "Get started", "payload": "/greet"}
    await send(
        client, {"sender": {"id": "7"}, "recipient": {"id": PAGE}, "timestamp": 1, "postback": postback}
    )
    await until(lambda: agent.received)
    assert agent.received[0].text == "/greet"


async def test_echoes_receipts_and_repetitions_are_left_alone(client, agent, channel) -> None:
    again = writing("7", "hello")
    receipt = {"sender": {"id": "7"}, "recipient": {"id": PAGE}, "read": {"watermark": 1}}
    for event in (again, again, writing("7", "me", is_echo=True), receipt):
        assert await send(client, event) == 200
    await settled(channel)
    assert [message.text for message in agent.received] == ["hello"]


async def test_what_is_not_signed_with_the_apps_secret_is_refused(client, agent) -> None:
    body, headers = signed(delivery(writing("7", "hello")))
    only_sha1 = {"X-Hub-Signature": headers["X-Hub-Signature"]}
    for wrong in (
        {},
        only_sha1,
        signed(delivery(), SECRET)[1],
        signed(delivery(writing("7", "x")), "other")[1],
    ):
        reply = await deliver(client, ADDRESS, (body, wrong))
        assert (reply.status_code, reply.json()["error"]["code"]) == (401, "invalid_signature")
    assert not agent.received


@pytest.mark.parametrize("content", [[], {}, {"object": "user", "entry": []}, {"object": "page"}])
async def test_what_is_no_delivery_is_refused(client, content: Any) -> None:
    assert (await deliver(client, ADDRESS, signed(content))).status_code == 400


async def test_facebook_confirms_the_address_with_our_token(client) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": VERIFY}
    reply = await client.get(ADDRESS, params=asked)
    assert (reply.status_code, reply.text) == (200, "1158201444")
    assert (await client.get(ADDRESS, params=asked | {"hub.verify_token": "guess"})).status_code == 403
    assert (await client.get(ADDRESS)).status_code == 403


async def test_an_attachment_alone_is_told_to_be_unreadable(client, agent, messenger) -> None:
    await send(client, writing("7", None, attachments=[{"type": "image", "payload": {"url": "https://x"}}]))
    (sent,) = await until(lambda: messenger.delivered)
    assert sent["text"] == "I can only read text."


async def test_what_facebook_refuses_is_noted_without_the_token(client, messenger, channel, caplog) -> None:
    caplog.set_level("DEBUG")
    messenger.next_answers.append(Answered({"error": {"message": "(#551) This person isn't available"}}, 400))
    await send(client, writing("7", "hello"))
    await settled(channel)
    assert "(#551) This person isn't available" in caplog.text
    assert TOKEN not in caplog.text


def test_all_settings_are_needed(monkeypatch: Any) -> None:
    names = ("MESSENGER_APP_SECRET", "MESSENGER_PAGE_TOKEN", "MESSENGER_VERIFY_TOKEN")
    for name in names:
        monkeypatch.delenv(name, raising=False)
    assert MessengerChannel.from_credentials({}).api is None
    monkeypatch.setenv("MESSENGER_PAGE_TOKEN", TOKEN)
    with pytest.raises(InvalidConfigException, match="MESSENGER_APP_SECRET and MESSENGER_VERIFY_TOKEN must"):
        MessengerChannel.from_credentials({})
    for name in names:
        monkeypatch.setenv(name, "x")
    assert MessengerChannel.from_credentials({}).api is not None
