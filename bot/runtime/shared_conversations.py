"""Conversations in PostgreSQL, for several processes of the bot: any of them can take the next message.

Rasa's SQL store talks to its database inside the event loop, so that everybody waits for each statement; it
reads and plays a session again before each message, and one session grows for ever. Here the statements run
in threads, a process that remembers the conversation reads only the events that another one has added, only
new events are written, and a long session is cut (see `long_conversations`). The table is Rasa's own.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker, get_trackers_for_conversation_sessions
from rasa.shared.exceptions import RasaException

from bot.runtime.conversations import has_earlier_sessions
from bot.runtime.long_conversations import shortened
from bot.runtime.patches.quick_tracker import copy_of
from bot.runtime.session_rows import Base, Cut, Row, SessionRows
from bot.runtime.shared_places import DATABASE, database_url
from bot.runtime.values import SettingError

THREADS = 8
"""Statements at once; each holds a connection."""
CONNECT_SECONDS = 3
PATIENCE_SECONDS = 15.0
"""How long a message waits for a database that is being restarted."""
_PAUSE_SECONDS = 0.25
T = TypeVar("T")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Known:
    """A conversation as this process saw it last."""

    tracker: DialogueStateTracker
    domain: Domain
    base: Base


class SharedConversations(SQLTrackerStore):
    """Rasa's SQL store without blocking, for as many processes as there are."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        under_way: int = 200,
        patience_seconds: float = PATIENCE_SECONDS,
        **_: Any,
    ) -> None:
        """`host`: the database's address, else BOT_DATABASE_URL; `under_way`: conversations kept in memory.

        Raises RasaException when the address is missing or nothing answers there.
        """
        try:
            url = database_url({DATABASE: host} if host else None)
        except SettingError as problem:
            raise RasaException(str(problem)) from None
        # Asked before Rasa, which would try for ever.
        engine = _engine(url)
        _check(engine)
        super().__init__(domain, dialect="postgresql", host=url, event_broker=event_broker)
        self.engine.dispose()
        self.engine, self.sessionmaker = engine, sa.orm.session.sessionmaker(bind=engine)
        self._rows = SessionRows(self.SQLEvent.__table__)
        self._threads = ThreadPoolExecutor(THREADS, "conversations")
        self._under_way, self._patience = under_way, patience_seconds
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what has been added since the conversation was read."""
        if self.event_broker is not None:
            await self.stream_events(tracker)
        sender, events = tracker.sender_id, list(tracker.events)
        base = getattr(tracker, "stored", None) or await self._run(self._rows.base, sender)
        session = tracker
        if has_earlier_sessions(tracker):
            session = get_trackers_for_conversation_sessions(tracker)[-1]
        short = shortened(session, self.domain.slots)
        rows = _as_rows(sender, events[base.events :])
        cut = None if short is session else _cut(sender, short, events)
        last = await self._run(self._rows.write, sender, base, rows, cut)
        tracker.stored = Base(last, len(events))  # type: ignore[attr-defined]
        self._remember(short, last)

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        if fetch_events_from_all_sessions:
            rows = await self._run(self._rows.everything, sender_id)
            return self._played(sender_id, rows)
        known = self._known.get(sender_id)
        if known is not None and known.domain is self.domain:
            rows = await self._run(self._rows.since, sender_id, known.base.last)
            if rows is not None and not any(_starts_session(data) for _, data in rows):
                if rows:
                    self._catch_up(known, rows)
                return self._given_out(sender_id)
        rows = await self._run(self._rows.session, sender_id)
        tracker = self._played(sender_id, rows)
        if tracker is None:
            self._known.pop(sender_id, None)
            return None
        self._remember(tracker, rows[-1][0])
        return self._given_out(sender_id)

    async def keys(self) -> Iterable[str]:
        """The senders of all conversations."""
        return await self._run(self._rows.senders)

    def _played(self, sender: str, rows: Sequence[Row]) -> DialogueStateTracker | None:
        if not rows:
            return None
        events = [json.loads(text) for _, text in rows]
        tracker = DialogueStateTracker.from_dict(sender, events, self.domain.slots)
        tracker.stored = Base(rows[-1][0], len(tracker.events))  # type: ignore[attr-defined]
        return tracker

    def _catch_up(self, known: _Known, rows: Sequence[Row]) -> None:
        """Another process had the turns since."""
        tracker = copy_of(known.tracker)
        for _, text in rows:
            event = Event.from_parameters(json.loads(text))
            if event is not None:
                tracker.update(event)
        self._remember(tracker, rows[-1][0])

    def _remember(self, tracker: DialogueStateTracker, last: int) -> None:
        kept = copy_of(tracker)
        self._known.pop(tracker.sender_id, None)
        self._known[tracker.sender_id] = _Known(kept, self.domain, Base(last, len(kept.events)))
        while len(self._known) > self._under_way:
            self._known.popitem(last=False)

    def _given_out(self, sender: str) -> DialogueStateTracker:
        self._known.move_to_end(sender)
        known = self._known[sender]
        tracker = copy_of(known.tracker)
        # What is in the table already, so that saving it needs to ask nothing. Copies keep it.
        tracker.stored = known.base  # type: ignore[attr-defined]
        return tracker

    async def _run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do it in a thread, in a transaction; again while the database is being restarted."""
        loop, until = asyncio.get_running_loop(), time.monotonic() + self._patience
        while True:
            try:
                return await loop.run_in_executor(self._threads, self._in_transaction, work, arguments)
            except sa.exc.DBAPIError as error:
                lost = error.connection_invalidated or isinstance(error, sa.exc.OperationalError)
                if not lost or time.monotonic() > until:
                    raise
                logger.warning("The database of the conversations does not answer; trying again.")
                await asyncio.sleep(_PAUSE_SECONDS)

    def _in_transaction(self, work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
        with self.engine.begin() as connection:
            return work(connection, *arguments)


def _engine(url: str) -> sa.engine.Engine:
    return sa.create_engine(
        url, pool_size=THREADS, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS}
    )


def _check(engine: sa.engine.Engine) -> None:
    try:
        with engine.connect():
            pass
    except sa.exc.OperationalError as error:
        raise RasaException(
            f"The database that {DATABASE} names does not let the bot in: {str(error.orig).strip()}\n"
            "Is its server running, and are user, password and name right?"
        ) from None


def _cut(sender: str, short: DialogueStateTracker, events: Sequence[Event]) -> Cut:
    """The same events end both; in front of them `short` has a session that starts with what was before."""
    ours, kept = list(short.events), 0
    while kept < min(len(ours), len(events)) and ours[-1 - kept] is events[-1 - kept]:
        kept += 1
    start = max(place for place, event in enumerate(ours) if isinstance(event, SessionStarted))
    return Cut(kept, _as_rows(sender, ours[max(0, start - 1) :]))


def _as_rows(sender: str, events: Iterable[Event]) -> list[dict[str, Any]]:
    """As Rasa's own store writes them."""
    rows = []
    for event in events:
        data = event.as_dict()
        rows.append(
            {
                "sender_id": sender,
                "type_name": event.type_name,
                "timestamp": data.get("timestamp"),
                "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
                "action_name": data.get("name"),
                "data": json.dumps(data),
            }
        )
    return rows


def _starts_session(text: str) -> bool:
    return json.loads(text).get("event") == SessionStarted.type_name
