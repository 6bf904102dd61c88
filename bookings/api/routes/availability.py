"""Availability: the slots of a booking link."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from litestar import get
from litestar.params import QueryParameter

from bookings.api import schemas
from bookings.api.access import ApiRequest, core_of, may_read
from bookings.api.openapi import failures
from bookings.api.present import slot_body
from bookings.engine.errors import MissingField, Problem, ValidationFailed
from bookings.engine.zones import is_zone
from bookings.services.list_slots import MAX_DAYS, SlotsQuery, list_slots


@get(
    "/api/v1/availability",
    guards=[may_read],
    sync_to_thread=True,
    operation_id="listSlots",
    response_description="The free slots.",
    summary="List the free slots of a booking link",
    tags=["Availability"],
    responses=failures(
        "unauthorized", "forbidden", "missing_field", "validation_failed", "booking_link_not_found"
    ),
)
def slots_route(
    request: ApiRequest,
    booking_link_id: Annotated[str | None, QueryParameter(description="The link's id.")] = None,
    slug: Annotated[str | None, QueryParameter(description="The link's slug, instead of its id.")] = None,
    on_date: Annotated[date | None, QueryParameter(name="date", description="One day.")] = None,
    first: Annotated[
        date | None, QueryParameter(name="from", description="The first of several days, instead of date.")
    ] = None,
    last: Annotated[
        date | None,
        QueryParameter(
            name="to", description=f"The last of several days, included; at most {MAX_DAYS} in all."
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
    include: Annotated[
        Literal["staff"] | None, QueryParameter(description="staff: say who is free in each slot.")
    ] = None,
) -> schemas.SlotsEnvelope:
    """Times that can be booked now: inside the windows and exceptions, free of bookings with their
    buffers and of busy ranges, after the minimum notice and within the horizon."""
    if timezone is not None and not is_zone(timezone):
        message = "timezone must be an IANA time zone, like Europe/London."
        raise ValidationFailed([Problem(message, field="timezone")])
    first_day, last_day = _days(on_date, first, last)
    query = SlotsQuery(first_day, last_day, booking_link_id, slug, staff_id, service_id, timezone, hold_id)
    core = core_of(request)
    with core.storage.reading() as view:
        found = list_slots(view, request.auth.business_id, query, core.clock())
    slots = [slot_body(slot, with_staff=include == "staff") for slot in found.slots]
    answer = schemas.Slots(booking_link_id=found.link.id, slug=found.link.slug, slots=slots)
    if on_date is not None:
        answer.date = on_date
    else:
        answer.first, answer.last, answer.timezone = first_day, last_day, found.timezone
    return schemas.SlotsEnvelope(answer)


def _days(on_date: date | None, first: date | None, last: date | None) -> tuple[date, date]:
    if on_date is not None and (first is not None or last is not None):
        raise ValidationFailed([Problem("Give date, or from and to, not both.", field="date")])
    if on_date is not None:
        return on_date, on_date
    if first is None and last is None:
        raise MissingField(["date"], "date, or from and to, is required.")
    if first is None or last is None:
        raise MissingField(["from" if first is None else "to"], "from and to belong together.")
    return first, last


ROUTES = (slots_route,)
