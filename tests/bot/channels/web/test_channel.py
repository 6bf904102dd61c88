"""The widget's channel over HTTP, with a dialogue that the test writes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.exceptions import RasaException

from bot.channels.web.channel import FOLDER, WebChannel
from bot.runtime.settings import from_environment

SITE = "https://site.example"
SETTINGS = {
    "BOT_SESSION_KEY": "k" * 40,
    "BOT_ORIGINS": SITE,
    "BOT_MESSAGE_LIMIT": "40",
    "BOT_MESSAGE_RATE": "8/minute",
    "BOT_SESSION_RATE": "3/hour",
    "BOT_MOST_STREAMS": "2",
}


@pytest.fixture
def channel() -> WebChannel:
    return WebChannel(from_environment(SETTINGS))


@pytest.fixture
async def token(client) -> str:
    reply = await client.post("/widget/sessions", headers={"Origin": SITE})
    assert reply.status_code == 201
    return reply.json()["token"]


def headers(token: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Origin": SITE, **more}


async def post(
    client: httpx.AsyncClient, token: str, message_id: str = "message-1", **fields: Any
) -> httpx.Response:
    body = {"id": message_id, "text": "hello"} | fields
    return await client.post("/widget/messages", json=body, headers=headers(token))


class Stream:
    """An open page."""

    def __init__(self, reply: httpx.Response) -> None:
        self.reply, self.lines = reply, reply.aiter_lines()

    async def until(self, name: str) -> list[tuple[str, str, Any]]:
        """Id, name and data of each event up to one of this name."""
        events, event = [], dict[str, str]()
        async for line in self.lines:
            field, _, value = line.partition(": ")
            event[field] = value
            if line == "" and "event" in event:
                events.append((event.get("id", ""), event["event"], json.loads(event["data"])))
                event = {}
                if events[-1][1] == name:
                    return events
        raise AssertionError(f"no {name}: {events}")


@asynccontextmanager
async def listening(client: httpx.AsyncClient, token: str, last: str = "") -> AsyncIterator[Stream]:
    more = {"Last-Event-ID": last} if last else {}
    async with client.stream("GET", "/widget/stream", headers=headers(token, **more), timeout=5) as reply:
        yield Stream(reply)


async def test_a_message_is_taken_at_once_and_answered_over_the_stream(client, token, agent) -> None:
    async with listening(client, token) as page:
        assert page.reply.headers["content-type"] == "text/event-stream; charset=utf-8"
        reply = await post(client, token, timezone="Asia/Kathmandu", language="ne-NP")
        assert (reply.status_code, reply.json()) == (202, {"id": "message-1", "state": "accepted"})
        events = [
            (name, data) for _, name, data in await page.until("answered") if name not in ("hello", "typing")
        ]
    assert events == [
        ("message", {"id": "message-1", "text": "hello"}),
        ("reply", {"to": "message-1", "text": "You said hello"}),
        ("answered", {"id": "message-1"}),
    ]
    (message,) = agent.received
    assert (message.text, message.input_channel) == ("hello", "web")
    assert message.metadata == {"timezone": "Asia/Kathmandu", "language": "ne-NP"}


async def test_buttons_and_cards_come_in_one_piece_with_their_words(client, token, agent) -> None:
    said = {"text": "When?", "buttons": [{"title": "2pm", "payload": "/x"}], "custom": {"kind": "slots"}}

    async def offer(message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {**said, "utter_action": "utter_x"})

    agent.dialogue = offer
    async with listening(client, token) as page:
        await post(client, token)
        assert ("reply", {"to": "message-1", **said}) in [event[1:] for event in await page.until("answered")]


async def test_a_message_that_comes_again_is_answered_once(client, token, agent) -> None:
    async with listening(client, token) as page:
        replies = await asyncio.gather(*(post(client, token) for _ in range(5)))
        assert sorted(reply.status_code for reply in replies) == [200, 200, 200, 200, 202]
        await page.until("answered")
    assert len(agent.received) == 1
    assert (await post(client, token)).json() == {"id": "message-1", "state": "known"}
    assert len(agent.received) == 1


async def test_a_page_that_comes_back_gets_only_what_it_missed(client, token) -> None:
    async with listening(client, token) as page:
        await post(client, token)
        *_, (last, _, _) = await page.until("answered")
    await post(client, token, "message-2")
    async with listening(client, token, last) as page:
        events = await page.until("answered")
    assert events[0][1:] == ("hello", {"resumed": True, "epoch": last.split("-")[0]})
    assert {
        data.get("id", data.get("to")) for _, name, data in events if name not in ("hello", "typing")
    } == {"message-2"}


async def test_two_pages_of_one_person_see_the_same(client, token) -> None:
    async with listening(client, token) as one, listening(client, token) as other:
        await post(client, token)
        kept = [[event for event in await page.until("answered") if event[0]] for page in (one, other)]
    assert kept[0] == kept[1]


async def test_a_message_that_is_not_shown_is_shown_nowhere(client, token) -> None:
    async with listening(client, token) as page:
        await post(client, token, text="/greet", shown=None)
        events = [data for _, name, data in await page.until("answered") if name == "message"]
    assert events == [{"id": "message-1", "text": None}]


async def test_silence_and_errors_become_an_apology(client, token, agent) -> None:
    async def fail(_: UserMessage) -> None:
        raise RuntimeError("broken")

    agent.dialogue = fail
    async with listening(client, token) as page:
        await post(client, token)
        assert "Sorry." in [data.get("text") for _, _, data in await page.until("answered")]


async def test_a_message_that_is_too_long_never_reaches_the_dialogue(client, token, agent) -> None:
    async with listening(client, token) as page:
        await post(client, token, text="x" * 41)
        said = [data.get("text") for _, _, data in await page.until("answered")]
    assert "At most 40 characters, please." in said
    assert not agent.received


# ---- What is refused ----------------------------------------------------------------------------------


async def test_the_name_of_a_conversation_opens_nothing(client, channel) -> None:
    session_id, _ = channel.tokens.issue()
    for token in ("x", session_id, "a.b.c"):
        for reply in (await post(client, token), await client.get("/widget/stream", headers=headers(token))):
            assert (reply.status_code, reply.json()["error"]["code"]) == (401, "invalid_session")
    bare = await client.get("/widget/stream", headers={"Origin": SITE})
    assert bare.status_code == 401
    assert bare.headers["access-control-allow-origin"] == SITE


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://site.example", "https://site.example:8443"]
)
async def test_a_site_that_is_not_on_the_list_reads_nothing(client, token, origin: str) -> None:
    asked = [
        await client.post("/widget/sessions", headers={"Origin": origin}),
        await client.post("/widget/messages", json={}, headers={**headers(token), "Origin": origin}),
        await client.get("/widget/stream", headers={**headers(token), "Origin": origin}),
        await client.options(
            "/widget/messages", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
        ),
    ]
    for reply in asked:
        assert (reply.status_code, reply.json()["error"]["code"]) == (403, "origin_not_allowed")
        assert "access-control-allow-origin" not in reply.headers


async def test_a_site_on_the_list_and_the_bots_own_pages_may(client) -> None:
    own = str(client.base_url).rstrip("/")
    for origin in (SITE, own):
        reply = await client.options("/widget/messages", headers={"Origin": origin})
        assert reply.status_code == 204
        assert reply.headers["access-control-allow-origin"] == origin
        assert "Last-Event-ID" in reply.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in reply.headers


async def test_what_writes_has_to_name_its_origin(client) -> None:
    reply = await client.post("/widget/sessions")
    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "origin_not_allowed")


WRONG = [
    ({"id": None}, "id is missing", "id"),
    ({"id": "short"}, "8 to 64 letters", "id"),
    ({"id": "with blanks in it"}, "8 to 64 letters", "id"),
    ({"text": ""}, "text is empty", "text"),
    ({"text": 7}, "text has to be a text", "text"),
    ({"shown": ["x"]}, "shown has to be a text", "shown"),
    ({"shown": "x" * 501}, "shown has more than 500", "shown"),
]


@pytest.mark.parametrize(("fields", "words", "field"), WRONG)
async def test_a_wrong_message_is_told_what_is_right(client, token, agent, fields, words, field) -> None:
    body = {"id": "message-1", "text": "hello"} | fields
    reply = await client.post("/widget/messages", json=body, headers=headers(token))
    error = reply.json()["error"]
    assert (reply.status_code, error["code"], error["details"]) == (400, "invalid_message", {"field": field})
    assert words in error["message"]
    assert not agent.received


async def test_what_is_shown_may_be_as_long_as_what_is_said(client, token) -> None:
    said = "x" * 900
    assert (await post(client, token, text=said, shown=said)).status_code == 202


async def test_a_body_that_is_too_long_is_refused(client, token) -> None:
    reply = await client.post("/widget/messages", content=b" " * 1_000_000, headers=headers(token))
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "payload_too_large")


async def test_who_writes_too_often_is_told_how_long_to_wait(client, token, agent) -> None:
    replies = [await post(client, token, f"message-{number}") for number in range(9)]
    assert [reply.status_code for reply in replies] == [202] * 8 + [429]
    assert replies[-1].headers["retry-after"] == "8"
    assert replies[-1].json()["error"]["code"] == "too_many_requests"
    assert (await post(client, token, "message-1")).status_code == 200, "what is known costs nothing"


async def test_new_conversations_of_one_address_are_limited(client) -> None:
    replies = [await client.post("/widget/sessions", headers={"Origin": SITE}) for _ in range(4)]
    assert [reply.status_code for reply in replies] == [201, 201, 201, 429]


async def test_open_pages_are_limited(client, token) -> None:
    async with listening(client, token), listening(client, token):
        reply = await client.get("/widget/stream", headers=headers(token))
        assert (reply.status_code, reply.json()["error"]["code"]) == (503, "too_many_open")


async def test_messages_that_wait_for_answers_are_limited(client, token, agent) -> None:
    go = asyncio.Event()

    async def hang(_: UserMessage) -> None:
        await go.wait()

    agent.dialogue = hang
    replies = [await post(client, token, f"message-{number}") for number in range(6)]
    assert [reply.status_code for reply in replies] == [202] * 5 + [429]
    assert replies[-1].json()["error"]["code"] == "too_many_waiting"
    go.set()


# ---- Files and settings -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
async def test_every_file_of_the_widget_can_be_loaded_by_any_site(client, name: str) -> None:
    reply = await client.get(f"/widget/{name}", headers={"Origin": SITE})
    assert reply.status_code == 200
    assert reply.content == (FOLDER / name).read_bytes()
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["x-content-type-options"] == "nosniff"
    same = await client.get(f"/widget/{name}", headers={"If-None-Match": reply.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")


async def test_nothing_else_is_served(client) -> None:
    for name in ("nope.js", "..%2fchat%2findex.html", ".env"):
        assert (await client.get(f"/widget/{name}")).status_code == 404


def test_the_address_behind_a_proxy_is_the_one_that_the_proxy_saw() -> None:
    class Request:
        ip, headers = "10.0.0.1", {"x-forwarded-for": "6.6.6.6, 203.0.113.7"}

    direct, behind = (
        WebChannel(from_environment({**SETTINGS, "BOT_PROXIES": count})).guard for count in ("0", "1")
    )
    assert direct.address(Request()) == "10.0.0.1"  # type: ignore[arg-type]
    assert behind.address(Request()) == "203.0.113.7"  # type: ignore[arg-type]


def test_credentials_that_need_a_key_say_so_when_there_is_none(monkeypatch) -> None:
    monkeypatch.delenv("BOT_SESSION_KEY", raising=False)
    assert isinstance(WebChannel.from_credentials(None), WebChannel)
    with pytest.raises(RasaException, match="BOT_SESSION_KEY is not set"):
        WebChannel.from_credentials({"needs_key": True})
