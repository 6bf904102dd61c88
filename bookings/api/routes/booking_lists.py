"""The list of bookings."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from litestar import get
from litestar.params import QueryParameter
from msgspec import UNSET

from bookings.api import cursors, schemas
from bookings.api.access import ApiRequest, core_of, may_read
from bookings.api.openapi import failures
from bookings.api.present import booking_body
from bookings.engine.booking import Status
from bookings.engine.errors import Problem, ValidationFailed
from bookings.engine.windows import instant
from bookings.engine.wording import parse_instant
from bookings.services.lookup import configuration_of
from bookings.services.ports import BookingFilter, ListPlace

_INSTANT = "ISO 8601 instant with an offset, or a date: the whole day in the business's zone."


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
    cursor: Annotated[
        str | None,
        QueryParameter(
            description="`nextCursor` of the page before, with the same filters: unlike `page`, this neither "
            "skips nor repeats anything when bookings are made and cancelled meanwhile."
        ),
    ] = None,
) -> schemas.BookingPage:
    """The business's bookings by start time, page by page."""
    business_id = request.auth.business_id
    with core_of(request).storage.reading() as view:
        zone = configuration_of(view, business_id).business.zone
        wanted = BookingFilter(
            link_id=booking_link_id,
            status=status,
            starts_from=_bound("from", starts_from, zone),
            starts_until=_bound("to", starts_until, zone),
            contact_email=contact_email.strip() if contact_email is not None else None,
            staff_id=staff_id,
            reference=re.sub(r"[\s-]", "", reference).upper() if reference is not None else None,
        )
        after, page = _place(cursor, page, business_id, wanted)
        offset = 0 if after else (page - 1) * limit
        found, total = view.bookings(business_id, wanted, offset, limit + 1, after)
    has_more = len(found) > limit
    listed = found[:limit]
    following = cursors.after(listed[-1], page + 1, wanted) if has_more else UNSET
    return schemas.BookingPage(
        data=[booking_body(booking) for booking in listed],
        pagination=schemas.Pagination(page, limit, total, has_more, following),
    )


def _place(
    cursor: str | None, page: int, business_id: str, wanted: BookingFilter
) -> tuple[ListPlace | None, int]:
    """Where the page begins, if a cursor says it, and which page it is."""
    if not cursor:
        return None, page
    if page != 1:
        raise ValidationFailed([Problem("Give either page or cursor, not both.", field="cursor")])
    return cursors.place(cursor, business_id, wanted)


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


ROUTES = (list_route,)
