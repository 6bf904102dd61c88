"""The ASGI application."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from bookings.api.access import tell_limit
from bookings.api.calendars import closing_calendars
from bookings.api.core import Core
from bookings.api.deadlines import deadline
from bookings.api.document import document
from bookings.api.errors import MAX_BODY_BYTES, business_error, http_error, unexpected_error
from bookings.api.head_requests import Application
from bookings.api.housekeeping import tidying
from bookings.api.key_uses import KeyUses, writing_key_uses
from bookings.api.methods import with_options
from bookings.api.openapi import CONFIG
from bookings.api.page_errors import for_people
from bookings.api.reference_page import reference_page
from bookings.api.routes import (
    assets,
    attendance,
    availability,
    booked,
    booking_lists,
    booking_page,
    bookings,
    catalogue,
    changes,
    contact_proofs,
    handovers,
    holds,
    mail,
    own_booking,
    own_waitlist,
    system,
    waitlist,
)
from bookings.api.threads import WriterThreads, writer_threads
from bookings.engine.errors import BookingsError


def make_app(core: Core | None) -> Litestar:
    """`core` may be set later, as `state.core`, before the first request."""
    app = _application(State({"core": core, "key_uses": KeyUses(), "writers": WriterThreads()}))
    described = document(app)
    app.state.openapi = msgspec.json.encode(described)
    app.state.reference = reference_page(described).encode()
    return app


def described() -> dict[str, Any]:
    """The OpenAPI document, which needs nothing behind the routes."""
    return document(_application(State()))


def _application(state: State) -> Litestar:
    return Application(
        route_handlers=with_options(
            [
                *booking_lists.ROUTES,
                *bookings.ROUTES,
                *changes.ROUTES,
                *attendance.ROUTES,
                *holds.ROUTES,
                *availability.ROUTES,
                *catalogue.ROUTES,
                *system.ROUTES,
                *own_booking.ROUTES,
                *own_waitlist.ROUTES,
                *booked.ROUTES,
                *assets.ROUTES,
                *booking_page.ROUTES,
                *mail.ROUTES,
                *waitlist.ROUTES,
                *contact_proofs.ROUTES,
                *handovers.ROUTES,
            ]
        ),
        exception_handlers={
            BookingsError: for_people(business_error),
            HTTPException: for_people(http_error),
            Exception: for_people(unexpected_error),
        },
        middleware=[deadline],
        before_send=[tell_limit],
        request_max_body_size=MAX_BODY_BYTES,
        openapi_config=CONFIG,
        state=state,
        lifespan=[writer_threads, closing_calendars, writing_key_uses, tidying],
        logging_config=None,
    )
