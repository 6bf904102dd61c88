"""A business with as many bookings as wanted, for benchmarks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import yaml
from sqlalchemy import insert, text

from bookings.business_file import read_business_file
from bookings.identifiers import new_key_id
from bookings.services.apply_business import apply_business
from bookings.storage.business_queries import BusinessUnit
from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from bookings.storage.tables import bookings

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
FIRST_DAY = datetime(2026, 6, 2, tzinfo=UTC)
KEY = "key-of-the-benchmarks-0123456789"
DAYS_AHEAD = 60
HOURS = (8, 9, 10, 11, 12, 13, 14, 15)
"""Of each day's eight appointments of a person, UTC; in summer an hour later by London's clocks."""
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def business() -> str:
    ten, fifty = ([f"staff{number:02}" for number in range(count)] for count in (10, 50))
    link: dict[str, Any] = {
        "duration_minutes": 30,
        "slot_interval_minutes": 15,
        "buffer_after_minutes": 10,
        "horizon_days": DAYS_AHEAD,
        "windows": dict.fromkeys(WEEK, ["09:00-18:00"]),
        "reminders_minutes_before": [1440, 60],
    }
    fresh = [f"fresh{number}" for number in range(10)]
    open_all_day = {
        "duration_minutes": 5,
        "slot_interval_minutes": 5,
        "buffer_after_minutes": 0,
        "windows": dict.fromkeys(WEEK, ["00:00-24:00"]),
    }
    return yaml.safe_dump(
        {
            "business": {"id": "bench", "name": "Bench", "timezone": "Europe/London"},
            "api_keys": [{"name": "bot", "key_env": "KEY", "scopes": ["bookings:read", "bookings:write"]}],
            "staff": [{"id": who, "name": who.title()} for who in [*fifty, *fresh]],
            "booking_links": [
                {"id": "ten", "slug": "ten", "title": "Ten", "staff": ten, **link},
                {"id": "fifty", "slug": "fifty", "title": "Fifty", "staff": fifty, **link},
                {"id": "fresh", "slug": "fresh", "title": "Fresh", "staff": fresh, **link, **open_all_day},
            ],
        }
    )


def fill(url: str, count: int, staff: int) -> None:
    """So many bookings of the first `staff` people: eight a day each, ahead up to the horizon, then back."""
    database = Database(url)
    migrate(database)
    with database.writing() as connection:
        file = read_business_file(business(), "bench.yaml")
        apply_business(BusinessUnit(connection), file, {"KEY": KEY}, NOW, new_key_id)
    rows = itertools.islice(_rows(staff), count)
    with database.writing() as connection:
        guards = _without_guards(connection, database.is_sqlite)
        for some in itertools.batched(rows, 20_000):
            connection.execute(insert(bookings), list(some))
        for guard in guards:
            connection.execute(text(guard))
    with database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    database.close()


def _without_guards(connection: Any, is_sqlite: bool) -> list[str]:
    """Nothing overlaps here; the triggers are put back afterwards."""
    if not is_sqlite:
        connection.execute(text("ALTER TABLE bookings DISABLE TRIGGER USER"))
        return ["ALTER TABLE bookings ENABLE TRIGGER USER"]
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'bookings'"
    found = connection.execute(text(query)).all()
    for name, _ in found:
        connection.execute(text(f"DROP TRIGGER {name}"))
    return [sql.replace(":", r"\:") for _, sql in found]


def _rows(staff: int) -> Iterator[dict[str, Any]]:
    days = itertools.chain(range(DAYS_AHEAD), itertools.count(-1, -1))
    places = ((day, who, hour) for day in days for who in range(staff) for hour in HOURS)
    for number, (day, who, hour) in enumerate(places):
        starts_at = FIRST_DAY + timedelta(days=day, hours=hour)
        yield {
            "id": f"bk_{number:016}",
            "business_id": "bench",
            "reference": f"{number:08}",
            "link_id": "fifty",
            "staff_id": f"staff{who:02}",
            "status": "confirmed",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=30),
            "blocks_from": starts_at,
            "blocks_until": starts_at + timedelta(minutes=40),
            "contact_name": "Dana Cole",
            "contact_email": "dana@example.com",
            "contact_email_key": "dana@example.com",
            "created_at": NOW,
        }
