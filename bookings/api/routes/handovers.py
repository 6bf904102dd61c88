"""Handovers: somebody who talks to a program asks for a person."""

from __future__ import annotations

from litestar import Response, post
from litestar.params import RawBody

from bookings.api import schemas
from bookings.api.access import ApiRequest, core_of, may_write
from bookings.api.handover_bodies import new_handover
from bookings.api.openapi import failures
from bookings.api.writing import REPLAYED_HEADER, IdempotencyKey, answer, written
from bookings.services.hand_over import hand_over
from bookings.services.idempotency import Answer
from bookings.services.ports import Writing


@post(
    "/api/v1/handovers",
    guards=[may_write],
    operation_id="handOver",
    response_description="The handover, and how the team is told of it.",
    summary="Hand a conversation over to a person",
    tags=["Handovers"],
    opt={"body": schemas.NewHandover},
    responses=failures(
        "unauthorized",
        "forbidden",
        "malformed_json",
        "missing_field",
        "validation_failed",
        "no_handover",
        "body_too_large",
        "idempotency_key_reused",
        "busy",
    ),
    response_headers=[REPLAYED_HEADER],
)
async def hand_over_route(
    request: ApiRequest, body: RawBody, idempotency_key: IdempotencyKey = None
) -> Response[schemas.HandoverEnvelope]:
    """The team gets what was said and how the person can be reached, where the business file's `handover`
    says: by mail, by the webhook event `handover.requested`, or both. It is written once, however often it is
    repeated with its Idempotency-Key."""
    core, business_id = core_of(request), request.auth.business_id
    wanted = new_handover(body)

    def write(unit: Writing) -> Answer:
        made, told = hand_over(unit, business_id, wanted, core.clock(), core.ids)
        return answer(201, schemas.HandoverEnvelope(schemas.Handover(made.id, list(told), made.created_at)))

    return await written(request, body, idempotency_key, write)


ROUTES = (hand_over_route,)
