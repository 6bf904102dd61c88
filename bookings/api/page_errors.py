"""Errors on the booking page, and behind the links in mails, are pages too: who sees them is no program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from litestar import Request, Response
from litestar.exceptions import HTTPException

from bookings.api.booking_page.shown import refused_page
from bookings.engine.errors import BookingsError

E = TypeVar("E", bound=Exception)
_Request = Request[Any, Any, Any]


def for_people(handler: Callable[[_Request, E], Response[Any]]) -> Callable[[_Request, E], Response[Any]]:
    """The same answer as a page, where a page was asked for."""

    def told(request: _Request, error: E) -> Response[Any]:
        answer = handler(request, error)
        if request.url.path != "/book" and not request.url.path.startswith(("/book/", "/b/")):
            return answer
        code = error.code if isinstance(error, BookingsError) else ""
        if isinstance(error, HTTPException) and error.status_code in (404, 405):
            code = "not_found"
        core = request.app.state.core
        return refused_page(core, code, answer.status_code or 500, dict(answer.headers))

    return told
