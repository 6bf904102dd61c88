"""The business that is booked in the browser: each test has a link, or a week, of its own."""

from __future__ import annotations

from typing import Any

NOW = "2026-06-01T08:00:00+00:00"  # a Monday, 9:00 in London
HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>{{7*7}}"

QUESTIONS = [
    {"id": "q_new", "text": "Are you a new patient?", "type": "boolean", "required": True},
    {
        "id": "q_pain",
        "text": "How bad is the pain?",
        "type": "number",
        "min": 0,
        "max": 10,
        "required": True,
        "ask_if": {"q_new": False},
    },
    {"id": "q_where", "text": "Where does it hurt?", "type": "text", "ask_if": {"q_pain": {"gte": 3}}},
]
EVERY_QUESTION = [
    {"id": "q_boolean", "text": "Yes or no?", "type": "boolean", "required": True},
    {"id": "q_number", "text": "How many?", "type": "number", "min": 0, "max": 10, "required": True},
    {"id": "q_text", "text": "In your words?", "type": "text"},
    {
        "id": "q_choice",
        "text": "Which one?",
        "type": "choice",
        "choices": ["left", "right"],
        "required": True,
    },
    {"id": "q_choices", "text": "Which?", "type": "multi_choice", "choices": ["a", "b"], "required": True},
    {"id": "q_email", "text": "Another address?", "type": "email", "required": True},
    {"id": "q_phone", "text": "Another number?", "type": "phone", "required": True},
    {"id": "q_date", "text": "Born when?", "type": "date", "required": True},
]


def _link(slug: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"link_{slug}",
        "slug": slug,
        "title": "Dental check-up",
        "description": "For new and regular patients.",
        "duration_minutes": 30,
        "slot_interval_minutes": 30,
        "min_notice_minutes": 60,
        "horizon_days": 180,
        "services": ["svc_checkup"],
        "staff": ["staff_sarah", "staff_tom"],
        "windows": {day: ["09:00-12:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
        **changes,
    }


BUSINESS: dict[str, Any] = {
    "business": {
        "id": "dentist",
        "name": "Bright Smiles",
        "timezone": "Europe/London",
        "facts": {"address": "14 Orchard Street, Bristol", "email": "hello@brightsmiles.example"},
    },
    "api_keys": [
        {"name": "bot", "key_env": "BOOKINGS_API_KEY", "scopes": ["bookings:read", "bookings:write"]}
    ],
    "staff": [
        {"id": "staff_sarah", "name": "Sarah Jones", "email": "sarah@brightsmiles.example"},
        {"id": "staff_tom", "name": "Tom Okafor", "email": "tom@brightsmiles.example"},
        {"id": "staff_mean", "name": HOSTILE},
    ],
    "services": [
        {"id": "svc_checkup", "name": "Check-up", "duration_minutes": 30, "price": "£45"},
        {"id": "svc_mean", "name": HOSTILE, "duration_minutes": 30, "price": HOSTILE, "description": HOSTILE},
    ],
    "booking_links": [
        _link("check-up", questions=QUESTIONS),
        _link("plain", title="Plain visit"),
        _link("every", title="Every question", questions=EVERY_QUESTION),
        _link("alone", title="With Tom alone", staff=["staff_tom"], windows={"thu": ["09:00-10:00"]}),
        _link("night", title="Night shift", windows={"sun": ["00:00-04:00"]}),
        _link(
            "mean",
            title=HOSTILE,
            description=HOSTILE,
            services=["svc_mean", "svc_checkup"],
            staff=["staff_mean", "staff_sarah"],
            questions=[
                {"id": "q_text", "text": HOSTILE, "type": "text"},
                {"id": "q_choice", "text": HOSTILE, "type": "choice", "choices": [HOSTILE, "other"]},
            ],
            routing=[{"if": {"q_text": "reject"}, "then": {"reject": HOSTILE}}],
        ),
    ],
}
