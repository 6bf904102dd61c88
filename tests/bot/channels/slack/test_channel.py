"""The channel in a server, with requests as Slack signs them and a Slack that checks what it is sent."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.exceptions import InvalidConfigException

from bot.channels.slack import SlackChannel
from bot.channels.slack.api import SlackApi
from tests.bot.channels.waiting import at_once, settled, until
from tests.providers.server import Answered
from tests.providers.slack import (
    BOT,
    SECRET,
    TEAM,
    TOKEN,
    FakeSlack,
    as_event,
    as_interaction,
    buttons,
    event,
    pressing,
    signed,
)

ADDRESS = "/webhooks/slack/webhook"
SLOTS = [{"title": f"{n}:00 pm", "payload": f'/choose_option{{"option": "{n}"}}'} for n in range(1, 8)]


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    fake = FakeSlack()
    yield fake
    fake.close()


@pytest.fixture
def channel(slack: FakeSlack) -> SlackChannel:
    return SlackChannel(SlackApi(TOKEN, f"{slack.url}/api", sleep=at_once), SECRET, message_limit=200)


@pytest.fixture
def dana(slack: FakeSlack) -> str:
    return slack.user("Dana Reed", "dana@example.org", "Asia/Kathmandu")


async def deliver(client: httpx.AsyncClient, delivery: tuple[bytes, dict[str, str]], **headers: str) -> int:
    body, signing = delivery
    return (await client.post(ADDRESS, content=body, headers=signing | headers)).status_code


async def write(client: httpx.AsyncClient, *said: Any, **others: Any) -> int:
    return await deliver(client, as_event(event(*said, **others)))


async def offer(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "When?", "buttons": list(SLOTS)})


async def test_a_direct_message_is_answered_where_it_was_written(client, agent, slack, dana) -> None:
    assert await write(client, dana, "D01", "check-up &amp; more", slack.ts()) == 200
    (post,) = await until(lambda: slack.delivered)
    assert (post["channel"], post["text"]) == ("D01", "You said check-up &amp; more")
    assert "thread_ts" not in post
    (heard,) = agent.received
    assert (heard.sender_id, heard.input_channel) == (f"slack:{TEAM}:{dana}", "slack")


async def test_the_profile_comes_with_the_message(client, agent, slack, dana) -> None:
    await write(client, dana, "D01", "hello", slack.ts())
    await write(client, dana, "D01", "again", slack.ts())
    await until(lambda: len(agent.received) == 2)
    assert agent.received[0].metadata == {
        "timezone": "Asia/Kathmandu",
        "profile": {"name": "Dana Reed", "email": "dana@example.org"},
    }
    assert slack.methods.count("users.info") == 1


async def test_a_profile_that_is_not_told_is_no_hindrance(client, agent, slack) -> None:
    await write(client, "U0404", "D01", "hello", slack.ts())
    await until(lambda: slack.delivered)
    assert agent.received[0].metadata == {}


async def test_a_mention_is_answered_in_a_thread_which_goes_on_without_mentions(
    client, agent, slack, dana
) -> None:
    ts = slack.ts()
    await write(client, dana, "C01", f"<@{BOT}> check-up", ts, kind="app_mention")
    await until(lambda: slack.delivered)
    await write(client, dana, "C01", "tomorrow", slack.ts(), thread_ts=ts)
    first, second = await until(lambda: slack.delivered[1:] and slack.delivered)
    assert (first["thread_ts"], second["thread_ts"]) == (ts, ts)
    assert [message.text for message in agent.received] == ["check-up", "tomorrow"]
    assert {message.sender_id for message in agent.received} == {f"slack:{TEAM}:C01:{ts}:{dana}"}


async def test_a_mention_that_comes_as_two_events_is_answered_once(
    client, agent, slack, channel, dana
) -> None:
    ts = slack.ts()
    for kind in ("app_mention", "message"):
        await write(client, dana, "C01", f"<@{BOT}> check-up", ts, kind=kind)
    await settled(channel)
    assert len(agent.received) == 1


async def test_a_mention_alone_is_a_greeting(client, agent, slack, dana) -> None:
    await write(client, dana, "C01", f"<@{BOT}>", slack.ts(), kind="app_mention")
    await until(lambda: agent.received)
    assert agent.received[0].text == "/greet"


async def test_somebody_mentioned_is_heard_by_name(client, agent, slack, dana) -> None:
    sarah = slack.user("Sarah Jones", None)
    await write(client, dana, "D01", f"check-up with <@{sarah}>", slack.ts())
    await until(lambda: agent.received)
    assert agent.received[0].text == "check-up with Sarah Jones"


@pytest.mark.parametrize(
    "others",
    [
        {"subtype": "message_changed", "hidden": True},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"bot_id": "B1"},
        {"edited": {"user": "U1", "ts": "1"}},
        {"user": BOT},
        {"user": None},
        {"type": "reaction_added"},
    ],
)
async def test_what_no_person_wrote_just_now_is_not_answered(
    client, agent, slack, channel, dana, others
) -> None:
    content = event(dana, "D01", "hello", slack.ts())
    content["event"].update(others)
    assert await deliver(client, as_event(content)) == 200
    await settled(channel)
    assert not agent.received


async def test_talk_in_a_channel_and_in_the_threads_of_others_is_left_alone(
    client, agent, slack, channel, dana
) -> None:
    await write(client, dana, "C01", "lunch?", slack.ts())
    await write(client, dana, "C01", "yes", slack.ts(), thread_ts=slack.ts())
    await settled(channel)
    assert not agent.received


@pytest.mark.parametrize("reason", ["http_timeout", "http_error", "connection_failed", "unknown_error"])
async def test_a_delivery_that_comes_again_is_answered_once(
    client, agent, slack, channel, dana, reason
) -> None:
    delivery = as_event(event(dana, "D01", "hello", slack.ts()))
    for attempt in range(3):
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        assert await deliver(client, delivery, **retry) == 200
    await settled(channel)
    assert (len(agent.received), len(slack.delivered)) == (1, 1)


async def test_a_delivery_whose_first_attempt_was_lost_is_answered(client, agent, slack, dana) -> None:
    delivery = as_event(event(dana, "D01", "hello", slack.ts()))
    await deliver(client, delivery, **{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "connection_failed"})
    await until(lambda: slack.delivered)


async def test_slack_is_answered_before_the_dialogue_has(client, agent, slack, dana) -> None:
    may_answer = asyncio.Event()

    async def think(message: UserMessage) -> None:
        await may_answer.wait()
        await agent.echo(message)

    agent.dialogue = think
    assert await write(client, dana, "D01", "hello", slack.ts()) == 200
    assert not slack.delivered
    may_answer.set()
    await until(lambda: slack.delivered)


async def test_messages_of_one_person_are_answered_in_order(client, agent, slack, channel, dana) -> None:
    for number in range(5):
        await write(client, dana, "D01", str(number), slack.ts())
    await settled(channel)
    assert [message.text for message in agent.received] == list("01234")


async def test_a_flood_is_put_off_and_nothing_of_it_is_lost(client, agent, slack, channel, dana) -> None:
    may_answer = asyncio.Event()

    async def think(message: UserMessage) -> None:
        await may_answer.wait()

    agent.dialogue = think
    deliveries = [as_event(event(dana, "D01", str(number), slack.ts())) for number in range(25)]
    statuses = [await deliver(client, delivery) for delivery in deliveries]
    assert (statuses.count(200), statuses.count(429)) == (20, 5)
    may_answer.set()
    await settled(channel)
    put_off = [d for d, status in zip(deliveries, statuses, strict=True) if status == 429]
    assert [await deliver(client, delivery) for delivery in put_off] == [200] * 5


async def test_the_address_is_confirmed_to_slack(client) -> None:
    content = {"token": "x", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}
    body, headers = as_event(content | {"type": "url_verification"})
    reply = await client.post(ADDRESS, content=body, headers=headers)
    assert (reply.status_code, reply.text) == (200, content["challenge"])


async def test_what_is_not_signed_by_slack_is_refused(client, agent, slack, dana) -> None:
    body, headers = as_event(event(dana, "D01", "hello", slack.ts()))
    for wrong in ({}, signed(body, "another secret"), signed(body, at=time.time() - 301), signed(b"other")):
        reply = await client.post(ADDRESS, content=body, headers=wrong)
        assert (reply.status_code, reply.json()["error"]["code"]) == (401, "invalid_signature")
    assert headers
    assert not agent.received


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"payload=1", b"\xff", b'{"a":' * 100_000])
async def test_a_body_that_is_neither_event_nor_interaction_is_refused(client, body: bytes) -> None:
    reply = await client.post(ADDRESS, content=body, headers=signed(body))
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "invalid_message")


async def test_other_events_are_taken_and_left_alone(client, slack, channel) -> None:
    await until(lambda: "auth.test" in slack.methods)  # which the start asks, in its own time
    slack.methods.clear()
    for other in ({"type": "app_rate_limited"}, {"type": "view_submission"}, {"type": "event_callback"}):
        assert await deliver(client, as_event(other)) == 200
    await settled(channel)
    assert not slack.methods


async def offered(client: httpx.AsyncClient, agent: Any, slack: FakeSlack, *where: str) -> dict[str, Any]:
    """A message with seven choices."""
    agent.dialogue = offer
    kind = "message" if where[1].startswith("D") else "app_mention"
    await write(client, *where, f"<@{BOT}> when?", slack.ts(), kind=kind)
    post: dict[str, Any] = (await until(lambda: slack.delivered))[-1]
    agent.dialogue = agent.echo
    agent.received.clear()
    return post


async def press(client: httpx.AsyncClient, slack: FakeSlack, user: str, post: Any, number: int) -> int:
    action = buttons(post)[number]
    return await deliver(client, as_interaction(pressing(user, post, action, slack.url)))


async def test_a_choice_is_said_and_takes_the_place_of_the_choices(client, agent, slack, dana) -> None:
    post = json.loads(json.dumps(await offered(client, agent, slack, dana, "D01")))
    assert len(buttons(post)) == 7
    assert await press(client, slack, dana, post, 6) == 200
    await until(lambda: len(slack.delivered) == 2)
    assert agent.received[0].text == '/choose_option{"option": "7"}'
    assert agent.received[0].sender_id == f"slack:{TEAM}:{dana}"
    changed = slack.posts[post["ts"]]
    assert [block["type"] for block in changed["blocks"]] == ["section", "context"]
    assert changed["blocks"][1]["elements"][0]["text"] == "✅ *7:00 pm*"
    assert not slack.refused


async def test_one_question_takes_one_answer(client, agent, slack, channel, dana) -> None:
    post = json.loads(json.dumps(await offered(client, agent, slack, dana, "D01")))
    for number in (1, 1, 2):
        assert await press(client, slack, dana, post, number) == 200
    await settled(channel)
    assert [message.text for message in agent.received] == ['/choose_option{"option": "2"}']


async def test_a_choice_in_a_thread_is_answered_in_it(client, agent, slack, dana) -> None:
    post = await offered(client, agent, slack, dana, "C01")
    await press(client, slack, dana, post, 0)
    await until(lambda: len(slack.delivered) == 2)
    assert slack.delivered[1]["thread_ts"] == post["thread_ts"]
    assert agent.received[0].sender_id == f"slack:{TEAM}:C01:{post['thread_ts']}:{dana}"


async def test_nobody_else_can_take_somebodys_choices(client, agent, slack, channel, dana) -> None:
    post = json.loads(json.dumps(await offered(client, agent, slack, dana, "C01")))
    tom = slack.user("Tom", None)
    assert await press(client, slack, tom, post, 0) == 200
    await until(lambda: slack.ephemeral)
    assert slack.ephemeral[0]["user"] == tom
    await press(client, slack, dana, post, 0)
    await settled(channel)
    assert [message.sender_id[-len(dana) :] for message in agent.received] == [dana]


async def test_a_day_of_the_calendar_is_said(client, agent, slack, dana) -> None:
    async def ask(message: UserMessage) -> None:
        custom = {"kind": "ask_date", "first": "2026-11-24", "last": "2027-01-24"}
        await message.output_channel.send_response(
            message.sender_id, {"text": "Which day?", "custom": custom}
        )

    agent.dialogue = ask
    await write(client, dana, "D01", "check-up", slack.ts())
    (post,) = await until(lambda: slack.delivered)
    agent.dialogue, picker = agent.echo, post["blocks"][-1]["elements"][0]
    assert picker["initial_date"] == "2026-11-24"
    picker["selected_date"] = "2026-12-01"
    await deliver(client, as_interaction(pressing(dana, post, picker, slack.url)))
    await until(lambda: len(slack.delivered) == 2)
    assert agent.received[-1].text == "2026-12-01"


async def test_choices_that_cannot_be_replaced_count_all_the_same(client, agent, slack, dana) -> None:
    post = json.loads(json.dumps(await offered(client, agent, slack, dana, "D01")))
    slack.posts.clear()
    await press(client, slack, dana, post, 0)
    await until(lambda: agent.received)
    assert slack.refused == ["message_not_found ()"]


async def test_slacks_limit_is_waited_for(client, agent, slack, dana) -> None:
    slack.next_answers += [Answered({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1"})] * 2
    await write(client, dana, "D01", "hello", slack.ts())
    await until(lambda: slack.delivered)


async def test_an_answer_that_slack_refuses_does_not_lose_the_turn(
    client, agent, slack, channel, dana
) -> None:
    reached = []

    async def say_and_remember(message: UserMessage) -> None:
        await agent.echo(message)
        reached.append(message.text)

    agent.dialogue = say_and_remember
    await slack_knows(client, slack, dana, agent)
    slack.next_answers.append(Answered({"ok": False, "error": "channel_not_found"}))
    await write(client, dana, "D01", "hello", slack.ts())
    await settled(channel)
    assert reached[-1] == "hello"


async def slack_knows(client: httpx.AsyncClient, slack: FakeSlack, user: str, agent: Any) -> None:
    """The profile is known, so that the next call is the answer."""
    await write(client, user, "D01", "hi", slack.ts())
    await until(lambda: slack.delivered)


async def test_a_file_alone_is_told_to_be_unreadable(client, agent, slack, dana) -> None:
    await write(client, dana, "D01", "", slack.ts(), subtype="file_share", files=[{"id": "F1"}])
    (post,) = await until(lambda: slack.delivered)
    assert post["text"] == "I can only read text."
    assert not agent.received


async def test_a_message_that_is_too_long_is_told_so(client, agent, slack, dana) -> None:
    await write(client, dana, "D01", "x" * 201, slack.ts())
    (post,) = await until(lambda: slack.delivered)
    assert post["text"] == "At most 200 characters, please."


async def test_an_error_becomes_an_apology_with_a_way_on(client, agent, slack, dana) -> None:
    async def fail(_: UserMessage) -> None:
        raise RuntimeError("broken")

    agent.dialogue = fail
    await write(client, dana, "D01", "hello", slack.ts())
    (post,) = await until(lambda: slack.delivered)
    assert [button["value"] for button in buttons(post)] == ["/try_again"]


async def test_the_token_is_in_no_log(client, slack, dana, caplog) -> None:
    caplog.set_level("DEBUG")
    slack.next_answers.append(Answered("nonsense", 500))
    await write(client, dana, "D01", "hello", slack.ts())
    await until(lambda: slack.delivered)
    assert TOKEN not in caplog.text


async def test_wrong_keys_are_told_at_the_start(client, agent, slack, channel, caplog) -> None:
    await channel._look()
    await settled(channel)
    assert not [note for note in caplog.records if note.levelname == "ERROR"]
    slack.next_answers.append(Answered({"ok": False, "error": "invalid_auth"}))
    await channel._look()
    await settled(channel)
    assert "The settings of slack do not work: auth.test: invalid_auth" in caplog.text


def test_without_settings_the_channel_is_closed_and_with_half_of_them_it_says_so(monkeypatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"):
        monkeypatch.delenv(name, raising=False)
    closed = SlackChannel.from_credentials({})
    assert closed.api is None
    assert not closed.blueprint(None).routes
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    with pytest.raises(InvalidConfigException, match="SLACK_SIGNING_SECRET must be set as well"):
        SlackChannel.from_credentials({})
    monkeypatch.setenv("SLACK_SIGNING_SECRET", SECRET)
    assert SlackChannel.from_credentials({}).api is not None
    monkeypatch.setenv("SLACK_API_URL", "slack.com")
    with pytest.raises(InvalidConfigException, match="SLACK_API_URL is 'slack.com'"):
        SlackChannel.from_credentials({})
