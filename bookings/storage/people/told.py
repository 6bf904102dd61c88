"""A person's data as a document for them: everything that is kept, in words that can be read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bookings.engine.wording import iso
from bookings.storage.people.found import Found, Rows
from bookings.storage.tables import (
    booking_answers,
    booking_history,
    bookings,
    calendar_events,
    contact_proofs,
    handovers,
    holds,
    idempotency_keys,
    outbox,
    reminders,
    waitlist_entries,
    waitlist_offers,
)

_INTERNAL = frozenset({"contact_email_key", "wish_key", "claimed_by", "claimed_until", "dedupe_key", "lane"})
"""What only repeats something else, or is about the machinery."""


def as_document(found: Found) -> dict[str, Any]:
    """Bookings with what hangs on them, and each other kind as a list; instants in UTC."""
    return {
        "bookings": _with(
            found,
            bookings.name,
            "booking_id",
            {
                "answers": booking_answers.name,
                "history": booking_history.name,
                "reminders": reminders.name,
                "calendar_events": calendar_events.name,
            },
        ),
        "waitlist": _with(found, waitlist_entries.name, "entry_id", {"offers": waitlist_offers.name}),
        "holds": _told(found.rows[holds.name]),
        "contact_proofs": _told(found.rows[contact_proofs.name]),
        "handovers": _told(found.rows[handovers.name]),
        "messages": _told(found.rows[outbox.name]),
        "stored_answers": [_answer(row) for row in _told(found.rows[idempotency_keys.name])],
    }


def _with(found: Found, owner: str, key: str, parts: Mapping[str, str]) -> list[dict[str, Any]]:
    by_name = {name: _grouped(found.rows[table], key) for name, table in parts.items()}
    return [row | {name: of(row["id"]) for name, of in by_name.items()} for row in _told(found.rows[owner])]


def _grouped(rows: Rows, key: str) -> Callable[[str], list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in _told(rows):
        groups.setdefault(row.pop(key), []).append(row)
    return lambda owner: groups.get(owner, [])


def _told(rows: Rows) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items() if name not in _INTERNAL} for row in rows]


def _plain(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else value


def _answer(row: dict[str, Any]) -> dict[str, Any]:
    """What the API answered is JSON, and is shown as such."""
    try:
        return row | {"body": json.loads(row["body"] or "null")}
    except ValueError:
        return row
