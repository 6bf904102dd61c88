from __future__ import annotations

import logging
from pathlib import Path

import pytest
from rasa.core.actions import action
from rasa.core.actions.action import Action
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.utils.endpoints import EndpointConfig

from bot.runtime.patches import cached_validation, failed_turn

pytestmark = pytest.mark.slow

APOLOGY = {"text": "Sorry.", "buttons": [{"title": "Again", "payload": "/try_again"}]}


class Conversation:
    """Talks to an agent as one person."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent

    async def say(self, text: str) -> list[dict]:
        answers = await self.agent.handle_message(UserMessage(text, sender_id="dana"))
        return [{k: v for k, v in answer.items() if k != "recipient_id"} for answer in answers]

    async def texts(self, text: str) -> list[str]:
        return [answer["text"] for answer in await self.say(text)]


@pytest.fixture
def conversation(small_project: Path, fake_actions, unmended, monkeypatch) -> Conversation:
    failed_turn.apply()
    cached_validation.apply()
    monkeypatch.setattr(action, "DEFAULT_REQUEST_TIMEOUT", 0.3)
    model = str(small_project / "models" / "small.tar.gz")
    return Conversation(Agent.load(model, action_endpoint=EndpointConfig(fake_actions.url)))


@pytest.fixture
def stock(small_project: Path, fake_actions, unmended) -> Conversation:
    model = str(small_project / "models" / "small.tar.gz")
    return Conversation(Agent.load(model, action_endpoint=EndpointConfig(fake_actions.url)))


WRONG_ANSWERS = {
    "an error": (500, '{"error": "x", "request_body": "dana@example.org"}'),
    "not found": (404, "<h1>no such page</h1>"),
    "a page": (200, "<h1>hello</h1>"),
    "nothing": (200, ""),
    "half an answer": (200, '{"events": ['),
    "a list": (200, "[]"),
    "an unknown event": (200, '{"events": [{"event": "no such"}], "responses": []}'),
    "a refusal that is none": (400, '{"why": "no reason"}'),
    "a hung server": (0, ""),
}


async def test_rasa_alone_goes_on_as_if_the_action_had_worked(stock: Conversation, fake_actions) -> None:
    # The control: if this fails, Rasa has changed and the mend may be needless.
    fake_actions.answers["action_book"] = (500, "{}")
    assert await stock.texts("book") == ["Booked, Dana."]


@pytest.mark.parametrize("kind", WRONG_ANSWERS)
async def test_a_failed_action_ends_the_turn_with_the_apology(conversation, fake_actions, kind: str) -> None:
    fake_actions.answers["action_book"] = WRONG_ANSWERS[kind]
    assert await conversation.say("book") == [APOLOGY]
    assert fake_actions.calls == ["action_note", "action_book"]


async def test_an_action_server_that_is_down_gets_the_apology_too(conversation) -> None:
    conversation.agent.processor.action_endpoint.url = "http://127.0.0.1:9/webhook"
    assert await conversation.say("book") == [APOLOGY]


@pytest.mark.parametrize("words", ["again", "/try_again"])
async def test_try_again_goes_on_with_the_action_that_failed(conversation, fake_actions, words: str) -> None:
    fake_actions.answers["action_book"] = (500, "{}")
    await conversation.say("book")
    fake_actions.works()
    assert await conversation.texts(words) == ["Booked, Dana."]
    # What had worked is not done a second time.
    assert fake_actions.calls == ["action_note", "action_book", "action_book"]


async def test_trying_again_in_vain_can_be_tried_again(conversation, fake_actions) -> None:
    fake_actions.hangs("action_book")
    await conversation.say("book")
    assert await conversation.say("again") == [APOLOGY]
    fake_actions.works()
    assert await conversation.texts("again") == ["Booked, Dana."]


async def test_what_was_said_and_understood_stays_known(conversation, fake_actions) -> None:
    fake_actions.answers["action_book"] = (500, "{}")
    await conversation.say("book")
    tracker = await conversation.agent.tracker_store.retrieve("dana")
    assert tracker.get_slot("noted") == "Dana"
    assert tracker.latest_message.text == "book"
    assert tracker.latest_action_name == "action_listen"
    assert not [event for event in tracker.events if getattr(event, "action_name", "") == "action_book"]


async def test_after_a_failed_turn_other_messages_are_taken_as_usual(conversation, fake_actions) -> None:
    fake_actions.answers["action_book"] = (500, "{}")
    await conversation.say("book")
    assert await conversation.texts("hello") == ["Hello."]
    assert await conversation.texts("again") == ["Try what?"]


async def test_try_again_without_a_failure_is_a_message_like_others(conversation) -> None:
    assert await conversation.texts("book") == ["Booked, Dana."]
    assert await conversation.texts("again") == ["Try what?"]


async def test_a_failing_start_of_the_session_does_not_stop_the_conversation(conversation) -> None:
    class FailingStart(Action):
        def name(self) -> str:
            return "action_session_start"

        async def run(self, *_: object) -> list:
            raise RuntimeError("broken")

    conversation.agent.processor._get_action = lambda _: FailingStart()
    assert await conversation.texts("hello") == ["Hello."]
    tracker = await conversation.agent.tracker_store.retrieve("dana")
    assert any(event.type_name == "session_started" for event in tracker.events)


async def test_an_action_may_still_refuse_to_run(conversation, fake_actions) -> None:
    # With Rasa a refusal (status 400) lets another action be predicted; it is no failure.
    refusal = (400, '{"action_name": "action_book", "error": "not now"}')
    fake_actions.answers["action_book"] = refusal
    assert APOLOGY not in await conversation.say("book")
    tracker = await conversation.agent.tracker_store.retrieve("dana")
    assert any(event.type_name == "action_execution_rejected" for event in tracker.events)


async def test_the_log_tells_the_failure_and_nothing_personal(conversation, fake_actions, caplog) -> None:
    fake_actions.answers["action_book"] = WRONG_ANSWERS["an error"]
    with caplog.at_level(logging.INFO):
        await conversation.say("book")
    assert "Action 'action_book' failed" in caplog.text
    assert "status 500" in caplog.text
    assert "dana@example.org" not in caplog.text
