"""Availability: the slots of a booking link."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from litestar import MediaType, Response, get
from litestar.params import QueryParameter

from bookings.api import schemas
from bookings.api.access import ApiRequest, core_of, may_read
from bookings.api.days import Days, asked_days
from bookings.api.noted import SLOTS, note
from bookings.api.openapi import failures
from bookings.api.present import slot_body
from bookings.api.threads import read
from bookings.services.list_slots import MAX_DAYS, MAX_NEXT, SlotsQuery, list_slots

SHORT_DAYS = 7


@get(
    "/api/v1/availability",
    guards=[may_read],
    operation_id="listSlots",
    response_description="The free slots.",
    summary="List the free slots of a booking link",
    tags=["Availability"],
    responses=failures(
        "unauthorized", "forbidden", "missing_field", "validation_failed", "booking_link_not_found"
    ),
)
async def slots_route(
    request: ApiRequest,
    booking_link_id: Annotated[str | None, QueryParameter(description="The link's id.")] = None,
    slug: Annotated[str | None, QueryParameter(description="The link's slug, instead of its id.")] = None,
    on_date: Annotated[date | None, QueryParameter(name="date", description="One day.")] = None,
    first: Annotated[
        str | None,
        QueryParameter(
            name="from",
            description="The first of several days, instead of date. With next it may also be an ISO 8601 "
            "instant with an offset, and is now if left out.",
        ),
    ] = None,
    last: Annotated[
        date | None,
        QueryParameter(
            name="to",
            description=f"The last of several days, included; at most {MAX_DAYS} in all. With next it may be "
            "any day, and is the link's horizon if left out.",
        ),
    ] = None,
    count: Annotated[
        int | None,
        QueryParameter(
            name="next", ge=1, le=MAX_NEXT, description="Only so many, the first ones from then on."
        ),
    ] = None,
    staff_id: Annotated[str | None, QueryParameter(description="Only with this person.")] = None,
    service_id: Annotated[
        str | None, QueryParameter(description="Only for this service, as long as it takes.")
    ] = None,
    timezone: Annotated[
        str | None, QueryParameter(description="IANA zone whose days are meant; without it the business's.")
    ] = None,
    hold_id: Annotated[
        str | None, QueryParameter(description="A hold of the caller's own, whose time counts as free.")
    ] = None,
    hold_key: Annotated[
        str | None,
        QueryParameter(
            description="The Idempotency-Key of a hold whose answer may have been lost: if there is such a "
            "hold, its time counts as free, too."
        ),
    ] = None,
    booking_id: Annotated[
        str | None,
        QueryParameter(description="A booking to be moved, whose own time counts as free."),
    ] = None,
    include: Annotated[
        Literal["staff"] | None, QueryParameter(description="staff: say who is free in each slot.")
    ] = None,
) -> Response[schemas.SlotsEnvelope]:
    """Times that can be booked now: inside the windows and exceptions, free of bookings with their
    buffers and of busy ranges, after the minimum notice and within the horizon."""
    days = asked_days(on_date, first, last, count, timezone)
    query = SlotsQuery(
        days.first,
        days.last,
        booking_link_id,
        slug,
        staff_id,
        service_id,
        timezone,
        hold_id,
        (request.auth.line_id, hold_key) if hold_key else None,
        booking_id,
        days.since,
        count,
    )
    core, business_id = core_of(request), request.auth.business_id
    found = await read(
        core, lambda view: list_slots(view, business_id, query, core.clock()), is_short=_is_short(query)
    )
    slots = [slot_body(slot, with_staff=include == "staff") for slot in found.slots]
    note(request.scope, SLOTS, len(slots))
    answer = schemas.Slots(booking_link_id=found.link.id, slug=found.link.slug, slots=slots)
    envelope = schemas.SlotsEnvelope(_echoed(answer, on_date, days, count, found.timezone))
    return Response(msgspec.json.encode(envelope), media_type=MediaType.JSON)  # type: ignore[arg-type]


def _is_short(query: SlotsQuery) -> bool:
    """A few days are found sooner than a thread is woken; of more, others should not have to wait."""
    days = (query.last - query.first).days if query.first and query.last else SHORT_DAYS
    return query.count is None and days < SHORT_DAYS


def _echoed(
    answer: schemas.Slots, on_date: date | None, days: Days, count: int | None, timezone: str
) -> schemas.Slots:
    """The answer with what was asked: the day, the days, or how many."""
    if on_date is not None:
        answer.date = on_date
        return answer
    answer.timezone = timezone
    if count is not None:
        answer.next = count
    elif days.first is not None and days.last is not None:
        answer.first, answer.last = days.first, days.last
    return answer


ROUTES = (slots_route,)
