"""Bookings: make, fetch, cancel."""

from __future__ import annotations

import asyncio
from typing import Annotated

from litestar import Response, get, patch, post
from litestar.params import PathParameter, RawBody

from bookings.api import schemas
from bookings.api.access import ApiRequest, core_of, may_read, may_write
from bookings.api.calendars import unreadable_staff
from bookings.api.openapi import failures
from bookings.api.present import booking_body
from bookings.api.reading import UnusableBooking, answers_in, cancellation, new_booking
from bookings.api.threads import read
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
from bookings.engine.errors import ValidationFailed
from bookings.services.booking_plan import answer_problems
from bookings.services.calendars import candidates
from bookings.services.cancel_booking import cancel_booking, get_booking
from bookings.services.create_booking import create_booking
from bookings.services.idempotency import Answer
from bookings.services.lookup import configuration_of
from bookings.services.ports import Writing

_BookingId = Annotated[str, PathParameter(description="The booking's id.")]


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
        "calendar_unreachable",
        "busy",
    ),
    response_headers=[REPLAYED_HEADER, ETAG_HEADER],
)
async def create_route(
    request: ApiRequest, body: RawBody, idempotency_key: IdempotencyKey = None
) -> Response[schemas.BookingEnvelope]:
    """Book a slot for a contact. Without `staff_id` the person whose turn it is takes it."""
    core = core_of(request)
    try:
        wanted = new_booking(body)
    except UnusableBooking as error:
        raise await asyncio.to_thread(_all_that_is_wrong, request, error) from None
    caller = request.auth
    unreadable = await unreadable_staff(
        core, caller.business_id, lambda view: candidates.for_request(view, caller.business_id, wanted)
    )

    def write(unit: Writing) -> Answer:
        made = create_booking(
            unit, caller.business_id, wanted, core.clock(), core.ids, caller.key_id, unreadable
        )
        return answer(201, schemas.BookingEnvelope(booking_body(made)), etag(made))

    return await written(request, body, idempotency_key, write)


@get(
    "/api/v1/bookings/{booking_id:str}",
    guards=[may_read],
    operation_id="getBooking",
    response_description="The booking.",
    summary="Fetch a booking",
    tags=["Bookings"],
    responses=failures("unauthorized", "forbidden", "not_found"),
    response_headers=[ETAG_HEADER],
)
async def fetch_route(request: ApiRequest, booking_id: _BookingId) -> Response[schemas.BookingEnvelope]:
    """One booking, with its link's title and its length."""
    business_id = request.auth.business_id
    booking = await read(core_of(request), lambda view: get_booking(view, business_id, booking_id))
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


def _all_that_is_wrong(request: ApiRequest, error: UnusableBooking) -> ValidationFailed:
    """The error with what is wrong with the answers as well."""
    given = error.rest
    link_id, slug, service_id, staff_id = map(
        given.get, ("booking_link_id", "slug", "service_id", "staff_id")
    )
    with core_of(request).storage.reading() as view:
        configuration = configuration_of(view, request.auth.business_id)
    more = answer_problems(configuration, link_id, slug, service_id, staff_id, answers_in(given))
    return ValidationFailed([*error.problems, *more])


ROUTES = (create_route, fetch_route, cancel_route)
