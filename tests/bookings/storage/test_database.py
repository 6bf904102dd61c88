"""Connections and transactions."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from bookings.engine.errors import Busy, ConfigurationError
from bookings.storage import database as module
from bookings.storage.database import Database


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


def test_an_error_rolls_everything_back(storage: object, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bookings.db'}")

    def fail_half_way() -> None:
        with database.writing() as connection:
            connection.execute(text("INSERT INTO businesses VALUES ('b', 'B', 'UTC', '{}', 1, 0, 0)"))
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail_half_way()
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM businesses")).scalar() == 0
    database.close()


def test_readers_do_not_wait_for_a_writer_and_see_what_was_before(storage: object, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bookings.db'}")
    with database.writing() as writer:
        writer.execute(text("INSERT INTO businesses VALUES ('b', 'B', 'UTC', '{}', 1, 0, 0)"))
        with database.reading() as reader:
            assert reader.execute(text("SELECT count(*) FROM businesses")).scalar() == 0
    with database.reading() as reader:
        assert reader.execute(text("SELECT count(*) FROM businesses")).scalar() == 1
    database.close()


def test_a_writer_that_waits_too_long_is_told_to_try_again(
    storage: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SQLITE_WAIT_SECONDS", 0.1)
    url = f"sqlite:///{tmp_path / 'bookings.db'}"
    same_process, other_process = Database(url), Database(url)
    with same_process.writing():
        outcome: list[BaseException] = []

        def try_to_write(database: Database) -> None:
            try:
                with database.writing():
                    pass
            except Busy as error:
                outcome.append(error)

        for database in (same_process, other_process):
            thread = threading.Thread(target=try_to_write, args=(database,))
            thread.start()
            thread.join(5)
    assert [type(error) for error in outcome] == [Busy, Busy]
    same_process.close()
    other_process.close()


def test_what_was_answered_survives_a_power_cut(storage: object, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bookings.db'}")
    with database.reading() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    database.close()
