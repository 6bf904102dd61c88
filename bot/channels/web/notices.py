"""What the bot says in a widget without having been asked, to those who agreed to that.

An open page shows it at once. Else it is there when the person comes back, also when the conversation has
been forgotten in between; a page says what it has shown by the id of the last event that it got.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot import clock
from bot.channels.providers.agreements import Agreements, Place
from bot.channels.providers.consent import Consent
from bot.channels.web.letters import Letter, Letters
from bot.channels.web.session import Session
from bot.channels.web.sessions import Full, Sessions
from bot.channels.whole import SentAnswers, parts_of
from bot.channels.writing import Notice
from bot.runtime.responses import ASK_TO_WRITE, WILL_NOT_WRITE, WILL_WRITE, response

CHANNEL = "web"
Say = Callable[[dict[str, Any]], Awaitable[None]]
"""Says one message in a conversation."""


class WebNotices:
    """Asks whether the bot may write, and does it."""

    def __init__(self, places: Agreements, sessions: Sessions) -> None:
        self._consent, self._sessions = Consent(places), sessions
        self._letters = Letters(places.path, clock.now)

    async def hears(self, session: Session, text: str, say: Say, domain: Any) -> bool:
        """Whether the message answers if the bot may write; then the dialogue is not asked."""
        agreed = self._consent.answered(session.id, text)
        if agreed is None:
            return False
        await say(parts_of(response(domain, WILL_WRITE if agreed else WILL_NOT_WRITE, CHANNEL)))
        return True

    def asking(self, session: Session, say: Say, domain: Any) -> Say:
        """As `say`; after the first booking, or joining the waitlist, it asks whether the bot may write."""

        async def said(message: dict[str, Any]) -> None:
            await say(message)
            card = message.get("custom")
            place = {"session": session.id}
            if isinstance(card, dict) and self._consent.to_be_asked(card, session.id, CHANNEL, place):
                await say(parts_of(response(domain, ASK_TO_WRITE, CHANNEL)))

        return said

    def way_to(self, place: Place, notice: Notice) -> OutputChannel:
        """What takes a notice to the conversation."""
        session_id, number = str(place.place["session"]), 0

        async def write(message: dict[str, Any]) -> None:
            nonlocal number
            number += 1
            letter = Letter(f"notice:{notice.name}:{number}", message)
            if self._letters.keep(session_id, letter, notice.until):
                await self._show(session_id, letter)

        return SentAnswers(write)

    async def bring(self, session: Session, last_event_id: str | None) -> None:
        """Let a page that comes find what was written while nobody looked; forget what it has shown."""
        position, shown = session.position(last_event_id), []
        told = {str(event.data["to"]): event.number for event in session.events if event.name == "reply"}
        for letter in self._letters.of(session.id):
            if letter.name not in told:
                await self._sessions.reply(session, letter.name, 1, letter.said)
            elif position is not None and told[letter.name] <= position:
                shown.append(letter.name)
        if shown:
            self._letters.shown(shown)

    async def _show(self, session_id: str, letter: Letter) -> None:
        try:
            session = await self._sessions.fetch(session_id)
        except Full:
            return  # it is kept for when there is room, and somebody comes
        await self._sessions.reply(session, letter.name, 1, letter.said)
