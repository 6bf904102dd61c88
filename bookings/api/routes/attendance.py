"""Attendance: the contact says that they will come."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, post
from litestar.params import PathParameter

from bookings.api import schemas
from bookings.api.access import ApiRequest, core_of, may_write
from bookings.api.openapi import failures
from bookings.api.present import booking_body
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
from bookings.services.confirm_attendance import confirm_attendance
from bookings.services.idempotency import Answer
from bookings.services.ports import Writing


@post(
    "/api/v1/bookings/{booking_id:str}/confirm-attendance",
    guards=[may_write],
    status_code=200,
    operation_id="confirmAttendance",
    response_description="The booking.",
    summary="Note that the contact will come",
    tags=["Bookings"],
    responses=failures(
        "unauthorized",
        "forbidden",
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
async def confirm_attendance_route(
    request: ApiRequest,
    booking_id: Annotated[str, PathParameter(description="The booking's id.")],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response[schemas.BookingEnvelope]:
    """Until its start. Said again it changes nothing. Whoever is connected is told once; a move forgets it,
    for nobody has said that they will come to the new time."""
    core, caller, versions = core_of(request), request.auth, versions_of(if_match)

    def write(unit: Writing) -> Answer:
        booking = confirm_attendance(
            unit, caller.business_id, booking_id, core.clock(), caller.key_id, versions
        )
        return answer(200, schemas.BookingEnvelope(booking_body(booking)), etag(booking))

    return await written(request, await request.body(), idempotency_key, write)


ROUTES = (confirm_attendance_route,)
