"""The conversations in Rasa's SQL tracker store: one row for each event, in the table `events`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa

from bot.people.person import Person

EVENTS = sa.Table(
    "events",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255)),
    sa.Column("type_name", sa.String(255)),
    sa.Column("timestamp", sa.Float),
    sa.Column("data", sa.Text),
)
"""As far as it is used here; Rasa makes it."""
AT_ONCE = 200
"""How many conversations one statement is about, so that none holds the others up for long."""


class Conversations:
    """Those of one database."""

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine

    @property
    def are_there(self) -> bool:
        """Whether the bot has ever kept any here."""
        return bool(sa.inspect(self._engine).has_table(EVENTS.name))

    def of(self, person: Person) -> list[str]:
        """The senders of all conversations in which the person is named, or that are with their number."""
        if not self.are_there:
            return []
        texts = sa.func.lower(EVENTS.c.data), sa.func.lower(EVENTS.c.sender_id)
        likes = [text.like(pattern, escape="\\") for text in texts for pattern in person.patterns()]
        query = sa.select(EVENTS.c.sender_id, EVENTS.c.data).where(sa.or_(*likes))
        with self._engine.connect() as connection:
            rows = connection.execution_options(stream_results=True).execute(query)
            named = {row.sender_id for row in rows if _names(person, row.sender_id, row.data)}
        return sorted(named)

    def told(self, sender: str) -> dict[str, Any]:
        """One conversation: what was said, by whom and when, and everything that is kept of it."""
        query = sa.select(EVENTS.c.data).where(EVENTS.c.sender_id == sender).order_by(EVENTS.c.id)
        with self._engine.connect() as connection:
            events = [json.loads(data) for data in connection.execute(query).scalars()]
        said = [
            _line(event) for event in events if event.get("event") in ("user", "bot") and event.get("text")
        ]
        return {"sender": sender, "said": said, "events": events}

    def erase(self, senders: Sequence[str]) -> int:
        """How many events there were."""
        count = 0
        for start in range(0, len(senders), AT_ONCE):
            these = EVENTS.c.sender_id.in_(senders[start : start + AT_ONCE])
            with self._engine.begin() as connection:
                count += connection.execute(sa.delete(EVENTS).where(these)).rowcount
        return count

    def forget(self, before: datetime, tell: Callable[[int], object] = lambda _: None) -> int:
        """Erase the conversations in which nothing was said since; how many there were.

        Some at a time: the bot goes on meanwhile. `tell`: is called with how many are gone so far.
        """
        count = 0
        while self.are_there and (old := self._silent_since(before)):
            self.erase(old)
            count += len(old)
            tell(count)
        return count

    def silent_since(self, before: datetime) -> int:
        """How many `forget` would erase."""
        query = sa.select(EVENTS.c.sender_id).group_by(EVENTS.c.sender_id).having(_is_old(before))
        with self._engine.connect() as connection:
            total = sa.select(sa.func.count()).select_from(query.subquery())
            return int(connection.execute(total).scalar_one()) if self.are_there else 0

    def _silent_since(self, before: datetime) -> list[str]:
        query = sa.select(EVENTS.c.sender_id).group_by(EVENTS.c.sender_id).having(_is_old(before))
        with self._engine.connect() as connection:
            return list(connection.execute(query.limit(AT_ONCE)).scalars())

    def scrub(self) -> None:
        """See that the files do not hold on to what was deleted."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(
                sa.text("VACUUM" if self._engine.dialect.name == "sqlite" else "VACUUM events")
            )


def _is_old(before: datetime) -> Any:
    return sa.func.max(EVENTS.c.timestamp) < before.timestamp()


def _names(person: Person, sender: str, data: str) -> bool:
    """JSON writes letters beyond ASCII as \\u…, so it is read first."""
    return person.is_named(sender) or person.is_named(json.dumps(json.loads(data), ensure_ascii=False))


def _line(event: dict[str, Any]) -> dict[str, Any]:
    at = datetime.fromtimestamp(event["timestamp"], timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    author = "person" if event["event"] == "user" else "assistant"
    return {"at": at, "author": author, "text": event["text"]}
