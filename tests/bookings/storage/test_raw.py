"""Transactions of the hot path: what is sent when, and that what was committed is on disk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from bookings.storage.database import Database
from bookings.storage.locking import lock_staff
from bookings.storage.raw import Raw
from tests.servers import require_postgresql
from tools import postgresql


@pytest.fixture(scope="module")
def slow_to_write() -> Iterator[str]:
    """A server whose log reaches the disk when somebody waits for it, and else ten seconds later."""
    require_postgresql()
    with postgresql.running(durable=True) as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
            connection.execute("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE TABLE kept (number int)")
        yield address


@pytest.fixture
def raw(slow_to_write: str) -> Iterator[Raw]:
    database = Database(slow_to_write)
    with database.brief_writing() as found:
        yield found
    database.close()


def is_on_disk(address: str, place: str) -> bool:
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute("SELECT pg_current_wal_flush_lsn() > %s::pg_lsn", [place]).fetchone()
        return bool(row and row[0])


def written(raw: Raw) -> str:
    """Writes a row after a lock has been taken; gives its place in the log."""
    lock_staff(raw, "one", ["ann", "bob"])
    raw.driver.execute("INSERT INTO kept VALUES (1)")
    return str(raw.driver.execute("SELECT pg_current_wal_insert_lsn()").fetchone()[0])


def test_a_commit_that_others_need_not_wait_for_is_on_disk_all_the_same(raw: Raw, slow_to_write: str) -> None:
    place = written(raw)
    assert not is_on_disk(slow_to_write, place)
    raw.commit()
    assert is_on_disk(slow_to_write, place)
    raw.commit()  # there is nothing left to be done


def test_together_with_others_too(raw: Raw, slow_to_write: str) -> None:
    place = written(raw)
    with raw.together():
        raw.driver.execute("INSERT INTO kept VALUES (2)")
        raw.commit()
    assert is_on_disk(slow_to_write, place)


def test_without_waiting_it_would_not_be(
    raw: Raw, slow_to_write: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or else the tests above would show nothing."""
    monkeypatch.setattr("bookings.storage.raw._WHEN_ON_DISK", "SELECT 1")
    place = written(raw)
    raw.commit()
    assert not is_on_disk(slow_to_write, place)


def test_a_transaction_in_which_nothing_is_asked_sends_nothing(slow_to_write: str) -> None:
    database = Database(slow_to_write)
    with database.brief_writing() as raw:
        pass
    assert isinstance(raw, Raw)
    with database.brief_writing() as raw:
        assert idle(raw)
        raw.driver.execute("SELECT 1")
        assert not idle(raw)
    database.close()


def idle(raw: Any) -> bool:
    status = raw.connection.driver_connection.info.transaction_status
    return bool(status == psycopg.pq.TransactionStatus.IDLE)


def test_the_lock_is_the_first_that_is_asked_and_ends_with_the_transaction(slow_to_write: str) -> None:
    database = Database(slow_to_write)
    with database.brief_writing() as raw:
        lock_staff(raw, "one", ["ann", "bob"])
        assert not idle(raw)
        assert locks(slow_to_write) == 2
        early = raw.driver.execute("SHOW synchronous_commit").fetchone()
        assert early == ("off",)
    assert locks(slow_to_write) == 0
    with database.brief_writing() as raw:
        assert raw.driver.execute("SHOW synchronous_commit").fetchone() == ("on",)
    database.close()


def locks(address: str) -> int:
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()
        return int(row[0]) if row else -1
