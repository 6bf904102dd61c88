"""`bookings person`: everything of one person is told, and nothing is left of them after an erase."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bookings.bootstrap import plugs
from bookings.cli import main
from bookings.config import settings_from
from bookings.outbox.routes import Routes
from bookings.outbox.worker import Worker
from bookings.storage.outbox import SqlOutbox
from bookings.storage.tables import calendar_events, calendars, metadata, outbox
from tests.bookings.handing_over import told_at
from tests.bookings.outbox.support import QUICK, run_until
from tests.bookings.proving import asked
from tests.bookings.support import NOW, Api

Capture = pytest.CaptureFixture[str]
MAIL, PHONE, NAME = "Maud.Quill@example.com", "+44 (0)117 496 0123", "Maud Quill"
MARKS = ("maud", "quill", "4960123", "496 0123", "sore tooth", "penicillin", "grandson", "walrus")
OTHER = {
    "contact_name": "Dana Cole",
    "contact_email": "aud.quill@example.com",
    "contact_phone": "0117 496 9999",
}
SOON = timedelta(days=7)


@pytest.fixture
def office(api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    folder = tmp_path / "mail"
    url = api.storage.database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("BOOKINGS_DATABASE_URL", url)
    monkeypatch.setenv("BOOKINGS_MAIL_FOLDER", str(folder))
    monkeypatch.setenv("BOOKINGS_NOW", NOW.isoformat())
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", "k" * 40)
    return Office(api, folder, monkeypatch)


@dataclasses.dataclass
class Office:
    """The dentist, with Maud Quill's traces in every table that may hold some, and somebody else's."""

    api: Api
    folder: Path
    environment: pytest.MonkeyPatch

    def furnish(self) -> dict[str, Any]:
        """What is kept of Maud: her booking, as the API tells it."""
        told_at(self.api, "team@dentist.example")
        contact = {"contact_name": NAME, "contact_email": MAIL, "contact_phone": PHONE}
        body = {"notes": "A sore tooth", "client_timezone": "Europe/Paris", **contact}
        self.api.book("2026-06-02T08:00:00Z", **OTHER)
        made = self.api.book("2026-06-02T09:00:00Z", **body).json()["data"]
        keyed = {"booking_link_id": "link_checkup", "start_time": "2026-06-02T10:00:00Z", **body}
        kept = self.api.call("POST", "/api/v1/bookings", keyed, headers={"Idempotency-Key": "a" * 20})
        assert kept.status_code == 201, kept.text
        gone = self.api.call(
            "PATCH", f"/api/v1/bookings/{kept.json()['data']['id']}/cancel", {"reason": "my grandson"}
        )
        assert gone.status_code == 200, gone.text
        wish = {
            "booking_link_id": "link_checkup",
            "first_date": "2026-06-09",
            "last_date": "2026-06-10",
            **contact,
        }
        assert self.api.call("POST", "/api/v1/waitlist", wish).status_code == 201
        for words in (
            {"contact_email": MAIL},
            {"contact_phone": "0117 496-0123"},
            {"contact_email": "x@y.example"},
        ):
            said = [{"author": "person", "text": f"I am {NAME}, write to {MAIL}"}]
            handed = self.api.call(
                "POST", "/api/v1/handovers", {"transcript": said, "about": "penicillin", **words}
            )
            assert handed.status_code == 201, handed.text
        asked(self.api, MAIL)
        return dict(made)

    def in_a_calendar(self, booking_id: str) -> None:
        with self.api.storage.database.writing() as connection:
            of = {"id": "cal_1", "business_id": "dentist", "staff_id": "tom", "provider": "google"}
            more = {"account": "a", "address": "b", "name": "c", "writes": True, "reads": False}
            row = of | more | {"credentials": "sealed", "created_at": NOW, "broken_at": NOW}
            connection.execute(insert(calendars), row)
            event = {"booking_id": booking_id, "calendar_id": "cal_1", "version": 1, "remote_id": "r"}
            connection.execute(insert(calendar_events), event)

    @contextmanager
    def at(self, when: timedelta) -> Iterator[None]:
        """So much later."""
        self.api.clock.now = NOW + when
        self.environment.setenv("BOOKINGS_NOW", (NOW + when).isoformat())
        yield

    def work(self) -> None:
        """Deliver everything that is due."""
        settings = dataclasses.replace(settings_from(os.environ), clock=self.api.clock)
        store = SqlOutbox(self.api.storage.database)
        worker = Worker(
            self.api.storage,
            store,
            Routes(plugs(settings, self.api.storage)),
            self.api.clock,
            "w",
            pace=QUICK,
        )
        asyncio.run(run_until(lambda: not self.waiting(), worker, seconds=60))

    def waiting(self) -> list[str]:
        open_ones = outbox.c.delivered_at.is_(None), outbox.c.dead_at.is_(None)
        due = outbox.c.available_at <= self.api.clock()
        with self.api.storage.database.reading() as connection:
            return list(connection.execute(select(outbox.c.kind).where(*open_ones, due)).scalars())

    def everything(self) -> dict[str, str]:
        """Every row of every table, and every file, as text."""
        with self.api.storage.database.reading() as connection:
            found = {
                table.name: json.dumps(
                    [[str(value) for value in row] for row in connection.execute(select(table))]
                ).lower()
                for table in metadata.sorted_tables
            }
        files = self.folder.parent.rglob("*")
        found |= {str(file): file.read_bytes().decode("latin-1").lower() for file in files if file.is_file()}
        if self.api.storage.database.is_sqlite:
            database = Path(str(self.api.storage.database.url.database))
            for file in database.parent.glob(f"{database.name}*"):
                found[file.name] = file.read_bytes().decode("latin-1").lower()
        return found

    def places(self) -> dict[str, list[str]]:
        """Where something of Maud is still to be found."""
        named = {place: [mark for mark in MARKS if mark in text] for place, text in self.everything().items()}
        return {
            place: [mark for mark in marks if mark != "quill" or "maud" in marks]
            for place, marks in named.items()
            if set(marks) - {"quill"}  # somebody else is called Quill, too
        }


def run(capsys: Capture, *arguments: str, code: int = 0) -> str:
    assert main(["person", *arguments]) == code, capsys.readouterr()
    printed = capsys.readouterr()
    return printed.err if code else printed.out


def test_everything_of_a_person_is_told_and_nothing_of_others(office: Office, capsys: Capture) -> None:
    made = office.furnish()
    office.in_a_calendar(made["id"])
    office.work()
    told = json.loads(run(capsys, "export", MAIL.upper(), "01174960123"))
    assert (told["format"], told["business"]) == ("bookings-person", "dentist")
    booking, cancelled = told["bookings"]
    assert (booking["id"], booking["contact_phone"], booking["notes"]) == (made["id"], PHONE, "A sore tooth")
    assert [entry["what"] for entry in cancelled["history"]] == ["created", "cancelled"]
    assert cancelled["reason"] == "my grandson"
    assert booking["starts_at"] == "2026-06-02T09:00:00Z"
    assert booking["calendar_events"][0]["remote_id"] == "r"
    assert [len(told[name]) for name in ("waitlist", "contact_proofs", "handovers", "stored_answers")] == [
        1,
        1,
        3,
        1,
    ]
    assert told["stored_answers"][0]["body"]["data"]["contact_name"] == NAME
    assert {message["kind"] for message in told["messages"]} >= {"booking.created", "email.handover"}
    assert any(NAME in mail["content"] for mail in told["mails"])
    everything = json.dumps(told)
    assert "Dana Cole" not in everything
    assert "contact_email_key" not in everything


def test_what_is_kept_of_nobody_is_told_as_nothing(office: Office, capsys: Capture) -> None:
    office.furnish()
    told = json.loads(run(capsys, "export", "nobody@example.com"))
    assert {name: told[name] for name in told if isinstance(told[name], list) and name != "person"} == {
        name: []
        for name in (
            "bookings", "waitlist", "holds", "contact_proofs", "handovers", "messages", "mails",
            "stored_answers",
        )
    }  # fmt: skip
    assert "nothing is kept of them" in run(capsys, "erase", "nobody@example.com")


def test_after_an_erase_no_table_and_no_file_knows_the_person(office: Office, capsys: Capture) -> None:
    made = office.furnish()
    office.in_a_calendar(made["id"])
    office.work()
    assert {"bookings", "handovers", "idempotency_keys", "waitlist_entries"} <= set(office.places())
    with office.at(SOON * 4):
        office.work()
        run(capsys, "erase", MAIL, PHONE)
        assert office.places() == {}
        booking = office.api.get(f"/api/v1/bookings/{made['id']}").json()["data"]
        assert (booking["contact_name"], booking["contact_phone"], booking["notes"]) == ("Erased", None, None)
        assert (booking["start_time"], booking["status"]) == (made["start_time"], "confirmed")
        assert office.waiting() == ["calendar.event"]
        other = office.api.get("/api/v1/bookings", contact_email=OTHER["contact_email"]).json()["data"]
        assert [one["contact_name"] for one in other] == ["Dana Cole"]


def test_with_appointments_to_come_nothing_is_erased_until_they_are_cancelled(
    office: Office, capsys: Capture
) -> None:
    made = office.furnish()
    before = office.everything()
    told = run(capsys, "erase", MAIL, code=1)
    assert made["reference"] in told
    assert "the waitlist" in told
    assert office.everything().keys() == before.keys()
    assert office.api.get(f"/api/v1/bookings/{made['id']}").json()["data"]["contact_name"] == NAME


def test_what_is_cancelled_for_it_is_told_to_everybody_first(office: Office, capsys: Capture) -> None:
    made = office.furnish()
    office.work()
    worker = threading.Timer(0.5, office.work)
    worker.start()
    run(capsys, "erase", MAIL, PHONE, "--cancel", "--wait", "60")
    worker.join()
    assert office.places() == {}
    booking = office.api.get(f"/api/v1/bookings/{made['id']}").json()["data"]
    assert booking["status"] == "cancelled"
    assert "2026-06-02T09:00:00Z" in office.api.starts("2026-06-02")


def test_what_waits_to_be_sent_holds_an_erase_up_unless_it_is_dropped(
    office: Office, capsys: Capture
) -> None:
    office.furnish()
    told = run(capsys, "erase", MAIL, PHONE, "--cancel", "--wait", "0", code=1)
    assert "booking.cancelled" in told
    assert "--drop-unsent" in told
    assert "bookings" in office.places()
    run(capsys, "erase", MAIL, PHONE, "--drop-unsent")
    assert office.places() == {}


def test_what_would_be_erased_can_be_looked_at_first(office: Office, capsys: Capture) -> None:
    office.furnish()
    before = office.places()
    assert "2 bookings" in run(capsys, "erase", MAIL, "--dry-run")
    assert office.places() == before


@pytest.mark.parametrize("word", ["Maud Quill", "@", "12345", "maud@", ""])
def test_what_tells_nobody_apart_is_refused(office: Office, capsys: Capture, word: str) -> None:
    assert "neither an e-mail address" in run(capsys, "export", word, code=1)


def test_another_business_s_customers_are_its_own(
    office: Office, capsys: Capture, dentist: dict[str, Any]
) -> None:
    made = office.furnish()
    dentist["business"]["id"] = "bakery"
    dentist["api_keys"] = []
    office.api.apply(dentist)
    assert "bakery" in run(capsys, "export", MAIL, code=1)
    assert json.loads(run(capsys, "export", MAIL, "--business", "bakery"))["bookings"] == []
    run(capsys, "erase", MAIL, "--business", "bakery")
    assert office.api.get(f"/api/v1/bookings/{made['id']}").json()["data"]["contact_name"] == NAME
