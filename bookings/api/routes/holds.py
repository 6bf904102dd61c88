"""Holds: keep a slot for some minutes, and let it go."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, post
from litestar.params import PathParameter, RawBody

from bookings.api import schemas
from bookings.api.access import ApiRequest, core_of, may_write
from bookings.api.calendars import unreadable_staff
from bookings.api.openapi import failures
from bookings.api.present import hold_body
from bookings.api.reading import new_hold
from bookings.api.writing import REPLAYED_HEADER, IdempotencyKey, answer, written
from bookings.services.calendars import candidates
from bookings.services.hold_slot import hold_slot, release_hold
from bookings.services.idempotency import Answer
from bookings.services.ports import Writing


@post(
    "/api/v1/holds",
    guards=[may_write],
    operation_id="createHold",
    response_description="The hold.",
    summary="Keep a slot for some minutes",
    tags=["Holds"],
    opt={"body": schemas.NewHold},
    responses=failures(
        "unauthorized",
        "forbidden",
        "malformed_json",
        "missing_field",
        "validation_failed",
        "slot_not_available",
        "booking_link_not_found",
        "slot_taken",
        "body_too_large",
        "idempotency_key_reused",
        "calendar_unreachable",
        "busy",
    ),
    response_headers=[REPLAYED_HEADER],
)
async def hold_route(
    request: ApiRequest, body: RawBody, idempotency_key: IdempotencyKey = None
) -> Response[schemas.HoldEnvelope]:
    """Nobody else is offered the time or gets it until the hold expires, is released, or is used by
    a booking that names it as `hold_id`."""
    core = core_of(request)
    wanted, business_id = new_hold(body), request.auth.business_id
    unreadable = await unreadable_staff(
        core, business_id, lambda view: candidates.for_request(view, business_id, wanted)
    )

    def write(unit: Writing) -> Answer:
        made, link = hold_slot(unit, business_id, wanted, core.clock(), core.ids, unreadable)
        return answer(201, schemas.HoldEnvelope(hold_body(made, link)))

    return await written(request, body, idempotency_key, write)


@delete(
    "/api/v1/holds/{hold_id:str}",
    guards=[may_write],
    operation_id="releaseHold",
    response_description="The time is free.",
    summary="Let a held slot go",
    tags=["Holds"],
    responses=failures(
        "unauthorized",
        "forbidden",
        "validation_failed",
        "hold_not_found",
        "hold_used",
        "body_too_large",
        "idempotency_key_reused",
        "busy",
    ),
    response_headers=[REPLAYED_HEADER],
)
async def release_route(
    request: ApiRequest,
    hold_id: Annotated[str, PathParameter(description="The hold's id.")],
    idempotency_key: IdempotencyKey = None,
) -> Response[None]:
    """Also well if it has expired or been released before."""
    now = core_of(request).clock()

    def write(unit: Writing) -> Answer:
        release_hold(unit, request.auth.business_id, hold_id, now)
        return Answer(204, "")

    return await written(request, await request.body(), idempotency_key, write)


ROUTES = (hold_route, release_route)
