"""Every error leaves in one envelope; here is the one table from errors to statuses."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, ValidationException
from litestar.exceptions import NotFoundException as RouteNotFound

from bookings.api.head_requests import with_head
from bookings.api.noted import ERROR, note
from bookings.api.schemas import Error, ErrorEnvelope
from bookings.engine import errors
from bookings.engine.errors import BookingsError, Problem, ValidationFailed
from bookings.services.idempotency import Answer
from bookings.services.list_slots import MAX_NEXT

STATUS: Mapping[type[BookingsError], int] = {
    errors.InvalidRequest: 400,
    errors.Unauthorized: 401,
    errors.Forbidden: 403,
    errors.RoutingRejected: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.PreconditionFailed: 412,
    errors.IdempotencyKeyReused: 422,
    errors.BodyTooLarge: 413,
    errors.RateLimited: 429,
    errors.CalendarUnreachable: 503,
    errors.Busy: 503,
    errors.TimedOut: 504,
}
MAX_BODY_BYTES = 64 * 1024

_EXPECTED = {
    "status": "one of pending, confirmed, cancelled, no_show, completed",
    "page": "a whole number from 1 up",
    "limit": "a whole number from 1 to 100",
    "date": "a date that exists, like 2026-05-01",
    "from": "a date that exists, like 2026-05-01",
    "to": "a date that exists, like 2026-05-01",
    "next": f"a whole number from 1 to {MAX_NEXT}",
    "include": "staff",
}

_EXPECTED_AT = {"/api/v1/waitlist": {"status": "one of waiting, offered, booked, left, expired"}}
"""Where another address expects something else under the same name."""

_PARAMETERS = {"on_date": "date", "first": "from", "last": "to", "count": "next"}
"""Where the name in the address is not the name in our code."""

logger = logging.getLogger(__name__)


def status_of(error: BookingsError) -> int:
    """The status of the nearest class in the table; an error that is in no row is our own fault."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def business_error(request: Request[Any, Any, Any], error: BookingsError) -> Response[ErrorEnvelope]:
    note(request.scope, ERROR, error.code)
    status = status_of(error)
    headers = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"}}.get(status, {})
    if isinstance(error, errors.RateLimited):
        headers = {"Retry-After": str(error.retry_after_seconds)}
    return _answer(status, error.code, error.message, error.details, headers)


def refused(error: BookingsError) -> Answer:
    """The answer to a request that is refused and has changed something all the same."""
    body = ErrorEnvelope(Error(error.code, error.message, error.details))
    return Answer(status_of(error), msgspec.json.encode(body).decode())


def http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[ErrorEnvelope]:
    """What Litestar refuses by itself: routes, methods, parameters, sizes."""
    if isinstance(error, ValidationException):
        return business_error(request, ValidationFailed(_problems(error.extra, request.url.path)))
    if isinstance(error, RouteNotFound):
        return _answer(404, "not_found", f"There is nothing at {request.url.path}; see /docs.")
    if isinstance(error, MethodNotAllowedException):
        message = f"{request.method} is not possible at {request.url.path}; see /docs."
        return _answer(405, "method_not_allowed", message, headers=_allowed(error, request.url.path))
    if error.status_code == 413:
        return business_error(request, errors.BodyTooLarge(MAX_BODY_BYTES))
    return _answer(error.status_code, "invalid_request", error.detail)


def _allowed(error: HTTPException, path: str) -> dict[str, str]:
    """Litestar's own headers, which know nothing of HEAD."""
    headers = dict(error.headers or {})
    methods = {method.strip() for method in headers.pop("allow", headers.pop("Allow", "")).split(",")} - {""}
    return headers | {"Allow": ", ".join(sorted(with_head(methods, path)))}


def unexpected_error(request: Request[Any, Any, Any], error: Exception) -> Response[ErrorEnvelope]:
    """A fault of ours: told in the log, not to the caller."""
    note(request.scope, ERROR, "internal_error")
    route = request.scope.get("path_template") or "an unknown address"
    logger.error("%s %s failed", request.method, route, exc_info=error)
    return _answer(500, "internal_error", "Something went wrong on our side. Try again later.")


def _problems(extra: Any, path: str) -> list[Problem]:
    rows: Sequence[Mapping[str, Any]] = extra if isinstance(extra, list) else []
    expected = _EXPECTED | _EXPECTED_AT.get(path, {})
    found = [_problem(str(row.get("key", "")), str(row.get("message", "")), expected) for row in rows]
    return found or [Problem("The request's parameters are not right.")]


def _problem(name: str, complaint: str, expected: Mapping[str, str]) -> Problem:
    name = _PARAMETERS.get(name, name)
    if name in expected:
        return Problem(f"{name} must be {expected[name]}.", field=name)
    return Problem(f"{name}: {complaint}.", field=name)


def _answer(
    status: int,
    code: str,
    message: str,
    details: Mapping[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response[ErrorEnvelope]:
    body = ErrorEnvelope(Error(code, message, dict(details or {})))
    return Response(body, status_code=status, headers=headers or {}, media_type="application/json")
