"""A booking and the rows that follow from it, sent to PostgreSQL as one statement.

Each statement is a round trip, which takes longer than a short insert itself, and which others who want the
same people wait for. So what only inserts, and needs no answer, waits until something else is to be done or
the transaction ends, and then goes as

    WITH joint0 AS (INSERT …), joint1 AS (INSERT …) INSERT …

The parts do not see each other's rows, but foreign keys are checked at the statement's end, so a row may
refer to one of another part (section 7.8.4, "Data-Modifying Statements in WITH", of its documentation).
A fault in one of them is raised where they are sent. On SQLite, which is called without a round trip,
nothing waits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Connection

from bookings.storage.prepared import Prepared, Values, driver_run
from bookings.storage.raw import Raw

_PARAMETER = re.compile(r"%\((\w+)\)s")


class Joint:
    """The inserts of one transaction that have not been sent yet."""

    def __init__(self, connection: Connection | Raw) -> None:
        self.dialect = connection.dialect
        self._connection = connection
        self._waiting: list[tuple[str, Values]] = []

    @property
    def is_waiting(self) -> bool:
        """Whether there is something that has not been sent."""
        return bool(self._waiting)

    def add(self, insert: Prepared, *values: Values) -> None:
        """Insert a row for each of the values, now or a little later; or change one that is there already."""
        if self.dialect.name == "sqlite":
            insert.run_each(self._connection, values)
            return
        rows = [insert.in_words(self.dialect, each) for each in values]
        if rows and any(text == rows[0][0] for text, _ in self._waiting):
            self.send()  # the parts have no order, but rows of one kind keep theirs, and may be the same row
        self._waiting += rows

    def send(self) -> None:
        """Insert what has been waiting."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        values = {
            f"{name}_{number}": value
            for number, (_, given) in enumerate(waiting)
            for name, value in given.items()
        }
        driver_run(self._connection, _joined(tuple(text for text, _ in waiting)), values)


@lru_cache(maxsize=100)
def _joined(texts: Sequence[str]) -> str:
    """One statement; the parameter `name` of the second part is called `name_1` in it."""
    *parts, last = [_PARAMETER.sub(rf"%(\1_{number})s", text) for number, text in enumerate(texts)]
    before = ", ".join(f"joint{number} AS ({part})" for number, part in enumerate(parts))
    return f"WITH {before} {last}" if before else last
