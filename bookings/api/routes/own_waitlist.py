"""The pages behind the links in the waitlist's mails: a GET shows what would happen, a POST does it.

As with the links to one's own booking, the address is the key: see `routes.own_booking`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from litestar import Response, get, post
from litestar.params import PathParameter

from bookings.api import own_pages
from bookings.api.access import ApiRequest, core_of, writers_of
from bookings.api.calendars import unreadable_staff
from bookings.api.core import Core
from bookings.api.errors import status_of
from bookings.api.link_forms import grant_of, see_other, shown
from bookings.api.waitlist_pages import waitlist_page
from bookings.engine.errors import BookingsError, NoOffer, StatusConflict
from bookings.services.answer_offer import may_take_it
from bookings.services.calendars.before_booking import NOBODY
from bookings.services.links import ACCEPT, DECLINE, LEAVE, Grant, LinkInvalid
from bookings.services.ports import Reading, Writing
from bookings.services.waitlist_self_service import accept_own, decline_own, entry_of, leave_own

_Token = Annotated[str, PathParameter(description="What the link was signed as.")]


@get(f"/b/{ACCEPT}/{{token:str}}", include_in_schema=False)
async def accept_page_route(request: ApiRequest, token: _Token) -> Response[str]:
    """What would be booked."""
    return await _page(core_of(request), ACCEPT, token)


@post(f"/b/{ACCEPT}/{{token:str}}", include_in_schema=False)
async def accept_route(request: ApiRequest, token: _Token) -> Response[str]:
    """Book it, if it is still kept."""
    core = core_of(request)
    unreadable = await _unreadable(core, token)
    return await _done(
        request,
        ACCEPT,
        token,
        lambda unit, grant: accept_own(unit, grant, core.clock(), core.ids, unreadable),
    )


@get(f"/b/{DECLINE}/{{token:str}}", include_in_schema=False)
async def decline_page_route(request: ApiRequest, token: _Token) -> Response[str]:
    """What would be let go."""
    return await _page(core_of(request), DECLINE, token)


@post(f"/b/{DECLINE}/{{token:str}}", include_in_schema=False)
async def decline_route(request: ApiRequest, token: _Token) -> Response[str]:
    """Let it go to whoever is next."""
    core = core_of(request)
    return await _done(request, DECLINE, token, lambda unit, grant: decline_own(unit, grant, core.clock()))


@get(f"/b/{LEAVE}/{{token:str}}", include_in_schema=False)
async def leave_page_route(request: ApiRequest, token: _Token) -> Response[str]:
    """What would not be waited for any more."""
    return await _page(core_of(request), LEAVE, token)


@post(f"/b/{LEAVE}/{{token:str}}", include_in_schema=False)
async def leave_route(request: ApiRequest, token: _Token) -> Response[str]:
    """Leave the waitlist."""
    core = core_of(request)
    return await _done(request, LEAVE, token, lambda unit, grant: leave_own(unit, grant, core.clock()))


async def _page(core: Core, purpose: str, token: str) -> Response[str]:
    return await shown(lambda: waitlist_page(core, grant_of(core, purpose, token)))


async def _done(
    request: ApiRequest, purpose: str, token: str, work: Callable[[Writing, Grant], None]
) -> Response[str]:
    """To the page that shows how it stands afterwards; or the same page again, with what was in the way."""
    core = core_of(request)
    try:
        grant = grant_of(core, purpose, token)
        await writers_of(request).write(core, lambda unit: work(unit, grant))
    except LinkInvalid as error:
        return own_pages.refused(error)
    except (NoOffer, StatusConflict):
        pass  # clicked twice, or by two links: the page says how it stands
    except BookingsError as error:
        warning, status = error.message, status_of(error)
        return await shown(lambda: waitlist_page(core, grant, warning, status))
    return see_other(f"/b/{purpose}/{token}")


async def _unreadable(core: Core, token: str) -> frozenset[str]:
    """Whose calendar could not be read; a link that is none is told of later."""
    try:
        grant = grant_of(core, ACCEPT, token)
    except LinkInvalid:
        return NOBODY

    def candidates(view: Reading) -> list[str]:
        return list(may_take_it(view, grant.business_id, entry_of(view, grant).id, core.clock()))

    try:
        return await unreadable_staff(core, grant.business_id, candidates)
    except LinkInvalid:
        return NOBODY


ROUTES = (
    accept_page_route,
    accept_route,
    decline_page_route,
    decline_route,
    leave_page_route,
    leave_route,
)
