"""Make room for a business that is taken up, and nothing else."""

from __future__ import annotations

from sqlalchemy import Connection, case, delete, select, text, update

from bookings.storage.backup.errors import BackupRefused
from bookings.storage.backup.lines import Header
from bookings.storage.backup.scope import KEY_TABLES, Part, plan
from bookings.storage.tables import api_keys, businesses, idempotency_keys


def parts_of(header: Header) -> list[Part]:
    """What a file with this header may hold."""
    return [part for part in plan() if header.keys or part.name not in KEY_TABLES]


def make_room(connection: Connection, header: Header, replace: bool) -> int:
    """The version of the business that gave way, or 0. Raises BackupRefused if it may not.

    Its keys stay if the file brings none. Stored answers go in any case: they may be about bookings that
    are not there afterwards.
    """
    this = businesses.c.id == header.business
    version: int | None = connection.execute(select(businesses.c.version).where(this)).scalar()
    if version is None:
        return 0
    if not replace:
        raise BackupRefused(
            f'The business "{header.business}" is in this database. Say --replace to put what the file holds '
            "in its place: all that it has now is lost."
        )
    _clear(connection, header)
    return version


def _clear(connection: Connection, header: Header) -> None:
    """The row of the business itself stays, for the keys that stay hang on it, and is written over."""
    staying = {businesses.name} | (set() if header.keys else {api_keys.name})
    leaving = [part for part in plan() if part.name not in staying]
    if connection.dialect.name == "postgresql":  # on SQLite a writer is alone anyway
        names = ", ".join(part.name for part in leaving)
        connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
    for part in _dependants_first(leaving):
        connection.execute(delete(part.table).where(part.rows), {"business": header.business})


def count_on(connection: Connection, business_id: str, version: int) -> None:
    """Running programs notice a change by the business's version, so none comes twice."""
    newest = case((businesses.c.version > version, businesses.c.version), else_=version)
    connection.execute(update(businesses).where(businesses.c.id == business_id).values(version=newest + 1))


def _dependants_first(parts: list[Part]) -> list[Part]:
    """Stored answers are found by their keys, so they go while the keys are still there."""
    answers = [part for part in parts if part.table is idempotency_keys]
    return answers + [part for part in reversed(parts) if part.table is not idempotency_keys]
