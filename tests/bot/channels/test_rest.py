from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels.rest import RestChannel

ADDRESS = "/webhooks/rest/webhook"
APOLOGY = {
    "recipient_id": "dana",
    "text": "Sorry.",
    "buttons": [{"title": "Again", "payload": "/try_again"}],
}


@pytest.fixture
def channel() -> RestChannel:
    return RestChannel(message_limit=40)


async def post(client: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    return await client.post(ADDRESS, json={"sender": "dana", "message": "hello"} | fields)


async def test_a_message_gets_the_list_of_answers(client, agent) -> None:
    reply = await post(client)
    assert reply.status_code == 200
    assert reply.json() == [{"recipient_id": "dana", "text": "You said hello"}]
    (message,) = agent.received
    assert (message.text, message.sender_id, message.input_channel) == ("hello", "dana", "rest")


async def test_buttons_images_and_custom_data_come_in_rasas_shape(client, agent) -> None:
    async def offer(message: UserMessage) -> None:
        buttons = [{"title": "2pm", "payload": '/choose_option{"option": "1"}'}]
        both = {"text": "When?", "buttons": buttons, "custom": {"kind": "slots"}, "utter_action": "utter_x"}
        for said in (both, {"image": "a.png"}, {"custom": {"a": 1}}):
            await message.output_channel.send_response(message.sender_id, said)

    agent.dialogue = offer
    assert (await post(client)).json() == [
        {
            "recipient_id": "dana",
            "text": "When?",
            "buttons": [{"title": "2pm", "payload": '/choose_option{"option": "1"}'}],
            "custom": {"kind": "slots"},
        },
        {"recipient_id": "dana", "image": "a.png"},
        {"recipient_id": "dana", "custom": {"a": 1}},
    ]


async def test_the_time_zone_of_the_person_is_passed_on(client, agent) -> None:
    await post(client, metadata={"timezone": "Asia/Kathmandu", "page": "home"})
    assert agent.received[0].metadata == {"timezone": "Asia/Kathmandu", "page": "home"}


@pytest.mark.parametrize(
    "zone", ["Mars/Base", "../../etc/passwd", "Europe", "", 5, None, {}, "x" * 10_000, "a\0b"]
)
async def test_a_time_zone_that_does_not_exist_is_dropped(client, agent, zone: Any) -> None:
    assert (await post(client, metadata={"timezone": zone})).status_code == 200
    assert agent.received[0].metadata == {}


async def test_silence_becomes_an_apology(client, agent) -> None:
    async def say_nothing(_: UserMessage) -> None: ...

    agent.dialogue = say_nothing
    assert (await post(client)).json() == [APOLOGY]


async def test_an_error_becomes_an_apology(client, agent) -> None:
    async def fail(_: UserMessage) -> None:
        raise RuntimeError("broken")

    agent.dialogue = fail
    reply = await post(client)
    assert (reply.status_code, reply.json()) == (200, [APOLOGY])


async def test_what_was_said_before_an_error_is_not_lost(client, agent) -> None:
    async def say_and_fail(message: UserMessage) -> None:
        await agent.echo(message)
        raise RuntimeError("broken")

    agent.dialogue = say_and_fail
    assert [answer["text"] for answer in (await post(client)).json()] == ["You said hello"]


async def test_a_message_that_is_too_long_never_reaches_the_dialogue(client, agent) -> None:
    reply = await post(client, message="x" * 41)
    assert reply.json() == [{"recipient_id": "dana", "text": "At most 40 characters, please."}]
    assert not agent.received
    await post(client, message="x" * 40)
    assert agent.received


async def test_streaming_sends_the_same_answers_a_line_each(client, agent) -> None:
    async def count(message: UserMessage) -> None:
        for number in "12":
            await message.output_channel.send_response(message.sender_id, {"text": number})

    agent.dialogue = count
    reply = await client.post(f"{ADDRESS}?stream=true", json={"sender": "dana", "message": "count"})
    assert [json.loads(line)["text"] for line in reply.text.splitlines()] == ["1", "2"]


async def test_streaming_is_not_silent_either(client, agent) -> None:
    async def fail(_: UserMessage) -> None:
        raise RuntimeError("broken")

    agent.dialogue = fail
    reply = await client.post(f"{ADDRESS}?stream=true", json={"sender": "dana", "message": "hello"})
    assert [json.loads(line) for line in reply.text.splitlines()] == [APOLOGY]


async def test_a_turn_is_finished_though_the_person_has_left(channel, agent) -> None:
    begun, done = asyncio.Event(), []

    async def take_long(message: UserMessage) -> None:
        begun.set()
        await asyncio.sleep(0.02)
        done.append(message.text)

    message = UserMessage("hello", sender_id="dana")
    answering = asyncio.ensure_future(channel.answer(take_long, message, agent, 40))
    await begun.wait()
    answering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answering
    await asyncio.sleep(0.05)
    assert done == ["hello"]


async def test_a_body_of_ten_megabytes_is_refused_at_once(client, agent) -> None:
    reply = await client.post(ADDRESS, content=b" " * 10_000_000)
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "payload_too_large")
    assert "262,144 bytes" in reply.json()["error"]["message"]
    assert (await post(client)).status_code == 200
    assert len(agent.received) == 1


async def test_the_channel_tells_that_it_is_there(client) -> None:
    assert (await client.get("/webhooks/rest/")).json() == {"status": "ok"}


WRONG = [
    (b"", "malformed_json", "not valid JSON", None),
    (b'{"sender": "a", ', "malformed_json", "not valid JSON", None),
    (b"\xff\xfe", "malformed_json", "not valid JSON", None),
    (b"[" * 100_000, "malformed_json", "not valid JSON", None),
    (b"[]", "invalid_message", "has to be an object", None),
    (b'"hello"', "invalid_message", "has to be an object", None),
    (b'{"message": "hello"}', "invalid_message", "sender is missing", "sender"),
    (b'{"sender": null, "message": "hello"}', "invalid_message", "sender is missing", "sender"),
    (
        b'{"sender": 7, "message": "hello"}',
        "invalid_message",
        "sender has to be a text, not a number",
        "sender",
    ),
    (b'{"sender": " ", "message": "hello"}', "invalid_message", "sender is empty", "sender"),
    (
        json.dumps({"sender": "a" * 256, "message": "x"}).encode(),
        "invalid_message",
        "more than 255",
        "sender",
    ),
    (b'{"sender": "a"}', "invalid_message", "message is missing", "message"),
    (b'{"sender": "a", "message": true}', "invalid_message", "not a truth value", "message"),
    (b'{"sender": "a", "message": ["x"]}', "invalid_message", "not a list", "message"),
    (b'{"sender": "a", "message": {"a": 1}}', "invalid_message", "not an object", "message"),
    (b'{"sender": "a", "message": "\\n "}', "invalid_message", "message is empty", "message"),
    (b'{"sender": "a", "message": "\\ud800"}', "invalid_message", "half of a surrogate", "message"),
    (
        b'{"sender": "a", "message": "x", "metadata": "Europe/London"}',
        "invalid_message",
        "metadata",
        "metadata",
    ),
]


@pytest.mark.parametrize(("body", "code", "words", "field"), WRONG, ids=range(len(WRONG)))
async def test_a_wrong_request_is_told_what_is_right(client, agent, body, code, words, field) -> None:
    reply = await client.post(ADDRESS, content=body)
    error = reply.json()["error"]
    assert (reply.status_code, error["code"]) == (400, code)
    assert words in error["message"]
    assert error["details"] == ({"field": field} if field else {})
    assert not agent.received
