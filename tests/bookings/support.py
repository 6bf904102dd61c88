"""What the tests of the Bookings API share: a business, and an API without a network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import yaml
from litestar.testing import TestClient

from bookings.business_file import read_business_file
from bookings.identifiers import new_key_id
from bookings.services.apply_business import apply_business
from bookings.storage.business_queries import BusinessUnit
from bookings.storage.unit import SqlStorage
from bookings.testing import SteppingClock

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)  # a Monday, 9:00 in London
KEY = "key-of-the-tests-0123456789"
WAITING_KEY = "key-that-waits-0123456789"

DENTIST: dict[str, Any] = {
    "business": {"id": "dentist", "name": "The Dentist", "timezone": "Europe/London"},
    "api_keys": [{"name": "bot", "key_env": "KEY", "scopes": ["bookings:read", "bookings:write"]}],
    "staff": [
        {"id": "sarah", "name": "Sarah Jones", "email": "sarah@dentist.example", "aliases": ["Dr Jones"]},
        {"id": "tom", "name": "Tom Okafor", "email": "tom@dentist.example"},
    ],
    "services": [
        {"id": "checkup", "name": "Check-up", "duration_minutes": 30},
        {"id": "filling", "name": "Filling", "duration_minutes": 60},
    ],
    "booking_links": [
        {
            "id": "link_checkup",
            "slug": "check-up",
            "title": "Dental check-up",
            "duration_minutes": 30,
            "services": ["checkup", "filling"],
            "staff": ["sarah", "tom"],
            "assignment": "round_robin",
            "slot_interval_minutes": 30,
            "buffer_before_minutes": 0,
            "buffer_after_minutes": 0,
            "min_notice_minutes": 60,
            "horizon_days": 30,
            "windows": {"tue": ["09:00-12:00"], "wed": ["09:00-12:00"], "mon": ["09:00-12:00"]},
            "reminders_minutes_before": [1440, 60],
        }
    ],
}


@dataclass
class Api:
    """The API without a network, on a database of its own, with a clock that stands still."""

    client: TestClient[Any]
    storage: SqlStorage
    clock: SteppingClock

    def apply(self, business: dict[str, Any], key: str = KEY) -> None:
        file = read_business_file(yaml.safe_dump(business), "business.yaml")
        with self.storage.database.writing() as connection:
            apply_business(BusinessUnit(connection), file, {"KEY": key}, self.clock(), new_key_id)

    def call(
        self, method: str, path: str, body: object = None, key: str | None = KEY, **more: Any
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        content = body if isinstance(body, bytes | None) else json.dumps(body)
        return self.client.request(
            method, path, content=content, headers=headers | more.pop("headers", {}), **more
        )

    def get(self, path: str, **params: Any) -> httpx.Response:
        return self.call("GET", path, params=params)

    def book(self, start_time: str, **changes: Any) -> httpx.Response:
        """Book the check-up; a change to None leaves the field out."""
        body = {
            "booking_link_id": "link_checkup",
            "contact_name": "Dana Cole",
            "contact_email": "dana@example.com",
            "start_time": start_time,
            **changes,
        }
        return self.call("POST", "/api/v1/bookings", {k: v for k, v in body.items() if v is not None})

    def starts(self, day: str, **params: Any) -> list[str]:
        """The starts of the check-up's slots on a day."""
        params = {"booking_link_id": "link_checkup", "date": day, **params}
        answer = self.get("/api/v1/availability", **params)
        assert answer.status_code == 200, answer.text
        return [slot["start"] for slot in answer.json()["data"]["slots"]]


def error_of(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The error in the envelope, which has nothing else in it."""
    assert answer.status_code == status, answer.text
    assert list(answer.json()) == ["error"]
    error: dict[str, Any] = answer.json()["error"]
    assert list(error) == ["code", "message", "details"]
    return error
