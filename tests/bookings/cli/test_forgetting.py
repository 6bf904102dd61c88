"""What has been kept as long as the settings say goes, by the worker and by `bookings forget-old`."""

from __future__ import annotations

import asyncio
import dataclasses
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from bookings.cli import main
from bookings.clock import SystemClock
from bookings.config import Settings, settings_from
from bookings.engine.errors import ConfigurationError
from bookings.retention_settings import Retention
from bookings.retention_wiring import retention_plug
from bookings.storage import retention
from bookings.storage.people.anonymous import EMAIL
from bookings.storage.tables import (
    bookings,
    contact_proofs,
    handovers,
    idempotency_keys,
    metadata,
    outbox,
    waitlist_entries,
)
from tests.bookings.handing_over import told_at
from tests.bookings.proving import asked
from tests.bookings.support import NOW, Api

DAY = timedelta(days=1)
KEPT = (bookings, waitlist_entries, contact_proofs, handovers, idempotency_keys, outbox)


@pytest.fixture
def settings(api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    url = api.storage.database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("BOOKINGS_DATABASE_URL", url)
    monkeypatch.setenv("BOOKINGS_MAIL_FOLDER", str(tmp_path / "mail"))
    return settings_from(os.environ)


def furnish(api: Api) -> None:
    """Two bookings, an entry of the waitlist, a handover, a proof, a stored answer, messages."""
    told_at(api, "team@dentist.example")
    contact = {"contact_name": "Dana Cole", "contact_email": "dana@example.com"}
    api.book("2026-06-02T08:00:00Z", notes="sore tooth")
    keyed = {"booking_link_id": "link_checkup", "start_time": "2026-06-09T08:00:00Z", **contact}
    made = api.call("POST", "/api/v1/bookings", keyed, headers={"Idempotency-Key": "a" * 20})
    assert made.status_code == 201
    wish = {"booking_link_id": "link_checkup", "first_date": "2026-06-03", **contact}
    assert api.call("POST", "/api/v1/waitlist", wish).status_code == 201
    talk = {"contact_email": "dana@example.com", "transcript": [{"author": "person", "text": "Help"}]}
    assert api.call("POST", "/api/v1/handovers", talk).status_code == 201
    asked(api)
    with api.storage.database.writing() as connection:
        first, second, *_ = connection.execute(select(outbox.c.id).order_by(outbox.c.id)).scalars()
        connection.execute(update(outbox).where(outbox.c.id == first).values(delivered_at=NOW))
        connection.execute(update(outbox).where(outbox.c.id == second).values(dead_at=NOW))


def count(api: Api) -> dict[str, int]:
    with api.storage.database.reading() as connection:
        query = {table.name: select(func.count()).select_from(table) for table in KEPT}
        return {name: connection.execute(each).scalar_one() for name, each in query.items()}


def whose(api: Api) -> list[str]:
    with api.storage.database.reading() as connection:
        return list(
            connection.execute(select(bookings.c.contact_email).order_by(bookings.c.starts_at)).scalars()
        )


def work(api: Api, settings: Settings, after: timedelta, **kept: timedelta | None) -> None:
    """What the worker does, so much later."""
    api.clock.now = NOW + after
    wishes = dataclasses.replace(settings.retention, **kept)
    changed = dataclasses.replace(settings, retention=wishes, clock=api.clock)
    (job,) = retention_plug(changed, api.storage.database).jobs

    async def until_done() -> None:
        while await job.run():
            pass

    asyncio.run(until_done())


def test_without_settings_what_the_business_may_look_up_stays(api: Api, settings: Settings) -> None:
    furnish(api)
    before = count(api)
    work(api, settings, 400 * DAY)
    gone = {name: before[name] - there for name, there in count(api).items()}
    assert gone == {
        "bookings": 0,
        "waitlist_entries": 0,
        "contact_proofs": 1,
        "handovers": 1,
        "idempotency_keys": 1,
        "outbox": 1,
    }
    assert whose(api) == ["dana@example.com", "dana@example.com"]


def test_the_person_in_a_booking_that_is_over_is_forgotten_and_the_booking_stays(
    api: Api, settings: Settings
) -> None:
    furnish(api)
    work(api, settings, 3 * DAY, bookings=2 * DAY)
    assert whose(api) == ["dana@example.com", "dana@example.com"]
    work(api, settings, 4 * DAY, bookings=2 * DAY)
    assert whose(api) == [EMAIL, "dana@example.com"]
    work(api, settings, 12 * DAY, bookings=2 * DAY)
    assert whose(api) == [EMAIL, EMAIL]
    booking = api.get("/api/v1/bookings").json()["data"][0]
    assert (booking["contact_name"], booking["notes"]) == ("Erased", None)
    assert (booking["status"], booking["start_time"]) == ("confirmed", "2026-06-02T08:00:00Z")


def test_waitlist_and_what_was_put_aside_go_when_it_is_wanted(api: Api, settings: Settings) -> None:
    furnish(api)
    before = count(api)
    work(api, settings, 20 * DAY, waitlist=30 * DAY, aside=30 * DAY)
    assert count(api)["waitlist_entries"] == 1
    work(api, settings, 40 * DAY, waitlist=30 * DAY, aside=30 * DAY)
    assert count(api)["waitlist_entries"] == 0
    assert count(api)["outbox"] == before["outbox"] - 2


def test_what_waits_to_be_sent_is_never_forgotten(api: Api, settings: Settings) -> None:
    furnish(api)
    days = dict.fromkeys(vars(Retention()), DAY)
    work(api, settings, 1000 * DAY, **days)
    with api.storage.database.reading() as connection:
        rows = connection.execute(select(outbox.c.delivered_at, outbox.c.dead_at)).all()
    assert len(rows) >= 3
    assert all(tuple(row) == (None, None) for row in rows)


def test_many_rows_go_a_few_at_a_time(api: Api, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 7)
    monkeypatch.setattr(retention, "LOOKED_FOR", 21)
    rows = [
        {"key_id": "k", "key": str(number), "fingerprint": "f", "created_at": NOW} for number in range(50)
    ]
    with api.storage.database.writing() as connection:
        connection.execute(insert(idempotency_keys), rows)
    before = NOW + DAY
    gone = []
    while some := retention.forget(api.storage.database, "answers", before, NOW):
        gone.append(some)
    assert gone == [21, 21, 8]


def test_by_hand_it_is_told_first_and_then_done(
    api: Api,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    furnish(api)
    (tmp_path / "mail").mkdir()
    for name, age in (("old", 10), ("new", 0)):
        file = tmp_path / "mail" / f"{name}.eml"
        file.write_text("To: dana@example.com\n\nHello")
        at = NOW.timestamp() + (30 - age) * DAY.total_seconds()
        os.utime(file, (at, at))
    monkeypatch.setenv("BOOKINGS_KEEP_BOOKINGS", "20d")
    monkeypatch.setenv("BOOKINGS_KEEP_MAILS", "7d")
    monkeypatch.setenv("BOOKINGS_KEEP_HANDOVERS", "10d")
    monkeypatch.setattr(SystemClock, "__call__", lambda _: NOW + 30 * DAY)
    told = "2 bookings, 1 handovers, 1 answers, 1 proofs, 1 mails\n"
    assert main(["forget-old", "--dry-run"]) == 0
    assert capsys.readouterr().out == f"Would go: {told}"
    assert main(["forget-old"]) == 0
    assert capsys.readouterr().out == f"Gone: {told}"
    assert main(["forget-old"]) == 0
    assert capsys.readouterr().out == "Gone: nothing\n"
    assert [file.name for file in (tmp_path / "mail").iterdir()] == ["new.eml"]


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("BOOKINGS_KEEP_BOOKINGS", "1 year", "from 24h on, or forever"),
        ("BOOKINGS_KEEP_BOOKINGS", "0d", "from 24h on"),
        ("BOOKINGS_KEEP_PROOFS", "1h", "from 24h to 48h"),
        ("BOOKINGS_KEEP_HANDOVERS", "forever", "from 24h to 30d"),
    ],
)
def test_a_wrong_length_is_told(name: str, value: str, right: str) -> None:
    with pytest.raises(ConfigurationError, match=right):
        settings_from({name: value})


def test_every_kind_has_its_setting() -> None:
    assert set(vars(Retention())) == {*retention.KINDS, "mails"}
    assert all(table in metadata.sorted_tables for table in KEPT)
