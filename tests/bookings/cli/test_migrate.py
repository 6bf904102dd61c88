"""`bookings migrate`, up and down."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from bookings.cli import main
from bookings.storage.database import Database
from bookings.storage.migrate import HEAD, current
from tests.bookings.support import Api

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def database(api: Api, monkeypatch: pytest.MonkeyPatch) -> Database:
    """With a business and a booking in it."""
    api.book("2026-06-02T08:00:00Z")
    found = api.storage.database
    monkeypatch.setenv("BOOKINGS_DATABASE_URL", found.url.render_as_string(hide_password=False))
    return found


def test_down_needs_to_be_meant(database: Database, capsys: Capture) -> None:
    assert main(["migrate", "--to", "0004"]) == 1
    assert "say --lose-data" in capsys.readouterr().err
    assert current(database) == HEAD


def test_down_and_up(database: Database, capsys: Capture) -> None:
    assert main(["migrate", "--to", "0004", "--lose-data"]) == 0
    assert f"now at migration 0004 (the newest is {HEAD})" in capsys.readouterr().out
    assert main(["migrate", "--to", "0005"]) == 0
    assert main(["migrate", "--to", "0005"]) == 0
    assert "already at migration 0005" in capsys.readouterr().out
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out.endswith(f"now at migration {HEAD}\n")


def test_down_to_nothing(database: Database, capsys: Capture) -> None:
    assert main(["migrate", "--to", "base", "--lose-data"]) == 0
    assert "now at migration base" in capsys.readouterr().out
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]


@pytest.mark.parametrize("migration", ["0999", "", "-1", "head~1", "0004:0005"])
def test_a_migration_that_there_is_not_is_told(database: Database, capsys: Capture, migration: str) -> None:
    assert main(["migrate", f"--to={migration}", "--lose-data"]) == 1
    assert f'no migration "{migration}"; there are: base, 0001, ' in capsys.readouterr().err
    assert current(database) == HEAD
