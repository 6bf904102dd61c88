"""Forgetting by the settings: what the worker does every hour, and `bookings forget-old` at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from bookings.config import Settings
from bookings.integrations.email.kept import files
from bookings.services.messages import Job, Plug
from bookings.storage import retention
from bookings.storage.database import Database

EVERY = timedelta(hours=1)


def retention_plug(settings: Settings, database: Database) -> Plug:
    """Some thousand rows at a time, and then the worker looks whether it is to stop."""

    async def forget() -> bool:
        return any((await asyncio.to_thread(forget_some, settings, database)).values())

    return Plug(jobs=[Job("Forgetting what has been kept long enough", EVERY, forget)])


def forget_some(settings: Settings, database: Database) -> dict[str, int]:
    """How many of each kind are gone; nothing of any kind: that was all."""
    now = settings.clock()
    gone = {
        kind: retention.forget(database, kind, before, now)
        for kind, before in _ends(settings, now).items()
        if kind in retention.KINDS
    }
    old = list(old_mails(settings, now))
    for file in old:
        file.unlink(missing_ok=True)
    return gone | {"mails": len(old)}


def counted(settings: Settings, database: Database) -> dict[str, int]:
    """How many of each kind would go."""
    now = settings.clock()
    with database.reading() as connection:
        found = {
            kind: retention.old(connection, kind, before)
            for kind, before in _ends(settings, now).items()
            if kind in retention.KINDS
        }
    return found | {"mails": len(list(old_mails(settings, now)))}


def old_mails(settings: Settings, now: datetime) -> Iterator[Path]:
    """Files of the mail folder that were written before; by the system's clock, less what ours is ahead."""
    before = _ends(settings, now).get("mails")
    if before is None:
        return
    for file in files(settings.mail_folder):
        try:
            written = file.stat().st_mtime
        except FileNotFoundError:
            continue
        if written < before.timestamp() - settings.clock.ahead.total_seconds():
            yield file


def _ends(settings: Settings, now: datetime) -> Mapping[str, datetime]:
    """Before which instant each kind has to be over to go; those that are kept are not there."""
    return {kind: now - length for kind, length in vars(settings.retention).items() if length is not None}
