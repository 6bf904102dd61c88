"""The waitlist: join, look, leave, and answer what is offered."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, get, post
from litestar.openapi import ResponseSpec
from litestar.params import PathParameter, QueryParameter, RawBody

from bookings.api import schemas
from bookings.api.access import ApiRequest, core_of, may_read, may_write
from bookings.api.calendars import unreadable_staff
from bookings.api.openapi import failures
from bookings.api.present import booking_body
from bookings.api.waitlist_bodies import entry_body, new_entry, offer_answer
from bookings.api.writing import ETAG_HEADER, REPLAYED_HEADER, IdempotencyKey, answer, etag, written
from bookings.engine.waitlist_entry import EntryStatus
from bookings.services.answer_offer import accept_offer, decline_offer, leave_waitlist, may_take_it
from bookings.services.idempotency import Answer
from bookings.services.join_waitlist import join_waitlist
from bookings.services.lookup import configuration_of
from bookings.services.ports import Writing
from bookings.services.waitlist import get_entry
from bookings.services.waitlist_ports import EntryFilter

_EntryId = Annotated[str, PathParameter(description="The waitlist entry's id.")]
_WRITING = (
    "unauthorized",
    "forbidden",
    "malformed_json",
    "validation_failed",
    "not_found",
    "body_too_large",
    "idempotency_key_reused",
    "busy",
)
_THERE_BEFORE = {
    200: ResponseSpec(
        schemas.WaitlistEntryEnvelope,
        generate_examples=False,
        description="The entry that was there before: the same contact's same wish.",
    )
}


@post(
    "/api/v1/waitlist",
    guards=[may_write],
    operation_id="joinWaitlist",
    response_description="The entry.",
    summary="Join the waitlist",
    tags=["Waitlist"],
    opt={"body": schemas.NewWaitlistEntry},
    responses=_THERE_BEFORE
    | failures(
        *(code for code in _WRITING if code != "not_found"),
        "missing_field",
        "booking_link_not_found",
        "routing_rejected",
    ),
    response_headers=[REPLAYED_HEADER],
)
async def join_route(
    request: ApiRequest, body: RawBody, idempotency_key: IdempotencyKey = None
) -> Response[schemas.WaitlistEntryEnvelope]:
    """Be offered what becomes free on the days that would do, in the order of joining. What is free already
    is offered at once. The worker makes the offers and sends them by e-mail."""
    core, business_id = core_of(request), request.auth.business_id
    wanted = new_entry(body)

    def write(unit: Writing) -> Answer:
        now = core.clock()
        entry, is_new = join_waitlist(unit, business_id, wanted, now, core.ids)
        told = entry_body(entry, configuration_of(unit, business_id), now)
        return answer(201 if is_new else 200, schemas.WaitlistEntryEnvelope(told))

    return await written(request, body, idempotency_key, write)


@get(
    "/api/v1/waitlist",
    guards=[may_read],
    sync_to_thread=True,
    operation_id="listWaitlist",
    description="The waitlist in the order of joining, page by page.",
    response_description="A page of entries.",
    summary="List the waitlist",
    tags=["Waitlist"],
    responses=failures("unauthorized", "forbidden", "validation_failed"),
)
def list_route(
    request: ApiRequest,
    booking_link_id: Annotated[str | None, QueryParameter(description="Only for this link.")] = None,
    status: Annotated[EntryStatus | None, QueryParameter(description="Only of this status.")] = None,
    contact_email: Annotated[
        str | None, QueryParameter(description="Only of this contact; capitals make no difference.")
    ] = None,
    page: Annotated[int, QueryParameter(ge=1, le=10**9, description="Which page, from 1.")] = 1,
    limit: Annotated[int, QueryParameter(ge=1, le=100, description="Entries on a page.")] = 50,
) -> schemas.WaitlistPage:
    """The waitlist in the order of joining, page by page."""
    core, business_id = core_of(request), request.auth.business_id
    email = contact_email.strip() if contact_email is not None else None
    now = core.clock()
    with core.storage.reading() as view:
        configuration = configuration_of(view, business_id)
        wanted = EntryFilter(booking_link_id, status, email, now)
        found, total = view.waitlist.entries(business_id, wanted, (page - 1) * limit, limit + 1)
    return schemas.WaitlistPage(
        data=[entry_body(entry, configuration, now) for entry in found[:limit]],
        pagination=schemas.Pagination(page, limit, total, len(found) > limit),
    )


@get(
    "/api/v1/waitlist/{entry_id:str}",
    guards=[may_read],
    sync_to_thread=True,
    operation_id="getWaitlistEntry",
    description="One entry, with what it is offered now.",
    response_description="The entry.",
    summary="Fetch a waitlist entry",
    tags=["Waitlist"],
    responses=failures("unauthorized", "forbidden", "not_found"),
)
def fetch_route(request: ApiRequest, entry_id: _EntryId) -> schemas.WaitlistEntryEnvelope:
    """One entry, with what it is offered now."""
    core, business_id = core_of(request), request.auth.business_id
    with core.storage.reading() as view:
        entry = get_entry(view, business_id, entry_id)
        told = entry_body(entry, configuration_of(view, business_id), core.clock())
    return schemas.WaitlistEntryEnvelope(told)


@delete(
    "/api/v1/waitlist/{entry_id:str}",
    guards=[may_write],
    operation_id="leaveWaitlist",
    response_description="It is not waited for any more.",
    summary="Leave the waitlist",
    tags=["Waitlist"],
    responses=failures(*(code for code in _WRITING if code != "malformed_json"), "status_conflict"),
    response_headers=[REPLAYED_HEADER],
)
async def leave_route(
    request: ApiRequest, entry_id: _EntryId, idempotency_key: IdempotencyKey = None
) -> Response[None]:
    """Also well if it has been left before or is over. What was offered goes to whoever is next."""
    core, business_id = core_of(request), request.auth.business_id

    def write(unit: Writing) -> Answer:
        leave_waitlist(unit, business_id, entry_id, core.clock())
        return Answer(204, "")

    return await written(request, await request.body(), idempotency_key, write)


@post(
    "/api/v1/waitlist/{entry_id:str}/accept",
    guards=[may_write],
    operation_id="acceptOffer",
    response_description="The booking.",
    summary="Accept what the waitlist offers",
    tags=["Waitlist"],
    opt={"body": schemas.OfferAnswer},
    responses=failures(
        *_WRITING,
        "no_offer",
        "booking_link_not_found",
        "routing_rejected",
        "slot_not_available",
        "slot_taken",
        "calendar_unreachable",
    ),
    response_headers=[REPLAYED_HEADER, ETAG_HEADER],
)
async def accept_route(
    request: ApiRequest, entry_id: _EntryId, body: RawBody, idempotency_key: IdempotencyKey = None
) -> Response[schemas.BookingEnvelope]:
    """Book the time that is offered; all that follows from a booking follows. The entry is then booked."""
    core, caller = core_of(request), request.auth
    offer_id, business_id = offer_answer(body), caller.business_id
    unreadable = await unreadable_staff(
        core, business_id, lambda view: may_take_it(view, business_id, entry_id, core.clock())
    )

    def write(unit: Writing) -> Answer:
        made = accept_offer(
            unit, business_id, entry_id, offer_id, core.clock(), core.ids, caller.key_id, unreadable
        )
        return answer(201, schemas.BookingEnvelope(booking_body(made)), etag(made))

    return await written(request, body, idempotency_key, write)


@post(
    "/api/v1/waitlist/{entry_id:str}/decline",
    guards=[may_write],
    status_code=200,
    operation_id="declineOffer",
    response_description="The entry, which goes on waiting for other times.",
    summary="Decline what the waitlist offers",
    tags=["Waitlist"],
    opt={"body": schemas.OfferAnswer},
    responses=failures(*_WRITING, "no_offer"),
    response_headers=[REPLAYED_HEADER],
)
async def decline_route(
    request: ApiRequest, entry_id: _EntryId, body: RawBody, idempotency_key: IdempotencyKey = None
) -> Response[schemas.WaitlistEntryEnvelope]:
    """The time goes to whoever is next, and is not offered to this entry again."""
    core, business_id = core_of(request), request.auth.business_id
    offer_id = offer_answer(body)

    def write(unit: Writing) -> Answer:
        now = core.clock()
        entry = decline_offer(unit, business_id, entry_id, offer_id, now)
        return answer(
            200, schemas.WaitlistEntryEnvelope(entry_body(entry, configuration_of(unit, business_id), now))
        )

    return await written(request, body, idempotency_key, write)


ROUTES = (join_route, list_route, fetch_route, leave_route, accept_route, decline_route)
