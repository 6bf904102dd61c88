"""A business for the held-out messages to name; they also name people and services that it has not got."""

from __future__ import annotations

from typing import Any

_STAFF = {
    "staff_sarah": "Sarah Jones",
    "staff_tom": "Tom Okafor",
    "staff_hannah": "Hannah Weiss",
    "staff_chloe": "Chloe Martin",
    "staff_priya": "Priya Shah",
    "staff_maria": "Maria Gonzalez",
    "staff_patel": "Dr Anil Patel",
    "staff_lin": "Dr Mei Lin",
}
_SERVICES = {
    "svc_checkup": "Check-up",
    "svc_cleaning": "Cleaning",
    "svc_filling": "Filling",
    "svc_haircut": "Haircut",
    "svc_massage": "Massage",
    "svc_whitening": "Whitening",
    "svc_facial": "Facial",
}
_WINDOWS = {day: ["08:00-19:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat")}


def catalogue() -> dict[str, Any]:
    """The answer of GET /api/v1/catalogue for it."""
    return {
        "data": {
            "business": {"id": "everything", "name": "Everything", "timezone": "Europe/London", "facts": {}},
            "staff": [_staff(key, name) for key, name in _STAFF.items()],
            "services": [_service(key, name) for key, name in _SERVICES.items()],
            "booking_links": [_link()],
        }
    }


def _staff(key: str, name: str) -> dict[str, Any]:
    return {
        "id": key,
        "name": name,
        "aliases": [],
        "timezone": "Europe/London",
        "booking_link_ids": ["link_intro"],
        "service_ids": list(_SERVICES),
    }


def _service(key: str, name: str) -> dict[str, Any]:
    return {
        "id": key,
        "name": name,
        "aliases": [],
        "duration_minutes": 30,
        "booking_link_ids": ["link_intro"],
    }


def _link() -> dict[str, Any]:
    return {
        "id": "link_intro",
        "slug": "intro-call",
        "title": "Intro call",
        "duration_minutes": 30,
        "slot_interval_minutes": 15,
        "min_notice_minutes": 0,
        "horizon_days": 60,
        "assignment": "round_robin",
        "staff_ids": list(_STAFF),
        "service_ids": list(_SERVICES),
        "windows": _WINDOWS,
        "questions": [],
    }
