"""For the tests of the waitlist: people who join, and offers made as the worker would make them."""

from __future__ import annotations

from typing import Any

import httpx

from bookings.identifiers import RandomIdentifiers
from bookings.integrations.waitlist.plug import Upkeep
from bookings.services.offer_slots import offer_slots
from tests.bookings.support import Api

PATH = "/api/v1/waitlist"
TUESDAY = "2026-06-02"
TUESDAY_9, TUESDAY_930 = "2026-06-02T08:00:00Z", "2026-06-02T08:30:00Z"


def ask(name: str, **changes: Any) -> dict[str, Any]:
    """A body that joins for Tuesday; a change to None leaves the field out."""
    body = {
        "booking_link_id": "link_checkup",
        "contact_name": name,
        "contact_email": f"{name.lower()}@example.com",
        "first_date": TUESDAY,
        **changes,
    }
    return {key: value for key, value in body.items() if value is not None}


def try_to_join(api: Api, name: str, **changes: Any) -> httpx.Response:
    return api.call("POST", PATH, ask(name, **changes))


def join(api: Api, name: str, **changes: Any) -> str:
    """The entry's id."""
    answer = try_to_join(api, name, **changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["data"]["id"])


def entry(api: Api, entry_id: str) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"{PATH}/{entry_id}").json()["data"]
    return found


def offered(api: Api, entry_id: str) -> str | None:
    """The start that is offered now."""
    offer = entry(api, entry_id)["offer"]
    return None if offer is None else str(offer["start_time"])


def make_offers(api: Api) -> int:
    """Everything that can be offered now; how much it was."""
    return offer_slots(api.storage, "dentist", None, api.clock, RandomIdentifiers())


def upkeep(api: Api) -> Upkeep:
    return Upkeep(api.storage, api.clock, RandomIdentifiers())


def book_out(api: Api, day: str = TUESDAY, **changes: Any) -> dict[str, list[str]]:
    """Book all that is free on a day; ids of bookings by their start."""
    made: dict[str, list[str]] = {}
    while starts := api.starts(day):
        for start in starts:
            answer = api.book(start, contact_email="early@example.com", **changes)
            assert answer.status_code == 201, answer.text
            made.setdefault(start, []).append(answer.json()["data"]["id"])
    return made


def cancel(api: Api, booking_id: str) -> None:
    assert api.call("PATCH", f"/api/v1/bookings/{booking_id}/cancel").status_code == 200
