"""Connections and transactions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, func, insert, select, text, update

from bookings.engine.errors import Busy, ConfigurationError
from bookings.engine.timerange import TimeRange
from bookings.services.ports import RolledBack
from bookings.storage import database as module
from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from bookings.storage.tables import businesses
from bookings.storage.unit import SqlStorage
from tests.bookings.support import NOW, Api


@pytest.mark.parametrize(
    "text_", ["bookings.db", "", "mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "::"]
)
def test_an_address_that_is_no_database_is_refused(text_: str) -> None:
    with pytest.raises(ConfigurationError, match="BOOKINGS_DATABASE_URL"):
        Database(text_)


def test_a_postgresql_address_goes_to_psycopg() -> None:
    database = Database("postgresql://user:secret@localhost/bookings")
    assert database.url.drivername == "postgresql+psycopg"
    assert "secret" not in repr(database.url)
    database.close()


def test_the_folder_is_made(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'a' / 'b' / 'bookings.db'}").close()
    assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="cannot be made"):
        Database(f"sqlite:///{tmp_path / 'file' / 'bookings.db'}")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def same(database: Database) -> Iterator[Database]:
    """The same database as another process sees it."""
    other = Database(database.url.render_as_string())
    yield other
    other.close()


def add_business(connection: Connection) -> None:
    values = {"id": "b", "name": "B", "timezone": "UTC", "facts": {}, "version": 1}
    connection.execute(insert(businesses).values(values | {"created_at": NOW, "updated_at": NOW}))


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(businesses)).scalar_one()


def test_an_error_rolls_everything_back(database: Database) -> None:
    def fail_half_way() -> None:
        with database.writing() as connection:
            add_business(connection)
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail_half_way()
    with database.reading() as connection:
        assert count(connection) == 0


def test_readers_do_not_wait_for_a_writer_and_see_what_was_before(database: Database) -> None:
    with database.writing() as writer:
        add_business(writer)
        with database.reading() as reader:
            assert count(reader) == 0
    with database.reading() as reader:
        assert count(reader) == 1


def test_what_is_read_in_several_statements_is_of_one_instant(database: Database) -> None:
    with database.reading() as reader:
        assert count(reader) == 0
        with database.writing() as writer:
            add_business(writer)
        assert count(reader) == 0


def test_a_writer_that_waits_too_long_is_told_to_try_again(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.1)
    url = api.storage.database.url.render_as_string()
    same_process, other_process = (SqlStorage(Database(url)) for _ in range(2))
    day = TimeRange(NOW, NOW + timedelta(days=1))
    with same_process.writing() as unit:
        unit.occupied("dentist", ["sarah"], day)
        outcome: list[BaseException] = []

        def try_to_write(storage: SqlStorage) -> None:
            try:
                with storage.writing() as unit:
                    unit.occupied("dentist", ["tom", "sarah"], day)
            except Busy as error:
                outcome.append(error)

        for storage in (same_process, other_process):
            thread = threading.Thread(target=try_to_write, args=(storage,))
            thread.start()
            thread.join(5)
    assert [type(error) for error in outcome] == [Busy, Busy]
    same_process.database.close()
    other_process.database.close()


def test_what_was_answered_survives_a_power_cut(database: Database) -> None:
    if not database.is_sqlite:
        return  # PostgreSQL does it unless its operator says otherwise
    with database.reading() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_an_instant_comes_back_in_utc_and_whole_seconds(database: Database) -> None:
    at = datetime(2026, 6, 1, 9, 30, 15, 999999, tzinfo=ZoneInfo("Australia/Lord_Howe"))
    with database.writing() as connection:
        add_business(connection)
        connection.execute(update(businesses).values(created_at=at))
        stored = connection.execute(select(businesses.c.created_at)).scalar_one()
    assert stored == at.replace(microsecond=0)
    assert stored.tzinfo is UTC


def lose_connections(database: Database) -> None:
    """As after a restart of the server."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with database.writing() as connection:
        connection.execute(text(f"{others} AND pid <> pg_backend_pid()"))


def test_a_connection_lost_on_the_way_is_told_and_one_lost_before_is_replaced(
    database: Database, same: Database
) -> None:
    if database.is_sqlite:
        return  # no server, no connection to lose

    def lose_it_half_way() -> None:
        with database.writing() as connection:
            add_business(connection)
            lose_connections(same)
            count(connection)

    with pytest.raises(Busy, match="cannot be reached"):
        lose_it_half_way()
    with database.reading() as reader:
        assert count(reader) == 0
    lose_connections(same)
    with database.reading() as reader:
        assert count(reader) == 0


def test_of_two_that_wait_for_each_other_one_is_rolled_back(database: Database) -> None:
    if database.is_sqlite:
        return  # one writer at a time
    both_hold_one = threading.Barrier(2, timeout=10)

    def lock(first: int, second: int) -> str:
        try:
            with database.writing() as connection:
                connection.execute(select(func.pg_advisory_xact_lock(first)))
                both_hold_one.wait()
                connection.execute(select(func.pg_advisory_xact_lock(second)))
        except RolledBack:
            return "rolled back"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lock, (1, 2), (2, 1))) == ["done", "rolled back"]


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    database = Database("postgresql://user:secret@127.0.0.1:1/bookings?connect_timeout=2")
    with pytest.raises(ConfigurationError, match=r"cannot be used: .*127\.0\.0\.1") as told:
        migrate(database)
    assert "secret" not in told.value.message
    with pytest.raises(Busy) as unreachable, database.reading():
        pass
    assert "127.0.0.1" not in unreachable.value.message
    database.close()
