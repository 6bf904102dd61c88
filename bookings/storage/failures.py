"""What the database says when it could not do a transaction now, as the business's errors."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from bookings.engine.errors import Busy
from bookings.services.ports import RolledBack

logger = logging.getLogger(__name__)

BUSY = "The database is busy with other changes. Try again."
FULL = "The database's disk is full, so nothing was changed. Try again later."

# Codes as listed in appendix A of the manual of PostgreSQL.
_ROLLED_BACK = {"40001", "40P01"}  # serialization_failure, deadlock_detected
_WAITED_TOO_LONG = {"55P03"}  # lock_not_available, which lock_timeout leads to
_TOOK_TOO_LONG = {"57014"}  # query_canceled, which statement_timeout leads to
_FULL = {"53100"}  # disk_full
_UNREACHABLE = {"53300", "57P01", "57P02", "57P03"}  # too_many_connections; shutting down, crashed, starting


class Unreachable(Busy):
    """There is no connection to the database's server, or it has just been lost."""

    def __init__(self, reason: str) -> None:
        super().__init__("The database cannot be reached. Try again.")
        self.reason = reason
        """What the driver says; not for callers, it names hosts and users."""


@contextmanager
def told_when_busy() -> Iterator[None]:
    """Raises RolledBack, Unreachable or Busy for what may go well another time."""
    try:
        yield
    except NoConnectionFree as error:
        raise Busy(BUSY) from error
    except OperationalError as error:
        raise _told(error) from error


def _told(error: OperationalError) -> Exception:
    state = getattr(error.orig, "sqlstate", None)
    reason = str(error.orig).strip()
    if state in _ROLLED_BACK:
        return RolledBack(BUSY)
    if state in _WAITED_TOO_LONG or "database is locked" in reason:
        return Busy(BUSY)
    if state in _TOOK_TOO_LONG:
        return Busy("The database took too long. Try again.")
    if state in _FULL or "disk is full" in reason:
        logger.error("The database has no room left: %s", reason)
        return Busy(FULL)
    if state in _UNREACHABLE or (state or "").startswith("08") or _is_lost(error):
        logger.error("The database cannot be reached: %s", reason)
        return Unreachable(reason)
    return error


def _is_lost(error: OperationalError) -> bool:
    """Where there is no server there is nobody to give a code."""
    is_postgresql = type(error.orig).__module__.startswith("psycopg")
    return is_postgresql and getattr(error.orig, "sqlstate", None) is None


@contextmanager
def told_as_sqlalchemys(dialect: Dialect) -> Iterator[None]:
    """What the driver itself raises, as the error that SQLAlchemy would make of it."""
    kind = dialect.loaded_dbapi.Error
    try:
        yield
    except kind as error:
        raise DBAPIError.instance(None, None, error, kind, dialect=dialect) from error
