"""What becomes of bookings: moved, completed, nobody came, and the history of all that."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, patch
from litestar.params import PathParameter, RawBody

from bookings.api import schemas
from bookings.api.access import ApiRequest, core_of, may_read, may_write
from bookings.api.calendars import unreadable_staff
from bookings.api.openapi import failures
from bookings.api.present import booking_body
from bookings.api.reading import new_move
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
from bookings.services.calendars import candidates
from bookings.services.change_booking import close_booking, history, reschedule_booking
from bookings.services.idempotency import Answer
from bookings.services.ports import Writing

_BookingId = Annotated[str, PathParameter(description="The booking's id.")]
_HEADERS = [REPLAYED_HEADER, ETAG_HEADER]
_CLOSING = failures(
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
)


@patch(
    "/api/v1/bookings/{booking_id:str}/reschedule",
    guards=[may_write],
    operation_id="rescheduleBooking",
    response_description="The booking at its new time.",
    summary="Move a booking to another slot",
    tags=["Bookings"],
    opt={"body": schemas.Reschedule},
    responses=failures(
        "unauthorized",
        "forbidden",
        "malformed_json",
        "missing_field",
        "validation_failed",
        "slot_not_available",
        "not_found",
        "booking_link_not_found",
        "hold_not_found",
        "hold_used",
        "slot_taken",
        "already_cancelled",
        "status_conflict",
        "precondition_failed",
        "body_too_large",
        "idempotency_key_reused",
        "calendar_unreachable",
        "busy",
    ),
    response_headers=_HEADERS,
)
async def reschedule_route(
    request: ApiRequest,
    booking_id: _BookingId,
    body: RawBody,
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response[schemas.BookingEnvelope]:
    """In one step: either it is at the new time, or it stays where it was. Its reminders move along."""
    core, caller = core_of(request), request.auth
    move, versions = new_move(body), versions_of(if_match)
    unreadable = await unreadable_staff(
        core,
        caller.business_id,
        lambda view: candidates.for_move(view, caller.business_id, booking_id, move.staff_id),
    )

    def write(unit: Writing) -> Answer:
        moved = reschedule_booking(
            unit,
            caller.business_id,
            booking_id,
            move,
            core.clock(),
            caller.key_id,
            versions,
            unreadable,
        )
        return answer(200, schemas.BookingEnvelope(booking_body(moved)), etag(moved))

    return await written(request, body, idempotency_key, write)


@patch(
    "/api/v1/bookings/{booking_id:str}/no-show",
    guards=[may_write],
    operation_id="markNoShow",
    response_description="The booking.",
    summary="Note that nobody came",
    tags=["Bookings"],
    responses=_CLOSING,
    response_headers=_HEADERS,
)
async def no_show_route(
    request: ApiRequest,
    booking_id: _BookingId,
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response[schemas.BookingEnvelope]:
    """From its start on. A booking that was noted as completed can be corrected so."""
    return await _close(request, booking_id, Status.NO_SHOW, idempotency_key, if_match)


@patch(
    "/api/v1/bookings/{booking_id:str}/complete",
    guards=[may_write],
    operation_id="completeBooking",
    response_description="The booking.",
    summary="Note that it took place",
    tags=["Bookings"],
    responses=_CLOSING,
    response_headers=_HEADERS,
)
async def complete_route(
    request: ApiRequest,
    booking_id: _BookingId,
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response[schemas.BookingEnvelope]:
    """From its start on. A booking that was noted as a no-show can be corrected so."""
    return await _close(request, booking_id, Status.COMPLETED, idempotency_key, if_match)


@get(
    "/api/v1/bookings/{booking_id:str}/history",
    guards=[may_read],
    sync_to_thread=True,
    operation_id="getBookingHistory",
    response_description="What happened.",
    summary="Tell what happened to a booking",
    tags=["Bookings"],
    responses=failures("unauthorized", "forbidden", "not_found"),
)
def history_route(request: ApiRequest, booking_id: _BookingId) -> schemas.History:
    """Who did what and when, first things first."""
    with core_of(request).storage.reading() as view:
        found = history(view, request.auth.business_id, booking_id)
    return schemas.History(
        [
            schemas.HistoryEntry(one.version, one.at, one.what, one.key_id, one.key_name, dict(one.details))
            for one in found
        ]
    )


async def _close(
    request: ApiRequest, booking_id: str, status: Status, key: str | None, if_match: str | None
) -> Response[schemas.BookingEnvelope]:
    core, caller, versions = core_of(request), request.auth, versions_of(if_match)

    def write(unit: Writing) -> Answer:
        closed = close_booking(
            unit, caller.business_id, booking_id, status, core.clock(), caller.key_id, versions
        )
        return answer(200, schemas.BookingEnvelope(booking_body(closed)), etag(closed))

    return await written(request, await request.body(), key, write)


ROUTES = (reschedule_route, no_show_route, complete_route, history_route)
