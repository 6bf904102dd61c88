"""Contact proofs: have a code sent to an address, and give it back."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, post
from litestar.params import PathParameter, RawBody

from bookings.api import schemas
from bookings.api.access import ApiRequest, core_of, may_write
from bookings.api.errors import refused
from bookings.api.openapi import failures
from bookings.api.proof_bodies import new_proof, proof_body, proof_code
from bookings.api.writing import REPLAYED_HEADER, IdempotencyKey, answer, written
from bookings.engine.errors import WrongCode
from bookings.services.idempotency import Answer
from bookings.services.ports import Writing
from bookings.services.prove_contact import confirm_proof, request_proof

_WRITING = (
    "unauthorized",
    "forbidden",
    "malformed_json",
    "missing_field",
    "validation_failed",
    "not_found",
    "body_too_large",
    "idempotency_key_reused",
    "busy",
)


@post(
    "/api/v1/contact-proofs",
    guards=[may_write],
    operation_id="requestContactProof",
    response_description="The proof, which waits for its code.",
    summary="Send a code to an e-mail address",
    tags=["Contact proofs"],
    opt={"body": schemas.NewContactProof},
    responses=failures(*_WRITING),
    response_headers=[REPLAYED_HEADER],
)
async def request_route(
    request: ApiRequest, body: RawBody, idempotency_key: IdempotencyKey = None
) -> Response[schemas.ContactProofEnvelope]:
    """Whoever gives the code back within ten minutes reads this address's mail. The answer is the same
    whether there are bookings with the address or not; a mail is sent only if there are any to come."""
    core, caller = core_of(request), request.auth
    email = new_proof(body)

    def write(unit: Writing) -> Answer:
        now = core.clock()
        proof = request_proof(unit, caller, email, now, core.ids)
        return answer(201, schemas.ContactProofEnvelope(proof_body(proof, now)))

    return await written(request, body, idempotency_key, write)


@post(
    "/api/v1/contact-proofs/{proof_id:str}/confirm",
    guards=[may_write],
    status_code=200,
    operation_id="confirmContactProof",
    response_description="The proof: the address is the person's.",
    summary="Give the code back",
    tags=["Contact proofs"],
    opt={"body": schemas.ProofCode},
    responses=failures(*_WRITING, "wrong_code", "status_conflict"),
    response_headers=[REPLAYED_HEADER],
)
async def confirm_route(
    request: ApiRequest,
    proof_id: Annotated[str, PathParameter(description="The proof's id.")],
    body: RawBody,
    idempotency_key: IdempotencyKey = None,
) -> Response[schemas.ContactProofEnvelope]:
    """A code works once. A wrong one is refused and counted; the fifth ends the proof. Repeated with its
    Idempotency-Key it gets the same refusal again and is not counted twice."""
    core, business_id = core_of(request), request.auth.business_id
    code = proof_code(body)

    def write(unit: Writing) -> Answer:
        now = core.clock()
        proof = confirm_proof(unit, business_id, proof_id, code, now, core.codes)
        if proof.confirmed_at is None:
            return refused(WrongCode(proof.id, proof.tries_left))
        return answer(200, schemas.ContactProofEnvelope(proof_body(proof, now)))

    return await written(request, body, idempotency_key, write)


ROUTES = (request_route, confirm_route)
