"""A business with a row in every table, and what moves it from database to database."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import func, insert, select, update

from bookings.storage import tables
from bookings.storage.backup.export import export_business
from bookings.storage.backup.lines import Reader
from bookings.storage.backup.load import Loaded, Wishes, load_business
from bookings.storage.database import Database
from tests.bookings.handing_over import told_at
from tests.bookings.support import NOW, Api
from tests.bookings.waiting import join, make_offers


def fill(api: Api) -> None:
    """Have something of everything that the API can leave behind, and what only workers write."""
    starts = ("2026-06-02T08:00:00Z", "2026-06-02T08:30:00Z", "2026-06-03T08:00:00Z")
    made = [book(api, start).json()["data"]["id"] for start in starts]
    assert api.call("PATCH", f"/api/v1/bookings/{made[0]}/cancel", {"reason": "ill"}).status_code == 200
    moved = {"start_time": "2026-06-03T09:00:00Z"}
    assert api.call("PATCH", f"/api/v1/bookings/{made[1]}/reschedule", moved).status_code == 200
    assert api.call("POST", f"/api/v1/bookings/{made[2]}/confirm-attendance").status_code == 200
    held = {"slug": "check-up", "start_time": "2026-06-03T10:00:00Z"}
    hold = api.call("POST", "/api/v1/holds", held).json()["data"]["id"]
    assert book(api, "2026-06-03T10:00:00Z", hold_id=hold).status_code == 201
    fill_waitlist(api)
    told_at(api, "team@dentist.example")
    assert api.call("POST", "/api/v1/handovers", {"contact_phone": "0117 496 0000"}).is_success
    assert api.call("POST", "/api/v1/contact-proofs", {"contact_email": "dana@example.com"}).is_success
    with api.storage.database.writing() as connection:
        busy = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=1), "source": "calendar"}
        ids = {"id": "busy_1", "business_id": "dentist", "staff_id": "sarah"}
        connection.execute(insert(tables.busy_ranges), ids | busy)
        calendar = {"id": "cal_1", "business_id": "dentist", "staff_id": "sarah", "provider": "caldav"}
        uses = {"writes": True, "reads": False, "created_at": NOW, "sync_state": {"until": "then"}}
        texts = {name: name for name in ("account", "address", "name", "credentials")}
        connection.execute(insert(tables.calendars), calendar | uses | texts)
        written = {"booking_id": made[1], "calendar_id": "cal_1", "version": 2, "remote_id": "r"}
        connection.execute(insert(tables.calendar_events), written)
        webhook = {"id": "whk_1", "business_id": "dentist", "url": "https://example.com/", "created_at": NOW}
        told = {"events": ["booking.created"], "secret": "sealed", "old_secret": "sealed, too"}
        connection.execute(insert(tables.webhooks), webhook | told | {"failing_since": NOW})
        sent = tables.outbox.c.booking_id == made[0]
        connection.execute(update(tables.outbox).where(sent).values(delivered_at=NOW, attempts=1))
        first = select(func.min(tables.reminders.c.due_at)).scalar_subquery()
        due = tables.reminders.c.due_at == first
        connection.execute(update(tables.reminders).where(due).values(sent_at=NOW))


def fill_waitlist(api: Api) -> None:
    """Somebody has declined one offer and has another; somebody else waits."""
    answers = [{"question_id": "q_new", "answer": True}]
    first = join(api, "Ann", first_date="2026-06-09", from_time="09:00", until_time="12:00", answers=answers)
    make_offers(api)
    assert api.call("POST", f"/api/v1/waitlist/{first}/decline").status_code == 200
    make_offers(api)
    join(api, "Ben", first_date="2026-06-10", last_date="2026-06-12", staff_id="tom", answers=answers)


def book(api: Api, start: str, **changes: Any) -> httpx.Response:
    """Book with an answer and an Idempotency-Key that is the start itself."""
    body = {
        "slug": "check-up",
        "contact_name": "Dana Cole",
        "contact_email": "dana@example.com",
        "start_time": start,
        "answers": [{"question_id": "q_new", "answer": True}],
        "notes": 'a "note" \N{SNOWMAN}\nof two lines',
        **changes,
    }
    return api.call("POST", "/api/v1/bookings", body, headers={"Idempotency-Key": start})


def exported(database: Database, with_keys: bool = True, now: datetime = NOW) -> bytes:
    stream = io.BytesIO()
    with database.reading() as connection:
        export_business(connection, "dentist", stream, now, with_keys)
    return stream.getvalue()


def imported(database: Database, content: bytes, **wishes: Any) -> Loaded:
    wanted = Wishes(**{"now": NOW, "unsent": "keep", **wishes})
    with database.writing() as connection:
        return load_business(connection, Reader(io.BytesIO(content)), wanted)


def everything(database: Database) -> dict[str, list[str]]:
    """All rows of all tables, to see whether anything at all has changed."""
    with database.reading() as connection:
        return {
            name: sorted(map(repr, connection.execute(select(table))))
            for name, table in tables.metadata.tables.items()
        }
