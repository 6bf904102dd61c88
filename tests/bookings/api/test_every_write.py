"""Every route that changes something honours Idempotency-Key; a new one has to be added to WRITES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection, event, select

from bookings.api.examples import CODE
from bookings.storage.raw import Raw
from bookings.storage.tables import api_keys, metadata
from tests.bookings.handing_over import told_at
from tests.bookings.proving import DANA, PROOFS, asked, with_one_code
from tests.bookings.support import Api, error_of
from tests.bookings.waiting import ask, join, make_offers

BOOKING = {
    "booking_link_id": "link_checkup",
    "contact_name": "Dana Cole",
    "contact_email": "dana@example.com",
    "start_time": "2026-06-02T08:00:00Z",
}
HOLD = {"booking_link_id": "link_checkup", "start_time": "2026-06-02T08:00:00Z"}


def booked(api: Api) -> str:
    answer = api.book("2026-06-02T08:00:00Z")
    return f"/api/v1/bookings/{answer.json()['data']['id']}"


def begun(api: Api) -> str:
    made = booked(api)
    api.clock.step(days=1)
    return made


def held(api: Api) -> str:
    return f"/api/v1/holds/{api.call('POST', '/api/v1/holds', HOLD).json()['data']['id']}"


def waiting(api: Api) -> str:
    return f"/api/v1/waitlist/{join(api, 'Ann')}"


def offered(api: Api) -> str:
    path = waiting(api)
    make_offers(api)
    return path


def handing_over(api: Api) -> str:
    told_at(api, "team@dentist.example")
    return "/api/v1/handovers"


def proved(api: Api) -> str:
    with_one_code(api)
    return f"{PROOFS}/{asked(api)}/confirm"


MOVE = {"start_time": "2026-06-02T09:00:00Z"}

Write = tuple[Callable[[Api], str], object, object]
"""What makes it possible and tells its address, a body that goes well, and another body."""
WRITES: dict[tuple[str, str], Write] = {
    ("POST", "/api/v1/bookings"): (
        lambda _: "/api/v1/bookings",
        BOOKING,
        BOOKING | {"contact_name": "Dan"},
    ),
    ("PATCH", "/api/v1/bookings/{booking_id}/cancel"): (
        lambda api: booked(api) + "/cancel",
        {"reason": "ill"},
        {"reason": "away"},
    ),
    ("PATCH", "/api/v1/bookings/{booking_id}/reschedule"): (
        lambda api: booked(api) + "/reschedule",
        MOVE,
        {"start_time": "2026-06-02T09:30:00Z"},
    ),
    ("PATCH", "/api/v1/bookings/{booking_id}/complete"): (
        lambda api: begun(api) + "/complete",
        None,
        {"x": 1},
    ),
    ("PATCH", "/api/v1/bookings/{booking_id}/no-show"): (
        lambda api: begun(api) + "/no-show",
        None,
        b"{no JSON",
    ),
    ("POST", "/api/v1/bookings/{booking_id}/confirm-attendance"): (
        lambda api: booked(api) + "/confirm-attendance",
        None,
        {"x": 1},
    ),
    ("POST", "/api/v1/holds"): (lambda _: "/api/v1/holds", HOLD, HOLD | {"minutes": 5}),
    ("DELETE", "/api/v1/holds/{hold_id}"): (held, None, {"x": 1}),
    ("POST", "/api/v1/waitlist"): (lambda _: "/api/v1/waitlist", ask("Ann"), ask("Ben")),
    ("DELETE", "/api/v1/waitlist/{entry_id}"): (waiting, None, {"x": 1}),
    ("POST", "/api/v1/waitlist/{entry_id}/accept"): (
        lambda api: offered(api) + "/accept",
        None,
        {"offer_id": "offer_1"},
    ),
    ("POST", "/api/v1/waitlist/{entry_id}/decline"): (
        lambda api: offered(api) + "/decline",
        {},
        {"offer_id": "offer_1"},
    ),
    ("POST", "/api/v1/contact-proofs"): (
        lambda _: PROOFS,
        {"contact_email": DANA},
        {"contact_email": "else@example.com"},
    ),
    ("POST", "/api/v1/handovers"): (
        handing_over,
        {"contact_email": DANA},
        {"contact_phone": "0117 496 0000"},
    ),
    ("POST", "/api/v1/contact-proofs/{proof_id}/confirm"): (proved, {"code": CODE}, {"code": "000000"}),
}
PURPOSES = ("attend", "cancel", "move", "accept", "decline", "leave")
FORMS = {("POST", f"/b/{purpose}/{{token}}") for purpose in PURPOSES}
"""Forms that browsers send, without a key and its Idempotency-Keys: they name the version of the booking
that the person saw, which a repetition finds changed."""
FORMS |= {("POST", "/book/{name}"), ("POST", "/book/{business_id}/{slug}")}
"""The booking page's forms have a key of their own: see `test_booking_page`."""
every_write = pytest.mark.parametrize(("method", "route"), WRITES)


def test_no_route_that_changes_something_is_left_out(api: Api) -> None:
    found = {
        (method, route.path_format)
        for route in api.client.app.routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods - {"GET", "HEAD", "OPTIONS"}
    }
    assert found == set(WRITES) | FORMS


def snapshot(api: Api) -> dict[str, list[str]]:
    """All rows of all tables; keys are left out, for their last use is noted now and then."""
    with api.storage.reading() as view:
        return {
            name: sorted(repr(tuple(row)) for row in view.connection.execute(select(table)))
            for name, table in metadata.tables.items()
            if table is not api_keys
        }


def send(api: Api, method: str, path: str, body: object, key: str = "one") -> httpx.Response:
    return api.call(method, path, body, headers={"Idempotency-Key": key})


@every_write
def test_a_repetition_gets_the_stored_answer_and_changes_nothing(api: Api, method: str, route: str) -> None:
    prepare, body, _ = WRITES[method, route]
    path = prepare(api)
    before = snapshot(api)
    first = send(api, method, path, body)
    assert first.is_success, first.text
    assert "Idempotent-Replayed" not in first.headers
    after = snapshot(api)
    assert after != before
    for _ in range(2):
        again = send(api, method, path, body)
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers["Idempotent-Replayed"] == "true"
        assert again.headers.get("ETag") == first.headers.get("ETag")
        assert snapshot(api) == after


@every_write
def test_another_body_with_the_same_key_is_refused_and_changes_nothing(
    api: Api, method: str, route: str
) -> None:
    prepare, body, other = WRITES[method, route]
    path = prepare(api)
    assert send(api, method, path, body).is_success
    after = snapshot(api)
    assert error_of(send(api, method, path, other), 422)["code"] == "idempotency_key_reused"
    assert snapshot(api) == after


@every_write
def test_a_key_that_is_none_is_refused_and_changes_nothing(api: Api, method: str, route: str) -> None:
    prepare, body, _ = WRITES[method, route]
    path = prepare(api)
    before = snapshot(api)
    problem = error_of(send(api, method, path, body, key="x" * 256), 400)["details"]["problems"][0]
    assert problem["field"] == "Idempotency-Key"
    assert snapshot(api) == before


@contextmanager
def failing_at(where: str, api: Api) -> Iterator[None]:
    """Break the request after its work, before its answer is stored, committed or sent."""

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power is gone")

    with pytest.MonkeyPatch.context() as patch:
        if where == "before it is remembered":
            patch.setattr("bookings.storage.unit.SqlUnit.remember", fail)
        elif where == "before it is answered":
            patch.setattr("bookings.api.writing.Response", fail)
        if where != "before it is committed":
            yield
            return
        committing: list[Connection | Raw] = []

        def fail_to_write(connection: Connection) -> None:
            if "begin" in connection.get_execution_options():  # else it only reads, as the key's check does
                committing.append(connection)
                fail()

        def fail_at_the_drivers(connection: Raw) -> None:
            committing.append(connection)
            fail()

        patch.setattr("bookings.storage.raw.Raw.commit", fail_at_the_drivers)
        event.listen(api.storage.database.write_engine, "commit", fail_to_write)
        try:
            yield
        finally:
            event.remove(api.storage.database.write_engine, "commit", fail_to_write)
        assert len(committing) == 1


@every_write
@pytest.mark.parametrize("where", ["before it is remembered", "before it is committed"])
def test_what_broke_before_the_commit_has_changed_nothing_and_can_be_repeated(
    api: Api, method: str, route: str, where: str
) -> None:
    prepare, body, _ = WRITES[method, route]
    path = prepare(api)
    before = snapshot(api)
    with failing_at(where, api):
        error_of(send(api, method, path, body), 500)
    assert snapshot(api) == before
    again = send(api, method, path, body)
    assert again.is_success, again.text
    assert "Idempotent-Replayed" not in again.headers


@every_write
def test_what_broke_after_the_commit_is_done_and_its_answer_can_be_fetched(
    api: Api, method: str, route: str
) -> None:
    prepare, body, _ = WRITES[method, route]
    path = prepare(api)
    before = snapshot(api)
    with failing_at("before it is answered", api):
        error_of(send(api, method, path, body), 500)
    after = snapshot(api)
    assert after != before
    again = send(api, method, path, body)
    assert again.is_success, again.text
    assert again.headers["Idempotent-Replayed"] == "true"
    assert snapshot(api) == after
