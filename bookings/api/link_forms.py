"""What all pages behind signed links have in common: the link itself, their forms, and the way back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qs

from litestar import Response

from bookings.api import own_pages
from bookings.api.access import ApiRequest
from bookings.api.core import Core
from bookings.api.pages import HEADERS
from bookings.engine.errors import BookingsError
from bookings.services.links import Grant, LinkInvalid


def grant_of(core: Core, purpose: str, token: str) -> Grant:
    """Raises LinkExpired, LinkInvalid."""
    if core.links is None:
        raise LinkInvalid("This link is not one of ours.")
    return core.links.read(purpose, token, core.clock())


async def shown(show: Callable[[], Response[str]]) -> Response[str]:
    """The page, or one that says why there is none."""
    try:
        return await asyncio.to_thread(show)
    except BookingsError as error:
        return own_pages.refused(error)


def see_other(path: str) -> Response[str]:
    return Response("", status_code=303, headers={**HEADERS, "Location": path}, media_type="text/html")


async def form_of(request: ApiRequest) -> dict[str, str]:
    """The first value of each field; nothing if it cannot be read."""
    try:
        fields = parse_qs((await request.body()).decode(), max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}
