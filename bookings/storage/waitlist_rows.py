"""Waitlist entries and offers as their tables' rows, and back."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import RowMapping

from bookings.engine.booking import Contact
from bookings.engine.timerange import TimeRange
from bookings.engine.waitlist_entry import Entry, EntryStatus, Offer, OfferOutcome, Wish
from bookings.engine.windows import TimeWindow


def entries_from(rows: Sequence[RowMapping], offers: Sequence[RowMapping]) -> list[Entry]:
    """Each with its offers, which come in their order."""
    by_entry: dict[str, list[Offer]] = defaultdict(list)
    for row in offers:
        by_entry[row["entry_id"]].append(_offer(row))
    return [_entry(row, by_entry[row["id"]]) for row in rows]


def _entry(row: RowMapping, offers: Sequence[Offer]) -> Entry:
    part = row["part_of_day"]
    return Entry(
        id=row["id"],
        business_id=row["business_id"],
        link_id=row["link_id"],
        service_id=row["service_id"],
        staff_id=row["staff_id"],
        wish=Wish(
            first_day=date.fromisoformat(row["first_day"]),
            last_day=date.fromisoformat(row["last_day"]),
            timezone=row["timezone"],
            window=TimeWindow.parse(part) if part is not None else None,
        ),
        contact=Contact(
            name=row["contact_name"],
            email=row["contact_email"],
            phone=row["contact_phone"],
            notes=row["notes"],
            timezone=row["client_timezone"],
        ),
        answers=tuple((question_id, answer) for question_id, answer in row["answers"]),
        created_at=row["created_at"],
        state=EntryStatus(row["state"]),
        closed_at=row["closed_at"],
        booking_id=row["booking_id"],
        offers=tuple(offers),
    )


def _offer(row: RowMapping) -> Offer:
    return Offer(
        id=row["id"],
        hold_id=row["hold_id"],
        staff_id=row["staff_id"],
        time=TimeRange(row["starts_at"], row["ends_at"]),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        ended_at=row["ended_at"],
        outcome=OfferOutcome(row["outcome"]) if row["outcome"] is not None else None,
    )


def entry_row(entry: Entry) -> dict[str, Any]:
    """All but its place."""
    wish, contact = entry.wish, entry.contact
    return {
        "id": entry.id,
        "business_id": entry.business_id,
        "link_id": entry.link_id,
        "service_id": entry.service_id,
        "staff_id": entry.staff_id,
        "first_day": wish.first_day.isoformat(),
        "last_day": wish.last_day.isoformat(),
        "part_of_day": str(wish.window) if wish.window else None,
        "timezone": wish.timezone,
        "ends_at": wish.ends_at,
        "contact_name": contact.name,
        "contact_email": contact.email,
        "contact_email_key": contact.email.lower(),
        "contact_phone": contact.phone,
        "notes": contact.notes,
        "client_timezone": contact.timezone,
        "answers": [list(pair) for pair in entry.answers],
        "wish_key": wish_key(entry),
        "state": entry.state.value,
        "created_at": entry.created_at,
    }


def offer_row(entry: Entry, offer: Offer) -> dict[str, Any]:
    return {
        "id": offer.id,
        "business_id": entry.business_id,
        "entry_id": entry.id,
        "hold_id": offer.hold_id,
        "staff_id": offer.staff_id,
        "starts_at": offer.time.starts_at,
        "ends_at": offer.time.ends_at,
        "created_at": offer.created_at,
        "expires_at": offer.expires_at,
    }


def wish_key(entry: Entry) -> str:
    """SHA-256, hexadecimal."""
    wish = entry.wish
    said = [
        entry.link_id,
        entry.service_id,
        entry.staff_id,
        wish.first_day.isoformat(),
        wish.last_day.isoformat(),
        str(wish.window) if wish.window else None,
        wish.timezone,
        entry.contact.email.lower(),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
