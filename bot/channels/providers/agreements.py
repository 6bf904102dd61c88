"""Where people booked, and whether the bot may write to them there of its own accord.

Kept in a small database of the bot's own: the conversations themselves are forgotten with a restart, a
promise to remind somebody is not. Nothing but the place is kept, no name, no address; of words only what the
bot wrote into a widget that was closed, until somebody has seen it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS conversation (name TEXT PRIMARY KEY, channel TEXT, place TEXT, agreed INTEGER);
CREATE TABLE IF NOT EXISTS subject (name TEXT PRIMARY KEY, conversation TEXT, zone TEXT);
CREATE TABLE IF NOT EXISTS asked (conversation TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS letter (name TEXT PRIMARY KEY, conversation TEXT, said TEXT, until REAL);
"""


@dataclass(frozen=True)
class Place:
    """A conversation to which the bot may write."""

    conversation: str
    channel: str
    """The channel's name."""
    place: Mapping[str, Any]
    """Where the channel finds it; what is in it is the channel's own business."""
    zone: str
    """The person's zone, in which times are told."""


class Agreements:
    """The places, by what may be written about: a booking's reference, an entry of the waitlist."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        with closing(self._open()) as database:
            database.executescript(_TABLES)

    def note(
        self, subject: str, zone: str, conversation: str, channel: str, place: Mapping[str, Any]
    ) -> None:
        """Something of this conversation's can be written about."""
        with closing(self._open()) as database, database:
            database.execute("INSERT OR REPLACE INTO subject VALUES (?, ?, ?)", (subject, conversation, zone))
            database.execute(
                "INSERT INTO conversation VALUES (?, ?, ?, NULL) "
                "ON CONFLICT (name) DO UPDATE SET place = excluded.place",
                (conversation, channel, json.dumps(place)),
            )

    def ask(self, conversation: str) -> None:
        """The person was asked; their next message may be the answer, whichever process it reaches."""
        with closing(self._open()) as database, database:
            database.execute("INSERT OR IGNORE INTO asked VALUES (?)", (conversation,))

    def was_asked(self, conversation: str) -> bool:
        """Whether the person was asked just before; from now on they were not."""
        with closing(self._open()) as database, database:
            done = database.execute("DELETE FROM asked WHERE conversation = ?", (conversation,))
            return done.rowcount == 1

    def answer(self, conversation: str) -> bool | None:
        """Whether the person agreed; None: they have not said."""
        query = "SELECT agreed FROM conversation WHERE name = ?"
        with closing(self._open()) as database:
            row = database.execute(query, (conversation,)).fetchone()
        return None if row is None or row[0] is None else bool(row[0])

    def agree(self, conversation: str, agreed: bool) -> None:
        """Keep what the person said; the last word counts."""
        with closing(self._open()) as database, database:
            database.execute("UPDATE conversation SET agreed = ? WHERE name = ?", (int(agreed), conversation))

    def place_for(self, subject: str) -> Place | None:
        """Where to write about it; None where nobody agreed to that."""
        query = (
            "SELECT c.name, c.channel, c.place, s.zone FROM subject s "
            "JOIN conversation c ON c.name = s.conversation WHERE s.name = ? AND c.agreed"
        )
        with closing(self._open()) as database:
            row = database.execute(query, (subject,)).fetchone()
        return Place(row[0], row[1], json.loads(row[2]), row[3]) if row else None

    def about(self, is_meant: Callable[[str], bool]) -> list[dict[str, Any]]:
        """What is kept of the conversations whose name, place or subject is meant."""
        query = (
            "SELECT c.name, c.channel, c.place, c.agreed, s.name, s.zone "
            "FROM conversation c LEFT JOIN subject s ON s.conversation = c.name ORDER BY c.name, s.name"
        )
        names = ("conversation", "channel", "place", "agreed", "subject", "zone")
        with closing(self._open()) as database:
            rows = [dict(zip(names, row, strict=True)) for row in database.execute(query)]
        meant = {
            row["conversation"]
            for row in rows
            if any(is_meant(str(row[name] or "")) for name in ("conversation", "place", "subject"))
        }
        return [
            row | {"unread": self._unread(row["conversation"])}
            for row in rows
            if row["conversation"] in meant
        ]

    def forget(self, conversations: Sequence[str]) -> None:
        """Nothing is written there any more, nor known of it, also in unused parts of the file."""
        with closing(self._open()) as database:
            with database:
                for name in conversations:
                    for table in ("subject", "asked", "letter"):
                        database.execute(f"DELETE FROM {table} WHERE conversation = ?", (name,))
                    database.execute("DELETE FROM conversation WHERE name = ?", (name,))
            database.execute("VACUUM")

    def _unread(self, conversation: str) -> list[str]:
        query = "SELECT said FROM letter WHERE conversation = ? AND said != '' ORDER BY rowid"
        with closing(self._open()) as database:
            rows = database.execute(query, (conversation,)).fetchall()
        return [str(json.loads(said).get("text", "")) for (said,) in rows]

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=5)
