"""Staff, services and links as their tables' rows: the inverse of `configuration_queries`.

Lists that live in tables of their own stand under `staff` and `services`, as ids in their order.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bookings.engine.model import BookingLink, DateException, Service, Staff
from bookings.engine.questions import question_to_json
from bookings.engine.routing import rule_to_json
from bookings.engine.windows import weekly_as_data


def service_row(service: Service) -> dict[str, Any]:
    return {
        "id": service.id,
        "name": service.name,
        "aliases": list(service.aliases),
        "duration_minutes": _minutes(service.duration),
        "description": service.description,
        "price": service.price,
        "seats": service.seats,
    }


def staff_row(staff: Staff) -> dict[str, Any]:
    return {
        "id": staff.id,
        "name": staff.name,
        "aliases": list(staff.aliases),
        "email": staff.email,
        "about": staff.about,
        "timezone": staff.timezone,
        "windows": None if staff.windows is None else weekly_as_data(staff.windows),
        "listed": staff.listed,
        "services": sorted(staff.service_ids or ()),
    }


def link_row(link: BookingLink) -> dict[str, Any]:
    return {
        "id": link.id,
        "slug": link.slug,
        "title": link.title,
        "description": link.description,
        "duration_minutes": _minutes(link.duration),
        "slot_interval_minutes": _minutes(link.slot_interval),
        "buffer_before_minutes": _minutes(link.buffer_before),
        "buffer_after_minutes": _minutes(link.buffer_after),
        "min_notice_minutes": _minutes(link.min_notice),
        "horizon_days": link.horizon_days,
        "assignment": link.assignment,
        "windows": weekly_as_data(link.windows),
        "exceptions": [_exception(one) for one in link.exceptions],
        "questions": [question_to_json(question) for question in link.questions],
        "routing": [rule_to_json(rule) for rule in link.routing],
        "reminders_minutes_before": [_minutes(ahead) for ahead in link.reminders],
        "waitlist_offer_minutes": _minutes(link.offer_length),
        "seats": link.seats,
        "listed": link.listed,
        "weights": dict(link.weights),
        "priorities": dict(link.priorities),
        "staff": list(link.staff_ids),
        "services": list(link.service_ids),
    }


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def _exception(exception: DateException) -> dict[str, Any]:
    """As in the business file: closed, or with windows."""
    stored: dict[str, Any] = {"date": exception.on_date.isoformat()}
    if exception.windows:
        stored["windows"] = [str(window) for window in exception.windows]
    else:
        stored["closed"] = True
    return stored | ({"staff": exception.staff_id} if exception.staff_id else {})
