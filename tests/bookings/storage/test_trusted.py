"""A configuration that is taken on trust is compared before anything comes of it."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest

from bookings.engine.assignment import Credit
from bookings.engine.errors import NotFound
from bookings.engine.timerange import TimeRange
from bookings.services.ports import Outdated
from bookings.storage.database import Database
from bookings.storage.unit import SqlStorage, SqlUnit
from tests.bookings.support import NOW, Api, error_of

DAY = TimeRange(NOW, NOW + timedelta(days=1))

BOOKING = {
    "booking_link_id": "link_checkup",
    "start_time": "2026-06-02T08:00:00Z",
    "contact_name": "Dana",
    "contact_email": "dana@example.com",
}

FIRST = {"start_time": "2026-06-02T08:30:00Z", "staff_id": "tom"}


@pytest.fixture
def changed(api: Api, dentist: dict[str, Any]) -> Any:
    """Applies the business with other keys of its link, as another process would; gives the API, which has
    had a look at the business before."""
    url = api.storage.database.url.render_as_string(hide_password=False)
    other = Api(api.client, SqlStorage(Database(url)), api.clock)

    def change(**keys: Any) -> Api:
        assert api.call("POST", "/api/v1/bookings", {**BOOKING, **FIRST}).status_code == 201
        anew = copy.deepcopy(dentist)
        anew["booking_links"][0].update(keys)
        other.apply(anew)
        return api

    yield change
    other.storage.database.close()


def test_a_booking_is_decided_by_what_has_just_been_applied(changed: Any) -> None:
    made = changed(staff=["tom"], duration_minutes=60, services=[]).call("POST", "/api/v1/bookings", BOOKING)
    assert error_of(made, 409)["code"] == "slot_taken"  # at 8:00 it would run into the one of 8:30


def test_who_is_refused_is_refused_for_what_is_so_now(changed: Any) -> None:
    api = changed(slug="renamed")
    said = {key: value for key, value in BOOKING.items() if key != "booking_link_id"} | {"slug": "renamed"}
    assert api.call("POST", "/api/v1/bookings", said).status_code == 201
    gone = api.call(
        "POST", "/api/v1/bookings", {**said, "slug": "check-up", "start_time": "2026-06-02T09:00:00Z"}
    )
    assert error_of(gone, 404)["code"] == "booking_link_not_found"


@pytest.mark.parametrize("ending", ["looks", "ends", "is refused"])
def test_the_transaction_is_undone(changed: Any, ending: str) -> None:
    storage = changed(title="Another").storage
    with storage.reading() as view:
        before = view.credits("dentist", "link_checkup")
    with pytest.raises(Outdated):
        decide(storage, ending)
    with storage.reading() as view:
        assert view.credits("dentist", "link_checkup") == before
    with storage.writing(trusting=True) as unit:
        assert title(unit) == "Another"


def decide(storage: SqlStorage, ending: str) -> None:
    with storage.writing(trusting=True) as unit:
        assert title(unit) == "Dental check-up"
        unit.put_credits("dentist", "link_checkup", {"tom": Credit(1, 2), "sarah": Credit(-1, 2)})
        if ending == "is refused":
            raise NotFound("No such thing.", {})
        if ending == "looks":
            unit.occupied("dentist", ["tom"], DAY)
            pytest.fail("it went on")


def title(unit: SqlUnit) -> str:
    found = unit.configuration("dentist")
    assert found
    return found.links["link_checkup"].title
