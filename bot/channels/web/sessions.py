"""All conversations of the widget that the server remembers, within bounds."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.web.incoming import WebMessage
from bot.channels.web.session import Session

IDLE_SECONDS = 24 * 3600
"""After which a conversation without an open page is forgotten, as the dialogue forgets it."""
PAGES_OF_ONE = 6
"""Pages that may be open on one conversation."""

MOST_WAITING = 5
"""Messages of one conversation that wait for their answers."""
Answer = Callable[[Session, WebMessage], Awaitable[None]]
"""Answers a message in the background."""


class TooManyWaiting(Exception):
    """The conversation has enough messages that wait for their answers."""


class Full(Exception):
    """There is no room for one more; the text says of what."""


class Sessions:
    """The conversations by the id that their token holds, in the memory of this process."""

    def __init__(
        self, most_sessions: int, most_streams: int, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._most_sessions, self._most_streams = most_sessions, most_streams
        self._monotonic = monotonic
        # In the order in which they were used, the longest idle one first.
        self._sessions: dict[str, Session] = {}
        self.closing = False

    def open(self, session_id: str) -> Session:
        """The conversation with this id, begun anew if it is not remembered. Raises Full."""
        session = self._sessions.pop(session_id, None)
        if session is None:
            self._make_room()
            session = Session(session_id)
        session.used_at = self._monotonic()
        self._sessions[session_id] = session
        return session

    async def start(self, answer: Answer) -> None:
        """Nothing has to be taken over from other processes."""

    async def fetch(self, session_id: str) -> Session:
        """As `open`."""
        return self.open(session_id)

    async def knows(self, session: Session, message_id: str) -> bool:
        """Whether this message has come before."""
        return session.knows(message_id)

    async def accept(self, session: Session, message: WebMessage) -> bool:
        """Take this message, unless it has come before; whether it was taken. Raises TooManyWaiting."""
        if session.knows(message.id):
            return False
        if session.turns >= MOST_WAITING:
            raise TooManyWaiting
        session.learn(message.id)
        session.turns += 1
        session.add("message", {"id": message.id, "text": message.shown})
        return True

    async def reply(self, session: Session, message_id: str, number: int, said: dict[str, Any]) -> None:
        """Keep what was said, the `number`th answer to this message, and tell every open page."""
        session.add("reply", {"to": message_id, **said})

    async def finish(self, session: Session, message_id: str) -> None:
        """The message is answered."""
        session.turns -= 1
        session.add("answered", {"id": message_id})

    async def keep(self, session: Session, message_id: str) -> None:
        """While it is answered: nobody else could do it."""

    def check_room_for_page(self, session: Session) -> None:
        """Raises Full when no more pages can follow this conversation, or any."""
        if session.pages >= PAGES_OF_ONE:
            raise Full("This conversation is open in too many pages: close one.")
        if sum(each.pages for each in self._sessions.values()) >= self._most_streams:
            raise Full("Too many people are talking to the assistant just now.")

    def close(self) -> None:
        """Let every open page go."""
        self.closing = True
        for session in self._sessions.values():
            session.wake()

    def _make_room(self) -> None:
        oldest_kept = self._monotonic() - IDLE_SECONDS
        for session_id, session in list(self._sessions.items()):
            is_old = session.used_at < oldest_kept
            if not is_old and len(self._sessions) < self._most_sessions:
                return
            if not session.pages and not session.turns:
                del self._sessions[session_id]
        if len(self._sessions) >= self._most_sessions:
            raise Full("Too many people are talking to the assistant just now.")
