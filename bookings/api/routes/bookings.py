"""Bookings: make, fetch, list, cancel."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from litestar import Response, get, patch, post
from litestar.params import PathParameter, QueryParameter, RawBody

from bookings.api import schemas
from bookings.api.access import ApiRequest, core_of, may_read, may_write
from bookings.api.openapi import failures
from bookings.api.present import booking_body
from bookings.api.reading import cancellation, new_booking
from bookings.api.writing import (
    ETAG_HEADER,
    REPLAYED_HEADER,
    IdempotencyKey,
    IfMatch,
    answer,
    etag,
    versions_of,
    written,
)
from bookings.engine.booking import Status
from bookings.engine.errors import Problem, ValidationFailed
from bookings.engine.windows import instant
from bookings.engine.wording import parse_instant
from bookings.services.cancel_booking import cancel_booking, get_booking
from bookings.services.create_booking import create_booking
from bookings.services.idempotency import Answer
from bookings.services.lookup import configuration_of
from bookings.services.ports import BookingFilter, Writing

_INSTANT = "ISO 8601 instant with an offset, or a date: the whole day in the business's zone."
_BookingId = Annotated[str, PathParameter(description="The booking's id.")]


@get(
    "/api/v1/bookings",
    guards=[may_read],
    sync_to_thread=True,
    operation_id="listBookings",
    description="The business's bookings by start time, page by page.",
    response_description="A page of bookings.",
    summary="List bookings",
    tags=["Bookings"],
    responses=failures("unauthorized", "forbidden", "validation_failed"),
)
def list_route(
    request: ApiRequest,
    booking_link_id: Annotated[str | None, QueryParameter(description="Only of this link.")] = None,
    status: Annotated[Status | None, QueryParameter(description="Only of this status.")] = None,
    starts_from: Annotated[
        str | None, QueryParameter(name="from", description=f"Starting then or later. {_INSTANT}")
    ] = None,
    starts_until: Annotated[
        str | None, QueryParameter(name="to", description=f"Starting then or earlier. {_INSTANT}")
    ] = None,
    contact_email: Annotated[
        str | None, QueryParameter(description="Only for this contact; capitals make no difference.")
    ] = None,
    staff_id: Annotated[str | None, QueryParameter(description="Only with this person.")] = None,
    reference: Annotated[
        str | None,
        QueryParameter(description="Only the one with this reference, however people write it."),
    ] = None,
    page: Annotated[int, QueryParameter(ge=1, le=10**9, description="Which page, from 1.")] = 1,
    limit: Annotated[int, QueryParameter(ge=1, le=100, description="Bookings on a page.")] = 50,
) -> schemas.BookingPage:
    """The business's bookings by start time, page by page."""
    with core_of(request).storage.reading() as view:
        zone = configuration_of(view, request.auth.business_id).business.zone
        wanted = BookingFilter(
            link_id=booking_link_id,
            status=status,
            starts_from=_bound("from", starts_from, zone),
            starts_until=_bound("to", starts_until, zone),
            contact_email=contact_email.strip() if contact_email is not None else None,
            staff_id=staff_id,
            reference=re.sub(r"[\s-]", "", reference).upper() if reference is not None else None,
        )
        found, total = view.bookings(request.auth.business_id, wanted, (page - 1) * limit, limit)
    return schemas.BookingPage(
        data=[booking_body(booking) for booking in found],
        pagination=schemas.Pagination(page, limit, total, hasMore=page * limit < total),
    )


@post(
    "/api/v1/bookings",
    guards=[may_write],
    operation_id="createBooking",
    response_description="The booking.",
    summary="Make a booking",
    tags=["Bookings"],
    opt={"body": schemas.NewBooking},
    responses=failures(
        "unauthorized",
        "forbidden",
        "malformed_json",
        "missing_field",
        "validation_failed",
        "slot_not_available",
        "booking_link_not_found",
        "routing_rejected",
        "hold_not_found",
        "hold_used",
        "slot_taken",
        "body_too_large",
        "idempotency_key_reused",
        "busy",
    ),
    response_headers=[REPLAYED_HEADER, ETAG_HEADER],
)
async def create_route(
    request: ApiRequest, body: RawBody, idempotency_key: IdempotencyKey = None
) -> Response[schemas.BookingEnvelope]:
    """Book a slot for a contact. Without `staff_id` the person whose turn it is takes it."""
    core = core_of(request)
    wanted = new_booking(body)

    def write(unit: Writing) -> Answer:
        made = create_booking(
            unit, request.auth.business_id, wanted, core.clock(), core.ids, request.auth.key_id
        )
        return answer(201, schemas.BookingEnvelope(booking_body(made)), etag(made))

    return await written(request, body, idempotency_key, write)


@get(
    "/api/v1/bookings/{booking_id:str}",
    guards=[may_read],
    sync_to_thread=True,
    operation_id="getBooking",
    response_description="The booking.",
    summary="Fetch a booking",
    tags=["Bookings"],
    responses=failures("unauthorized", "forbidden", "not_found"),
    response_headers=[ETAG_HEADER],
)
def fetch_route(request: ApiRequest, booking_id: _BookingId) -> Response[schemas.BookingEnvelope]:
    """One booking, with its link's title and its length."""
    with core_of(request).storage.reading() as view:
        booking = get_booking(view, request.auth.business_id, booking_id)
    return Response(schemas.BookingEnvelope(booking_body(booking)), headers=etag(booking))


@patch(
    "/api/v1/bookings/{booking_id:str}/cancel",
    guards=[may_write],
    operation_id="cancelBooking",
    response_description="What the booking has become.",
    summary="Cancel a booking",
    tags=["Bookings"],
    opt={"body": schemas.Cancellation},
    responses=failures(
        "unauthorized",
        "forbidden",
        "malformed_json",
        "validation_failed",
        "not_found",
        "already_cancelled",
        "status_conflict",
        "precondition_failed",
        "body_too_large",
        "idempotency_key_reused",
        "busy",
    ),
    response_headers=[REPLAYED_HEADER, ETAG_HEADER],
)
async def cancel_route(
    request: ApiRequest,
    booking_id: _BookingId,
    body: RawBody,
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response[schemas.CancelledEnvelope]:
    """Its time is free again, its pending reminders are deleted, and whoever is connected is told."""
    core, caller = core_of(request), request.auth
    reason, versions = cancellation(body), versions_of(if_match)

    def write(unit: Writing) -> Answer:
        gone = cancel_booking(
            unit, caller.business_id, booking_id, reason, core.clock(), caller.key_id, versions
        )
        body = schemas.CancelledBooking(gone.id, gone.status.value, gone.reason)
        return answer(200, schemas.CancelledEnvelope(body), etag(gone))

    return await written(request, body, idempotency_key, write)


def _bound(name: str, text: str | None, zone: ZoneInfo) -> datetime | None:
    """`to` as a date means its last second; a "+" that came as a space in the address is put back."""
    if text is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            day = date.fromisoformat(text)
            return (
                instant(day, 0, zone)
                if name == "from"
                else instant(day, 24 * 60, zone) - timedelta(seconds=1)
            )
        return parse_instant(re.sub(r" (\d\d:?\d\d)$", r"+\1", text))
    except (ValueError, OverflowError):
        message = (
            f"{name} must be a date or an instant with an offset, like 2026-05-01 or 2026-05-01T10:00:00Z."
        )
        raise ValidationFailed([Problem(message, field=name)]) from None


ROUTES = (list_route, create_route, fetch_route, cancel_route)
