"""The migrations, and that several programs may start on one new database at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex

from bookings.engine.errors import ConfigurationError
from bookings.storage import migrate as migrations
from bookings.storage.database import Database
from bookings.storage.migrate import HEAD, current, migrate
from bookings.storage.tables import metadata
from tests.bookings.support import Api


def test_a_new_database_gets_its_tables_once(blank_url: str) -> None:
    database = Database(blank_url)
    assert current(database) is None
    assert migrate(database) is True
    assert migrate(database) is False
    assert current(database) == HEAD
    database.close()


def test_the_newest_migration_is_the_one_the_code_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).with_name("migrations")))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_the_migrations_leave_the_tables_that_the_code_describes(blank_url: str) -> None:
    database = Database(blank_url)
    migrate(database)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        indexes = {
            name: {index["name"] for index in inspect(connection).get_indexes(name) if is_ours(index)}
            for name in metadata.tables
        }
    assert indexes == {name: {str(i.name) for i in table.indexes} for name, table in metadata.tables.items()}
    database.close()


def is_ours(index: ReflectedIndex) -> bool:
    """Not what PostgreSQL makes for a constraint, such as the one against overlaps."""
    is_exclusion = index.get("dialect_options", {}).get("postgresql_using") == "gist"
    return not (is_exclusion or index.get("duplicates_constraint"))


def test_down_and_up_again_with_data_in(api: Api) -> None:
    api.book("2026-06-02T08:00:00Z")
    database = api.storage.database
    assert migrate(database, "base") is True
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    assert migrate(database) is True
    with database.reading() as connection:
        assert set(metadata.tables) <= set(inspect(connection).get_table_names())


def test_bookings_and_holds_keep_their_times_through_the_migration_that_brings_seats(api: Api) -> None:
    api.book("2026-06-02T08:00:00Z", staff_id="sarah")
    api.call("POST", "/api/v1/holds", {"slug": "check-up", "start_time": "2026-06-02T08:00:00Z"})
    database = api.storage.database
    assert migrate(database, "0008") is True
    with database.reading() as connection:
        assert "seats" not in {column["name"] for column in inspect(connection).get_columns("bookings")}
    assert migrate(database) is True
    assert api.starts("2026-06-02")[0] == "2026-06-02T08:30:00Z"
    assert api.book("2026-06-02T08:00:00Z").json()["error"]["code"] == "slot_taken"


def test_shared_sessions_are_not_taken_to_a_version_without_seats(api_with: Callable[..., Api]) -> None:
    api = api_with(seats=2)
    made = [api.book("2026-06-02T08:00:00Z", staff_id="tom").json()["data"]["id"] for _ in range(2)]
    database = api.storage.database
    with pytest.raises(ConfigurationError, match="more than one live booking or hold: 1"):
        migrate(database, "0008")
    assert current(database) == HEAD
    assert api.call("PATCH", f"/api/v1/bookings/{made[0]}/cancel", {}).status_code == 200
    assert migrate(database, "0008") is True
    with pytest.raises(Exception, match="overlapping_booking"), database.writing() as connection:
        connection.execute(text("UPDATE bookings SET status = 'confirmed'"))
    assert migrate(database) is True
    assert api.get(f"/api/v1/bookings/{made[1]}").json()["data"]["status"] == "confirmed"


def test_links_by_weight_take_equal_turns_in_a_version_without_weights(api_with: Callable[..., Api]) -> None:
    api = api_with(assignment="weighted", staff=[{"id": "sarah", "weight": 3}, "tom"])
    made = api.book("2026-06-02T08:00:00Z").json()["data"]
    database = api.storage.database
    assert migrate(database, "0011") is True
    assert migrate(database) is True
    api.storage._known.clear()
    assert api.get("/api/v1/booking-links/check-up").json()["data"]["assignment"] == "round_robin"
    assert api.get(f"/api/v1/bookings/{made['id']}").json()["data"] == made


def test_several_may_start_at_once(blank_url: str) -> None:
    def start(_: int) -> bool:
        database = Database(blank_url)
        try:
            return migrate(database)
        finally:
            database.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(start, range(4))) == [False, False, False, True]


def test_a_database_of_a_newer_program_is_left_alone(blank_url: str) -> None:
    database = Database(blank_url)
    migrate(database)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="another version of this program"):
        migrate(database)
    assert current(database) == "9999"
    database.close()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "new.db").write_text("this is no database, it is a text that somebody wrote\n" * 20)
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(ConfigurationError, match="not a database"):
        migrate(database)
    database.close()


def test_a_failed_migration_leaves_nothing_behind(blank_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(blank_url)
    monkeypatch.setattr("alembic.op.create_index", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        migrate(database)
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == []
    database.close()
