"""The business, the day and the bookings that the examples of the OpenAPI document are about."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

from bookings.api.core import Core
from bookings.api.examples import BOOKING, ENTRY, HOLD, LINK, OFFER, PROOF, REQUESTS
from bookings.identifiers import RandomIdentifiers
from bookings.services.offer_slots import offer_slots
from tests.bookings.proving import asked, with_one_code
from tests.bookings.support import Api

TODAY = datetime(2026, 4, 27, 8, 0, tzinfo=UTC)  # a Monday
WEEK = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
BUSINESS: dict[str, Any] = {
    "business": {
        "id": "bright-smiles",
        "name": "Bright Smiles Dental",
        "timezone": "Europe/London",
        "handover": {"email": "reception@brightsmiles.example"},
    },
    "api_keys": [{"name": "bot", "key_env": "KEY", "scopes": ["bookings:read", "bookings:write"]}],
    "staff": [
        {"id": "staff_sarah", "name": "Sarah Jones", "email": "sarah@brightsmiles.example"},
        {"id": "staff_tom", "name": "Tom Okafor", "email": "tom@brightsmiles.example"},
    ],
    "services": [{"id": "svc_checkup", "name": "Check-up", "duration_minutes": 30}],
    "booking_links": [
        {
            "id": LINK,
            "slug": "check-up",
            "title": "Dental check-up",
            "duration_minutes": 30,
            "services": ["svc_checkup"],
            "staff": ["staff_sarah", "staff_tom"],
            "slot_interval_minutes": 30,
            "min_notice_minutes": 60,
            "windows": WEEK,
            "questions": [{"id": "q_new", "text": "Are you new?", "type": "boolean", "required": True}],
            "reminders_minutes_before": [1440],
        }
    ],
}


class ExampleIds(RandomIdentifiers):
    """The ids of the examples."""

    def booking_id(self) -> str:
        return BOOKING

    def hold_id(self) -> str:
        return HOLD

    def entry_id(self) -> str:
        return ENTRY

    def offer_id(self) -> str:
        return OFFER

    def proof_id(self) -> str:
        return PROOF

    def reference(self) -> str:
        return "K7QX3TRB"


class OfferIds(ExampleIds):
    """The same, but that the example's hold is another than the offer's."""

    def hold_id(self) -> str:
        return RandomIdentifiers().hold_id()


def set_up(api: Api) -> None:
    """A booking at noon in London, a time that is held, one that is offered to somebody who waits, and a code
    that was sent to somebody."""
    api.clock.now = TODAY
    api.apply(BUSINESS)
    state = api.client.app.state
    core: Core = state.core
    state.core = dataclasses.replace(core, ids=ExampleIds())
    answers = [{"question_id": "q_new", "answer": True}]
    made = api.book("2026-05-01T11:00:00Z", booking_link_id=LINK, answers=answers)
    assert made.status_code == 201, made.text
    hold = {"slug": "check-up", "start_time": "2026-05-01T13:00:00Z", "minutes": 30}
    assert api.call("POST", "/api/v1/holds", hold).status_code == 201
    body = REQUESTS["joinWaitlist"]["one_day"].body | {"first_date": "2026-05-01"}
    assert api.call("POST", "/api/v1/waitlist", body).status_code == 201
    assert offer_slots(api.storage, "bright-smiles", None, api.clock, OfferIds()) == 1
    asked(api)
    state.core = core
    with_one_code(api)
