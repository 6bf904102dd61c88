"""Transactions and statements as pieces of the work for a message, where that is written down.

A statement is told as it is sent, with placeholders where the values go.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sqlalchemy import Engine, event

from telemetry import trace


def transaction(what: str, system: str) -> AbstractContextManager[Any]:
    """`what`: read or write."""
    return _part(f"{what} transaction", {"db.system.name": system})


def statement(text: str, system: str) -> AbstractContextManager[Any]:
    """Named by its first word."""
    name = text.lstrip(" (\n").partition(" ")[0].upper()
    return _part(name, {"db.system.name": system, "db.query.text": text})


def _part(name: str, attributes: dict[str, trace.Value]) -> AbstractContextManager[Any]:
    # What is done for nobody, such as looking for due messages, would be traces of its own by the thousand.
    if not trace.is_recorded() or trace.current() is None:
        return nullcontext()
    return trace.span(name, trace.CLIENT, None, **attributes)


def trace_statements(engine: Engine) -> None:
    """Those that SQLAlchemy sends; costs nothing where nothing is written down when the engine is made."""
    if not trace.is_recorded():
        return

    def around(run: Callable[..., object]) -> Callable[..., bool]:
        def sent(cursor: Any, text: str, values: Any, _context: Any) -> bool:
            with statement(text, engine.dialect.name):
                run(cursor, text, values)
            return True

        return sent

    event.listen(engine, "do_execute", around(lambda cursor, text, values: cursor.execute(text, values)))
    event.listen(engine, "do_executemany", around(lambda cursor, text, each: cursor.executemany(text, each)))
