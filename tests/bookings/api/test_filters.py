"""GET /api/v1/bookings by contact, person and reference."""

from typing import Any

import pytest
from sqlalchemy import text

from bookings.storage.migrate import migrate
from tests.bookings.support import Api

TUESDAY_9, TUESDAY_930 = "2026-06-02T08:00:00Z", "2026-06-02T08:30:00Z"


@pytest.fixture
def made(api: Api) -> list[dict[str, Any]]:
    return [
        api.book(TUESDAY_9, staff_id="tom").json()["data"],
        api.book(TUESDAY_9, staff_id="sarah", contact_email="Sam@Example.com").json()["data"],
        api.book(TUESDAY_930, staff_id="tom", contact_email="sam@example.com").json()["data"],
    ]


def listed(api: Api, **params: str) -> list[str]:
    answer = api.get("/api/v1/bookings", **params).json()
    assert answer["pagination"]["total"] == len(answer["data"])
    return [booking["id"] for booking in answer["data"]]


@pytest.mark.parametrize("email", ["sam@example.com", "SAM@example.COM", " sam@example.com "])
def test_a_contacts_bookings_whatever_the_capitals(api: Api, made: list[dict[str, Any]], email: str) -> None:
    assert listed(api, contact_email=email) == [made[1]["id"], made[2]["id"]]


def test_a_persons_bookings(api: Api, made: list[dict[str, Any]]) -> None:
    assert listed(api, staff_id="tom") == [made[0]["id"], made[2]["id"]]
    assert listed(api, staff_id="nope") == []


def test_the_booking_of_a_reference_however_it_is_written(api: Api, made: list[dict[str, Any]]) -> None:
    reference = made[1]["reference"]
    for written in (reference, reference.lower(), reference.replace("-", " "), reference.replace("-", "")):
        assert listed(api, reference=written) == [made[1]["id"]]
    assert listed(api, reference="") == []


def test_filters_combine(api: Api, made: list[dict[str, Any]]) -> None:
    assert listed(api, contact_email="sam@example.com", staff_id="tom") == [made[2]["id"]]
    assert listed(api, contact_email="sam@example.com", **{"from": TUESDAY_930}) == [made[2]["id"]]
    assert listed(api, contact_email="sam@example.com", status="cancelled") == []


def test_bookings_from_before_the_migration_are_found_and_have_a_history(
    api: Api, made: list[dict[str, Any]]
) -> None:
    api.call("PATCH", f"/api/v1/bookings/{made[0]['id']}/cancel")
    database = api.storage.database
    migrate(database, "0003")
    migrate(database)
    assert listed(api, contact_email="sam@example.com") == [made[1]["id"], made[2]["id"]]
    told = api.get(f"/api/v1/bookings/{made[0]['id']}/history").json()["data"]
    assert [(one["version"], one["what"], one["key_id"]) for one in told] == [
        (1, "created", None),
        (2, "cancelled", None),
    ]
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM booking_history")).scalar() == 4
