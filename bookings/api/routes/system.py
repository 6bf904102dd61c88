"""Whether the program is there, and what it offers."""

from __future__ import annotations

from litestar import MediaType, Response, get

from bookings.api import schemas
from bookings.api.access import ApiRequest


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


@get("/openapi.json", sync_to_thread=False, include_in_schema=False)
def openapi_route(request: ApiRequest) -> Response[bytes]:
    return Response(request.app.state.openapi, media_type=MediaType.JSON)


@get(["/docs", "/"], sync_to_thread=False, include_in_schema=False)
def reference_route(request: ApiRequest) -> Response[bytes]:
    return Response(request.app.state.reference, media_type=MediaType.HTML)


ROUTES = (health_route, openapi_route, reference_route)
