"""The public booking page. A GET shows, a POST of one of its forms books or joins the waitlist.

There is no cookie and no key, so nothing that a browser knows can be used by another site. Each form has a
signed token that says what it was made for, ends, and is carried out once, however often it is sent.
"""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.params import PathParameter

from bookings.api.access import ApiRequest, core_of
from bookings.api.booking_page import shown
from bookings.api.booking_page.answering import address_of, answered, refuse_other_sites
from bookings.api.booking_page.sent import read_sent
from bookings.api.booking_page.visit import Visit, find_business, find_link, read_visit
from bookings.api.core import Core
from bookings.api.threads import read
from bookings.engine.errors import BookingLinkNotFound
from bookings.services.ports import Reading

_Name = Annotated[str, PathParameter(description="A booking link's slug, or a business's id.")]
_Business = Annotated[str, PathParameter(description="A business's id.")]
_Slug = Annotated[str, PathParameter(description="A booking link's slug.")]


@get("/book", include_in_schema=False)
async def index_route(request: ApiRequest) -> Response[str]:
    """What the only business offers."""
    core = _admitted(request)
    return await read(core, lambda view: shown.index_page(core, find_business(view, None), "/book"))


@get("/book/{name:str}", include_in_schema=False)
async def link_route(request: ApiRequest, name: _Name) -> Response[str]:
    """A booking link, or what the business of that id offers."""
    core = _admitted(request)

    def show(view: Reading) -> Response[str]:
        try:
            visit = _visit(view, request, name, None)
        except BookingLinkNotFound:
            return shown.index_page(core, find_business(view, name), f"/book/{name}")
        return _show(core, view, visit)

    return await read(core, show, is_short=False)


@get("/book/{business_id:str}/{slug:str}", include_in_schema=False)
async def business_link_route(request: ApiRequest, business_id: _Business, slug: _Slug) -> Response[str]:
    """A booking link of a business among several."""
    core = _admitted(request)
    return await read(
        core, lambda view: _show(core, view, _visit(view, request, slug, business_id)), is_short=False
    )


@post("/book/{name:str}", include_in_schema=False)
async def link_form_route(request: ApiRequest, name: _Name) -> Response[str]:
    """One of its forms."""
    return await _sent(request, name, None)


@post("/book/{business_id:str}/{slug:str}", include_in_schema=False)
async def business_link_form_route(request: ApiRequest, business_id: _Business, slug: _Slug) -> Response[str]:
    """The same of a business among several."""
    return await _sent(request, slug, business_id)


def _admitted(request: ApiRequest) -> Core:
    """Raises BookingLinkNotFound where no booking page is wanted, RateLimited."""
    core = core_of(request)
    if core.forms is None or core.links is None:
        raise BookingLinkNotFound("There is no booking page.")
    core.limits.admit_visitor(address_of(request), is_write=False)
    return core


def _visit(view: Reading, request: ApiRequest, slug: str, business_id: str | None) -> Visit:
    """Raises BookingLinkNotFound."""
    configuration, link = find_link(view, slug, business_id)
    folder = f"/book/{business_id}" if business_id else "/book"
    return read_visit(configuration, link, folder, dict(request.query_params.items()))


def _show(core: Core, view: Reading, visit: Visit) -> Response[str]:
    if visit.waits and not visit.needs_service:
        return shown.wait_page(core, visit)
    if visit.start is not None:
        return shown.details_page(core, view, visit)
    return shown.calendar_page(core, view, visit)


async def _sent(request: ApiRequest, slug: str, business_id: str | None) -> Response[str]:
    core = _admitted(request)
    refuse_other_sites(request, core)
    sent = read_sent(await request.body())
    visit = await read(core, lambda view: _visit(view, request, slug, business_id))
    return await answered(request, core, visit, sent)


ROUTES = (
    index_route,
    link_route,
    business_link_route,
    link_form_route,
    business_link_form_route,
)
