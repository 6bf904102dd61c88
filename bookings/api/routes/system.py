"""Whether the program is there, and what it offers."""

from __future__ import annotations

import logging
import time

from litestar import MediaType, Response, get

from bookings.api import schemas
from bookings.api.access import ApiRequest, core_of
from bookings.api.threads import read
from bookings.engine.errors import Busy

READY_SECONDS = 1.0
"""For so long an answer holds, so that asking without a key costs the database next to nothing."""

logger = logging.getLogger(__name__)


@get(
    "/health",
    sync_to_thread=False,
    operation_id="getHealth",
    response_description="It is there.",
    summary="Say that the API is there",
    tags=["System"],
)
def health_route() -> schemas.Health:
    """Needs no key."""
    return schemas.Health("ok")


@get("/ready", include_in_schema=False)
async def ready_route(request: ApiRequest) -> schemas.Health:
    """Whether requests can be answered, which takes the database. Needs no key. Raises Busy."""
    state = request.app.state
    if time.monotonic() >= state.get("ready_until", 0.0):
        try:
            await read(core_of(request), lambda view: view.version(""))
        except Exception as error:  # whatever it is, nothing can be answered
            logger.warning("Not ready: %s", type(error).__name__)
            raise Busy("The database cannot be used.") from None
        state.ready_until = time.monotonic() + READY_SECONDS
    return schemas.Health("ok")


@get("/openapi.json", sync_to_thread=False, include_in_schema=False)
def openapi_route(request: ApiRequest) -> Response[bytes]:
    return Response(request.app.state.openapi, media_type=MediaType.JSON)


@get(["/docs", "/"], sync_to_thread=False, include_in_schema=False)
def reference_route(request: ApiRequest) -> Response[bytes]:
    return Response(request.app.state.reference, media_type=MediaType.HTML)


ROUTES = (health_route, ready_route, openapi_route, reference_route)
