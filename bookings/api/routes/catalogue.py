"""What can be booked: booking links, and the whole catalogue for bots."""

from __future__ import annotations

from typing import Annotated, Any, cast

from litestar import Response, get
from litestar.datastructures import ResponseHeader
from litestar.openapi import ResponseSpec
from litestar.params import HeaderParameter, PathParameter

from bookings.api import present, schemas
from bookings.api.access import ApiRequest, core_of, may_read
from bookings.api.openapi import failures
from bookings.engine.model import Configuration
from bookings.services.lookup import configuration_of, find_link


def _configuration(request: ApiRequest) -> Configuration:
    with core_of(request).storage.reading() as view:
        return configuration_of(view, request.auth.business_id)


@get(
    "/api/v1/booking-links",
    guards=[may_read],
    sync_to_thread=True,
    operation_id="listBookingLinks",
    response_description="The booking links.",
    summary="List the booking links",
    tags=["Catalogue"],
    responses=failures("unauthorized", "forbidden"),
)
def links_route(request: ApiRequest) -> schemas.BookingLinkList:
    """Every link that is not archived, with its staff, services and questions."""
    return schemas.BookingLinkList(
        [present.link_body(link) for link in _configuration(request).links.values()]
    )


@get(
    "/api/v1/booking-links/{link:str}",
    guards=[may_read],
    sync_to_thread=True,
    operation_id="getBookingLink",
    response_description="The booking link.",
    summary="Fetch a booking link",
    tags=["Catalogue"],
    responses=failures("unauthorized", "forbidden", "booking_link_not_found"),
)
def link_route(
    request: ApiRequest, link: Annotated[str, PathParameter(description="The link's id or slug.")]
) -> schemas.BookingLinkEnvelope:
    """One link, by its id or else its slug."""
    configuration = _configuration(request)
    by_slug = link not in configuration.links and link in configuration.links_by_slug
    found = find_link(configuration, None if by_slug else link, link if by_slug else None)
    return schemas.BookingLinkEnvelope(present.link_body(found))


@get(
    "/api/v1/catalogue",
    guards=[may_read],
    sync_to_thread=True,
    operation_id="getCatalogue",
    response_description="The catalogue.",
    summary="Fetch everything that can be booked",
    tags=["Catalogue"],
    response_headers=[
        ResponseHeader(name="ETag", description="Changes with the catalogue.", documentation_only=True)
    ],
    responses={
        304: ResponseSpec(None, generate_examples=False, description="The catalogue has not changed."),
        **failures("unauthorized", "forbidden"),
    },
)
def catalogue_route(
    request: ApiRequest,
    if_none_match: Annotated[
        str | None, HeaderParameter(name="If-None-Match", description="An ETag; if it is still right, 304.")
    ] = None,
) -> Response[schemas.CatalogueEnvelope]:
    """The business, its staff, services and links in one answer, with an ETag that changes with them."""
    configuration = _configuration(request)
    etag = f'"{configuration.business.id}.{configuration.business.version}"'
    headers: dict[str, Any] = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if _matches(if_none_match, etag):
        return Response(cast("schemas.CatalogueEnvelope", None), status_code=304, headers=headers)
    return Response(schemas.CatalogueEnvelope(present.catalogue(configuration)), headers=headers)


def _matches(header: str | None, etag: str) -> bool:
    """RFC 9110, section 13.1.2: a list of tags or an asterisk, weak ones compare too."""
    tags = [tag.strip().removeprefix("W/") for tag in (header or "").split(",")]
    return etag in tags or "*" in tags


ROUTES = (links_route, link_route, catalogue_route)
