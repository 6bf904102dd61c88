"""What a fake Bookings API answers; test_contract.py checks that the real one could."""

from __future__ import annotations

from typing import Any

BOOKING: dict[str, Any] = {
    "id": "bk_1",
    "reference": "7K2M-QX4D",
    "booking_link_id": "link_checkup",
    "routed_from": None,
    "attendance_confirmed_at": None,
    "slug": "check-up",
    "link_title": "Dental check-up",
    "duration_minutes": 30,
    "service_id": None,
    "staff_id": "staff_sarah",
    "staff_name": "Sarah Jones",
    "status": "confirmed",
    "start_time": "2026-05-01T10:00:00Z",
    "end_time": "2026-05-01T10:30:00Z",
    "contact_name": "Dana Cole",
    "contact_email": "dana@example.org",
    "contact_phone": None,
    "notes": None,
    "client_timezone": "Europe/London",
    "answers": [{"question_id": "q_new", "answer": True}],
    "created_at": "2026-04-01T08:00:00Z",
    "cancelled_at": None,
    "reason": None,
}
CATALOGUE: dict[str, Any] = {
    "business": {
        "id": "bright-smiles",
        "name": "Bright Smiles Dental",
        "timezone": "Europe/London",
        "facts": {"address": "1 High Street", "parking": "Behind the house."},
        "takes_handovers": True,
    },
    "staff": [
        {
            "id": "staff_sarah",
            "name": "Sarah Jones",
            "aliases": ["Dr Jones"],
            "timezone": "Europe/London",
            "booking_link_ids": ["link_checkup"],
            "service_ids": ["svc_checkup"],
            "about": None,
            "windows": {"mon": ["09:00-12:30"]},
        }
    ],
    "services": [
        {
            "id": "svc_checkup",
            "name": "Check-up",
            "aliases": ["examination"],
            "duration_minutes": 30,
            "description": None,
            "price": "£45",
            "booking_link_ids": ["link_checkup"],
        }
    ],
    "booking_links": [
        {
            "id": "link_checkup",
            "slug": "check-up",
            "title": "Dental check-up",
            "description": None,
            "duration_minutes": 30,
            "slot_interval_minutes": 15,
            "min_notice_minutes": 60,
            "horizon_days": 60,
            "assignment": "round_robin",
            "staff_ids": ["staff_sarah"],
            "service_ids": ["svc_checkup"],
            "windows": {"mon": ["09:00-12:30", "13:30-17:00"]},
            "questions": [
                {"id": "q_new", "text": "Are you a new patient?", "type": "boolean", "required": True},
                {
                    "id": "q_pain",
                    "text": "How bad is the pain?",
                    "type": "number",
                    "required": False,
                    "min": 0,
                    "max": 10,
                    "ask_if": {"q_new": False},
                },
            ],
        }
    ],
}
SLOTS = {
    "booking_link_id": "link_checkup",
    "slug": "check-up",
    "from": "2026-05-01",
    "to": "2026-05-07",
    "timezone": "Asia/Kolkata",
    "slots": [
        {
            "start": "2026-05-01T10:00:00Z",
            "end": "2026-05-01T10:30:00Z",
            "staff_ids": ["staff_sarah", "staff_tom"],
        }
    ],
}
PAGE = {"data": [BOOKING], "pagination": {"page": 2, "limit": 1, "total": 3, "hasMore": True}}
CANCELLED = {"id": "bk_1", "status": "cancelled", "reason": None}
HOLD = {
    "id": "hold_1",
    "booking_link_id": "link_checkup",
    "slug": "check-up",
    "service_id": None,
    "staff_id": "staff_sarah",
    "start_time": "2026-05-01T10:00:00Z",
    "end_time": "2026-05-01T10:30:00Z",
    "expires_at": "2026-04-01T08:10:00Z",
}
PROOF = {
    "id": "proof_1",
    "contact_email": "dana@example.org",
    "status": "open",
    "created_at": "2026-04-01T08:00:00Z",
    "expires_at": "2026-04-01T08:10:00Z",
    "confirmed_at": None,
}
HANDOVER = {"id": "handover_1", "told_by": ["email"], "created_at": "2026-04-01T08:00:00Z"}
PROBLEMS = [
    {"question_id": "q_new", "message": "Answer with yes or no.", "kind": "missing"},
    {"field": "contact_email", "message": "Not an address.", "kind": "invalid"},
]
