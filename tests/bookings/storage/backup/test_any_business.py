"""Whatever a business has: exported, taken up by the other kind of database and back, it is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert

from bookings.engine.booking import Status
from bookings.storage import tables
from bookings.storage.database import Database
from bookings.storage.unit import SqlStorage
from tests.bookings.storage.backup.businesses import exported, imported

pytestmark = pytest.mark.slow

MIDNIGHT = datetime(2026, 3, 29, tzinfo=UTC)
NO_NUL = st.characters(exclude_categories=["Cs"], exclude_characters="\0")  # PostgreSQL stores no NUL
TEXT = st.text(NO_NUL, max_size=12)
ID = st.text(NO_NUL, min_size=1, max_size=8)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
INSTANT = st.datetimes(datetime(1971, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda when: when.replace(microsecond=0)
)
BOOKING = st.fixed_dictionaries(
    {
        "status": st.sampled_from([status.value for status in Status]),
        "contact_name": TEXT,
        "contact_phone": st.none() | TEXT,
        "notes": st.none() | TEXT,
        "created_at": INSTANT,
        "cancelled_at": st.none() | INSTANT,
        "version": st.integers(1, 2**31 - 1),
        "answers": st.dictionaries(ID, JSON.filter(lambda value: value is not None), max_size=3),
        "details": JSON.filter(lambda value: value is not None),
        "sent_at": st.none() | INSTANT,
        "delivered_at": st.none() | INSTANT,
    }
)


@given(
    facts=st.dictionaries(TEXT, TEXT, max_size=3),
    ids=st.lists(ID, min_size=1, max_size=6, unique=True),
    made=st.lists(BOOKING, max_size=6),
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
def test_there_and_back_again(
    storage: SqlStorage,
    other: Database,
    facts: Mapping[str, str],
    ids: Sequence[str],
    made: Sequence[Mapping[str, Any]],
) -> None:
    here = storage.database
    empty(here)
    with here.writing() as connection:
        store(connection, facts, ids, made)
    content = exported(here)
    for source, target in ((here, other), (other, here)):
        empty(target)
        imported(target, exported(source))
        assert exported(target) == content


def empty(database: Database) -> None:
    with database.writing() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            connection.execute(delete(table))


def store(
    connection: Connection, facts: Mapping[str, str], ids: Sequence[str], made: Sequence[Mapping[str, Any]]
) -> None:
    """Straight into the tables: whatever they can hold is to come back."""
    business = {"id": "dentist", "name": "D", "timezone": "UTC", "facts": dict(facts)}
    times = {"created_at": MIDNIGHT, "updated_at": MIDNIGHT}
    connection.execute(insert(tables.businesses), business | times)
    for place, staff_id in enumerate(ids):
        person = {"id": staff_id, "position": place, "name": staff_id, "timezone": "UTC"}
        connection.execute(insert(tables.staff), {"business_id": "dentist"} | person)
        link = {"id": staff_id, "position": place, "slug": staff_id, "title": staff_id}
        lengths = {"duration_minutes": 30, "slot_interval_minutes": 30}
        connection.execute(insert(tables.booking_links), {"business_id": "dentist"} | link | lengths)
    for number, booking in enumerate(made):
        store_booking(connection, f"{ids[0]}{number}", ids[number % len(ids)], number, booking)


def store_booking(
    connection: Connection, booking_id: str, staff_id: str, number: int, drawn: Mapping[str, Any]
) -> None:
    start = MIDNIGHT + timedelta(hours=number)
    end = start + timedelta(minutes=30)
    own = {name: value for name, value in drawn.items() if name in tables.bookings.c}
    span = {"starts_at": start, "ends_at": end, "blocks_from": start, "blocks_until": end}
    who = {"link_id": staff_id, "staff_id": staff_id, "contact_email": "d@example.com"}
    ids = {"id": booking_id, "business_id": "dentist", "reference": f"R{number}"}
    connection.execute(insert(tables.bookings), ids | who | span | own)
    of = {"booking_id": booking_id}
    for place, (question_id, answer) in enumerate(drawn["answers"].items()):
        answered = {"question_id": question_id, "position": place, "question": "?", "answer": answer}
        connection.execute(insert(tables.booking_answers), of | answered)
    entry = {"version": 1, "at": start, "what": "created", "key_id": "", "details": drawn["details"]}
    connection.execute(insert(tables.booking_history), of | entry)
    reminder = {"minutes_before": 60, "due_at": start, "sent_at": drawn["sent_at"]}
    connection.execute(insert(tables.reminders), of | reminder)
    message = {"kind": "booking.created", "payload": drawn["details"], "created_at": start}
    state = {"available_at": start, "delivered_at": drawn["delivered_at"], "business_id": "dentist"}
    connection.execute(insert(tables.outbox), of | message | state)
