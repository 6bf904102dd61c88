"""A turn of the widget that may have been begun before, by a process that was killed in the middle of it."""

from __future__ import annotations

from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import UserUttered

from bot.channels.web.incoming import WebMessage
from bot.channels.web.session import Session
from bot.channels.web.sessions import Sessions


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
