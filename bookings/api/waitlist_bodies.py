"""Waitlist entries on the wire: read from bodies, and made into answers."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from bookings.api import schemas
from bookings.api.fields import content_problems, converted, fields_of, invalid, refuse_missing, unprintable
from bookings.api.reading import answers_in
from bookings.engine.booking import Contact
from bookings.engine.errors import Problem
from bookings.engine.model import Configuration
from bookings.engine.waitlist_entry import Entry, Offer
from bookings.engine.windows import MINUTES_A_DAY, TimeWindow
from bookings.engine.zones import is_zone
from bookings.services.join_waitlist import JoinRequest

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)")
_MIDNIGHT, _DAYS_END = "00:00", "24:00"


def new_entry(body: bytes) -> JoinRequest:
    """Raises MalformedJson, MissingField, ValidationFailed."""
    given = fields_of(body, schemas.NewWaitlistEntry)
    refuse_missing(given, schemas.NewWaitlistEntry)
    problems = [*content_problems(given), *wish_problems(given)]
    wanted = converted(given, schemas.NewWaitlistEntry, problems)
    return JoinRequest(
        first_day=date.fromisoformat(wanted.first_date),
        last_day=date.fromisoformat(wanted.last_date) if wanted.last_date else None,
        window=_window(wanted.from_time, wanted.until_time),
        timezone=wanted.timezone,
        contact=Contact(
            name=wanted.contact_name,
            email=wanted.contact_email,
            phone=wanted.contact_phone,
            notes=wanted.notes,
            timezone=wanted.client_timezone,
        ),
        link_id=wanted.booking_link_id,
        slug=wanted.slug,
        service_id=wanted.service_id,
        staff_id=wanted.staff_id,
        answers=answers_in({"answers": wanted.answers}),
    )


def offer_answer(body: bytes) -> str | None:
    """The offer that is meant, if it is said; a request without a body says none. Raises MalformedJson,
    ValidationFailed."""
    if not body.strip():
        return None
    given = fields_of(body, schemas.OfferAnswer)
    return converted(given, schemas.OfferAnswer, unprintable(given)).offer_id


def wish_problems(given: dict[str, Any]) -> list[Problem]:
    """What the types do not say; a field of the wrong type is told elsewhere."""
    problems = [
        invalid(name, "must be a date that exists, like 2026-05-01")
        for name in ("first_date", "last_date")
        if isinstance(given.get(name), str) and not _is_date(given[name])
    ]
    problems += [
        invalid(name, "must be a time of day, like 09:30")
        for name, last in (("from_time", "23:59"), ("until_time", _DAYS_END))
        if isinstance(time := given.get(name), str) and not (_TIME.fullmatch(time) and time <= last)
    ]
    zone = given.get("timezone")
    if isinstance(zone, str) and not is_zone(zone):
        problems.append(invalid("timezone", "must be an IANA time zone, like Europe/London"))
    if not problems and given.get("from_time", _MIDNIGHT) == given.get("until_time", _DAYS_END):
        problems.append(invalid("until_time", "must not be the same as from_time"))
    return problems


def _is_date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and date.fromisoformat(text).year > 1970
    except ValueError:
        return False


def _window(from_time: str | None, until_time: str | None) -> TimeWindow | None:
    """Whole days if neither is said."""
    window = TimeWindow.parse(f"{from_time or _MIDNIGHT}-{until_time or _DAYS_END}")
    return None if (window.starts, window.ends) == (0, MINUTES_A_DAY) else window


def entry_body(entry: Entry, configuration: Configuration, now: datetime) -> schemas.WaitlistEntry:
    wish, contact, offer = entry.wish, entry.contact, entry.live_offer(now)
    from_time, _, until_time = str(wish.window or "").partition("-")
    return schemas.WaitlistEntry(
        id=entry.id,
        booking_link_id=entry.link_id,
        service_id=entry.service_id,
        staff_id=entry.staff_id,
        first_date=wish.first_day.isoformat(),
        last_date=wish.last_day.isoformat(),
        from_time=from_time or None,
        until_time=until_time or None,
        timezone=wish.timezone,
        contact_name=contact.name,
        contact_email=contact.email,
        contact_phone=contact.phone,
        notes=contact.notes,
        client_timezone=contact.timezone,
        answers=[schemas.AnsweredQuestion(question_id, answer) for question_id, answer in entry.answers],
        status=entry.status(now).value,
        offer=_offer_body(offer, configuration) if offer is not None else None,
        booking_id=entry.booking_id,
        created_at=entry.created_at,
    )


def _offer_body(offer: Offer, configuration: Configuration) -> schemas.WaitlistOffer:
    person = configuration.staff.get(offer.staff_id)
    return schemas.WaitlistOffer(
        id=offer.id,
        staff_id=offer.staff_id,
        staff_name=person.name if person else None,
        start_time=offer.time.starts_at,
        end_time=offer.time.ends_at,
        expires_at=offer.expires_at,
    )
