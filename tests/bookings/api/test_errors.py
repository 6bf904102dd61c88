"""The envelope, also around what is not ours, and the table of statuses."""

from typing import Any

import pytest
from sqlalchemy import text

from bookings.api.errors import STATUS, status_of
from bookings.api.openapi import FAILURES
from bookings.api.routes import system
from bookings.engine import errors
from tests.bookings.support import Api, error_of


def every(kind: type[errors.BookingsError]) -> list[type[errors.BookingsError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in every(child))]


def test_every_error_but_a_wrong_configuration_has_a_status_below_500_or_503() -> None:
    for kind in every(errors.BookingsError):
        nearest = next((STATUS[base] for base in kind.__mro__ if base in STATUS), None)
        if kind.__module__ != errors.__name__:
            continue
        abstract = kind in (errors.BookingsError, errors.AccessRefused, errors.ConfigurationError)
        assert (nearest is None) == abstract, kind


def test_codes_are_unique_and_the_documented_ones_have_the_tables_status() -> None:
    kinds = [kind for kind in every(errors.BookingsError) if kind.__module__ == errors.__name__]
    by_code = {kind.code: kind for kind in kinds}
    assert len(by_code) == len(kinds)
    for code, (status, _) in FAILURES.items():
        assert status_of(by_code[code].__new__(by_code[code])) == status


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nope", 404, "not_found"),
        ("GET", "/api/v1/nope", 404, "not_found"),
        ("GET", "/api/v1/bookings/a/b", 404, "not_found"),
        ("DELETE", "/api/v1/bookings", 405, "method_not_allowed"),
        ("PUT", "/api/v1/bookings/x", 405, "method_not_allowed"),
        ("POST", "/health", 405, "method_not_allowed"),
    ],
)
def test_routes_that_are_not_there_answer_in_the_envelope(
    api: Api, method: str, path: str, status: int, code: str
) -> None:
    assert error_of(api.call(method, path), status)["code"] == code


@pytest.mark.parametrize("path", ["/api/v1/bookings/a%00", "/api/v1/bookings?booking_link_id=%00"])
def test_an_address_with_a_nul_is_refused(api: Api, path: str) -> None:
    assert error_of(api.call("GET", path), 400)["code"] == "invalid_request"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("status=pending&status=confirmed", "status is given 2 times; give it once."),
        ("status=null", "status must not be null; leave it out."),
        ("from=Null&to=2026-06-02", "from must not be null; leave it out."),
        ("page=null&page=2", "page is given 2 times; give it once. page must not be null; leave it out."),
    ],
)
def test_a_parameter_that_cannot_be_meant_so_is_refused(api: Api, query: str, told: str) -> None:
    """Rather than ignored, which would give a longer list than was asked for."""
    error = error_of(api.call("GET", f"/api/v1/bookings?{query}"), 400)
    assert (error["code"], error["message"]) == ("validation_failed", told)


def test_an_id_may_be_called_null(api: Api) -> None:
    assert api.get("/api/v1/bookings", staff_id="null").json()["data"] == []


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/v1/bookings", "GET, OPTIONS, POST"),
        ("/api/v1/bookings/bk_1", "GET, OPTIONS"),
        ("/api/v1/bookings/bk_1/cancel", "OPTIONS, PATCH"),
        ("/health", "GET, OPTIONS"),
    ],
)
def test_an_address_says_which_methods_it_takes(api: Api, path: str, methods: str) -> None:
    answer = api.call("OPTIONS", path, key=None)
    assert (answer.status_code, answer.headers["Allow"]) == (204, methods)
    refused = api.call("TRACE", path)
    assert set(refused.headers["Allow"].split(", ")) == set(methods.split(", "))


def test_a_fault_of_ours_is_logged_and_not_told(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("the secret cause")

    monkeypatch.setattr("bookings.api.routes.bookings.get_booking", fail)
    answer = api.get("/api/v1/bookings/bk_1")
    assert error_of(answer, 500)["code"] == "internal_error"
    assert "secret" not in answer.text
    assert "the secret cause" in caplog.text


def test_it_is_ready_while_the_database_can_be_used(empty_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "READY_SECONDS", 0.0)
    answer = empty_api.call("GET", "/ready", key=None)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    with empty_api.storage.database.writing() as connection:
        connection.execute(text("ALTER TABLE businesses RENAME TO elsewhere"))
    try:
        answer = empty_api.call("GET", "/ready", key=None)
        assert error_of(answer, 503)["code"] == "busy"
        assert answer.headers["retry-after"] == "1"
        assert empty_api.call("GET", "/health", key=None).status_code == 200
    finally:
        with empty_api.storage.database.writing() as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO businesses"))
    assert empty_api.call("GET", "/ready", key=None).status_code == 200


def test_the_health_check_needs_no_key(empty_api: Api) -> None:
    answer = empty_api.call("GET", "/health", key=None)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
