"""What the booking page has led to: a booking, with its calendar file, or a place on the waitlist."""

from __future__ import annotations

import asyncio
from typing import Annotated

from litestar import Response, get
from litestar.params import PathParameter, QueryParameter

from bookings.api.access import ApiRequest, core_of
from bookings.api.booked_pages import booked_page, event_response, joined_page
from bookings.api.link_forms import grant_of, shown
from bookings.services.links import BOOKED, JOINED

_Token = Annotated[str, PathParameter(description="What the link was signed as.")]
_Before = Annotated[str | None, QueryParameter(name="before", description="It was booked before.")]
_Embed = Annotated[str | None, QueryParameter(name="embed", description="The site that frames the page.")]


@get(f"/b/{BOOKED}/{{token:str}}", include_in_schema=False)
async def booked_route(
    request: ApiRequest, token: _Token, before: _Before = None, embed: _Embed = None
) -> Response[str]:
    """The booking as it is now."""
    core = core_of(request)
    return await shown(
        lambda: booked_page(core, grant_of(core, BOOKED, token), token, before is not None, embed)
    )


@get(f"/b/{BOOKED}/{{token:str}}/appointment.ics", include_in_schema=False)
async def event_route(request: ApiRequest, token: _Token) -> Response[bytes] | Response[str]:
    """The booking for one's own calendar."""
    core = core_of(request)
    return await asyncio.to_thread(event_response, core, token)


@get(f"/b/{JOINED}/{{token:str}}", include_in_schema=False)
async def joined_route(request: ApiRequest, token: _Token, embed: _Embed = None) -> Response[str]:
    """The waitlist entry as it is now."""
    core = core_of(request)
    return await shown(lambda: joined_page(core, grant_of(core, JOINED, token), embed))


ROUTES = (booked_route, event_route, joined_route)
