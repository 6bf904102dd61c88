"""Nothing that anybody can send makes the API answer other than its document says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar

from bookings.api.app import make_app
from tests.bookings.api.documented import set_up
from tests.bookings.api.fuzzing import fuzz
from tests.bookings.support import Api

pytestmark = pytest.mark.slow


@pytest.fixture
def documented(empty_api: Api) -> Iterator[Litestar]:
    """An application of its own, for Schemathesis starts and stops it, with what the examples are about."""
    set_up(empty_api)
    app = make_app(empty_api.client.app.state.core)
    yield app
    app.state.core = None


def test_every_answer_is_as_documented(documented: Litestar) -> None:
    report = fuzz(documented, most=6)
    assert not report.told(), report.told()
    expected: set[Any] = {
        f"{method.upper()} {path}"
        for path, methods in make_app(None).openapi_schema.to_schema()["paths"].items()
        for method in methods
    }
    assert report.operations == expected
    assert report.cases > 500
    assert {200, 201, 204, 304, 400, 401, 404, 405, 409} <= set(report.statuses)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_is_not_as_documented_is_found(
    documented: Litestar, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The control: a fault, and a code that is not documented."""
    monkeypatch.setattr("bookings.api.routes.catalogue.find_link", lambda *_: 1 / 0)
    monkeypatch.setattr("bookings.engine.errors.ValidationFailed.code", "lost")
    report = fuzz(documented, most=1)
    found = {(operation, check) for operation, check, _ in report.failures}
    assert ("GET /api/v1/booking-links/{link}", "not_a_server_error") in found
    assert ("GET /api/v1/availability", "documented_error_code") in found
    assert "ZeroDivisionError" in caplog.text
