"""Erasing a person, step by step: what is to come is cancelled, what waits is sent, then the rows go."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bookings.config import Settings
from bookings.engine.errors import StatusConflict
from bookings.engine.person import Person
from bookings.engine.wording import iso
from bookings.integrations.email.kept import naming
from bookings.services.answer_offer import leave_waitlist
from bookings.services.cancel_booking import cancel_booking
from bookings.storage.people.erased import erase
from bookings.storage.people.found import Found, find
from bookings.storage.scrub import scrub
from bookings.storage.unit import SqlStorage
from bookings.storage.webhooks import SqlWebhooks

_LOOK_EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to become of what is not over yet."""

    cancel: bool
    """Appointments to come are cancelled, and the waitlist is left."""
    wait_seconds: float
    """How long the worker has time to send what waits."""
    drop_unsent: bool
    """What has not been sent then never is."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done."""

    found: Found
    """The rows as they were."""
    mails: int
    """How many files of the mail folder were deleted."""
    told: Sequence[str]
    """Addresses of webhooks that may have been told of the bookings."""
    is_scrubbed: bool
    """Whether nothing is left in unused parts of the database's files."""


def erase_person(
    settings: Settings, storage: SqlStorage, business_id: str, whom: Person, wishes: Wishes
) -> Erased:
    """Raises StatusConflict if something is to come and not to be cancelled, or waits to be sent."""
    _close(settings, storage, business_id, whom, wishes.cancel)
    if not wishes.drop_unsent:
        _wait(storage, business_id, whom, wishes.wait_seconds)
    with storage.database.writing() as connection:
        found = find(connection, business_id, whom, locking=True)
        _refuse_to_come(found, settings)  # somebody may have booked meanwhile
        if found.unsent() and not wishes.drop_unsent:
            raise _unsent(found)
        erase(connection, found, settings.clock())
    mails = 0
    for file in mails_of(settings.mail_folder, found, whom):
        file.unlink(missing_ok=True)
        mails += 1
    hooks = SqlWebhooks(storage.database).webhooks(business_id) if found.counts() else []
    told = [hook.url for hook in hooks]
    return Erased(found, mails, told, scrub(storage.database, found.rows))


def mails_of(folder: Path, found: Found, whom: Person) -> Iterator[Path]:
    """The mails that name the person, or something of theirs."""
    marks = found.marks
    return naming(folder, lambda text: whom.is_mentioned(text) or any(mark in text for mark in marks))


def _close(settings: Settings, storage: SqlStorage, business_id: str, whom: Person, cancel: bool) -> None:
    """Cancel as ever, so that everybody concerned is told."""
    now = settings.clock()
    with storage.writing() as unit:
        found = find(unit.connection, business_id, whom, locking=True)
        if not cancel:
            _refuse_to_come(found, settings)
        for row in found.to_come(now):
            cancel_booking(unit, business_id, row["id"], None, now)
        for row in found.waiting(now):
            leave_waitlist(unit, business_id, row["id"], now)


def _refuse_to_come(found: Found, settings: Settings) -> None:
    to_come, waiting = found.to_come(settings.clock()), found.waiting(settings.clock())
    if to_come or waiting:
        told = [
            f"{row['reference'][:4]}-{row['reference'][4:]} on {iso(row['starts_at'])}" for row in to_come
        ]
        told += ["the waitlist"] * bool(waiting)
        raise StatusConflict(
            f"Something is to come: {', '.join(told)}. Nothing was erased. Say --cancel to have it cancelled "
            "first, or wait until it is over."
        )


def _wait(storage: SqlStorage, business_id: str, whom: Person, seconds: float) -> None:
    until = time.monotonic() + seconds
    while True:
        with storage.database.reading() as connection:
            found = find(connection, business_id, whom)
        if not found.unsent():
            return
        if time.monotonic() >= until:
            raise _unsent(found)
        time.sleep(_LOOK_EVERY_SECONDS)


def _unsent(found: Found) -> StatusConflict:
    kinds = sorted({row["kind"] for row in found.unsent()})
    return StatusConflict(
        f"Not sent yet: {', '.join(kinds)}. Nothing was erased. Does the worker run? Say the same again when "
        "they are sent, or --drop-unsent if they never shall be."
    )
