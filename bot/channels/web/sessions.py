"""All conversations of the widget that the server remembers, within bounds."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.channels.web.session import Session

IDLE_SECONDS = 24 * 3600
"""After which a conversation without an open page is forgotten, as the dialogue forgets it."""
PAGES_OF_ONE = 6
"""Pages that may be open on one conversation."""


class Full(Exception):
    """There is no room for one more; the text says of what."""


class Sessions:
    """The conversations by the id that their token holds."""

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
