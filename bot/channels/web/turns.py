"""The turns of the widget's conversations, answered in the background.

One of them may have been begun before, by a process that was killed in the middle of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered

from bot.channels.web.incoming import WebMessage
from bot.channels.web.notices import CHANNEL, WebNotices
from bot.channels.web.session import Session
from bot.channels.web.sessions import Sessions
from bot.channels.whole import SentAnswers

Reply = Callable[[UserMessage, "Agent | None"], Awaitable[None]]
"""Lets the dialogue answer a message into its output channel."""


class Turns:
    """Answers messages, and does what else has to be done in the background, until the server stops."""

    def __init__(self, sessions: Sessions, notices: WebNotices | None, reply: Reply) -> None:
        """`notices`: None when nobody is written to of the bot's own accord."""
        self._sessions, self._notices, self._reply = sessions, notices, reply
        self._running: set[asyncio.Task[None]] = set()

    def begin(
        self, agent: Agent | None, session: Session, message: WebMessage, begun_before: bool = False
    ) -> None:
        """Answer `message`, unless the process that had begun it has done so."""
        self.run(self._turn(agent, session, message, begun_before))

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it in the background."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self, seconds: float) -> None:
        """Wait until everything is done, but not longer."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    async def _turn(
        self, agent: Agent | None, session: Session, message: WebMessage, begun_before: bool
    ) -> None:
        alive = asyncio.create_task(self._sessions.keep(session, message.id))
        try:
            if not (begun_before and await is_in_conversation(agent, session, message)):
                await self._answer(agent, session, message)
        finally:
            alive.cancel()
            await self._sessions.finish(session, message.id)

    async def _answer(self, agent: Agent | None, session: Session, message: WebMessage) -> None:
        say, domain = Answers(self._sessions, session, message.id).say, agent.domain if agent else None
        if self._notices:
            if await self._notices.hears(session, message.text, say, domain):
                return
            say = self._notices.asking(session, say, domain)
        said = UserMessage(
            message.text,
            SentAnswers(say),
            session.id,
            input_channel=CHANNEL,
            message_id=named(session, message),
            metadata=message.metadata,
        )
        await self._reply(said, agent)


class Answers:
    """Passes on what the dialogue says to one message, and nothing of it twice."""

    def __init__(self, sessions: Sessions, session: Session, message_id: str) -> None:
        self._sessions, self._session, self._message_id = sessions, session, message_id
        # What was said by a process that was killed: the dialogue, which was not saved, says it again.
        self._before = [
            {name: value for name, value in event.data.items() if name != "to"}
            for event in session.events
            if event.name == "reply" and event.data["to"] == message_id
        ]
        self._number = len(self._before)

    async def say(self, said: dict[str, Any]) -> None:
        """One answer."""
        if said in self._before:
            self._before.remove(said)
            return
        self._number += 1
        await self._sessions.reply(self._session, self._message_id, self._number, said)


def named(session: Session, message: WebMessage) -> str:
    """What the message is called in the dialogue's own record."""
    return f"{session.id}.{message.id}"


async def is_in_conversation(agent: Agent | None, session: Session, message: WebMessage) -> bool:
    """Whether the dialogue was saved with this message in it: then it was answered."""
    store = getattr(agent, "tracker_store", None)
    tracker = await store.retrieve(session.id) if store is not None else None
    if tracker is None:
        return False
    name = named(session, message)
    return any(isinstance(event, UserUttered) and event.message_id == name for event in tracker.events)
