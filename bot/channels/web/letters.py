"""What the bot wrote into a widget of its own accord, kept until one of its pages has shown it.

The conversations of the widget are forgotten a day after the last page closed, and with a restart. Who agreed
to be written to there may come back later, so these few messages are kept on disk, beside the agreements.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

_LETTERS = "SELECT name, said FROM letter WHERE conversation = ? ORDER BY rowid"


@dataclass(frozen=True)
class Letter:
    """One message."""

    name: str
    """The same when it is delivered again; no message of a person has such a name."""
    said: dict[str, Any]
    """The message as Rasa hands it to a channel."""


class Letters:
    """The messages by the conversation that they are for; in the file of the agreements."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        """`now`: the current instant, aware."""
        self._path, self._now = path, now

    def keep(self, conversation: str, letter: Letter, until: datetime) -> bool:
        """Keep it `until` nobody has to read it any more. False: it was kept, or shown, before."""
        row = letter.name, conversation, json.dumps(letter.said), until.timestamp()
        with closing(self._open()) as database, database:
            self._drop_old(database)
            done = database.execute("INSERT OR IGNORE INTO letter VALUES (?, ?, ?, ?)", row)
            return done.rowcount == 1

    def of(self, conversation: str) -> list[Letter]:
        """What is kept for this conversation and was not shown yet, oldest first."""
        with closing(self._open()) as database, database:
            self._drop_old(database)
            rows = database.execute(_LETTERS, (conversation,)).fetchall()
        return [Letter(name, json.loads(said)) for name, said in rows if said]

    def shown(self, names: Iterable[str]) -> None:
        """Their words are not kept any longer; their names are, so that none is taken for a new one."""
        with closing(self._open()) as database, database:
            database.executemany("UPDATE letter SET said = '' WHERE name = ?", [(name,) for name in names])

    def _drop_old(self, database: sqlite3.Connection) -> None:
        database.execute("DELETE FROM letter WHERE until < ?", (self._now().timestamp(),))

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=5)
