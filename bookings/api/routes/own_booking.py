"""The pages behind the links in mails: a GET shows what would happen, a POST does it.

The address holds a signed token, and nothing else lets anybody in (no cookie, no key): so another
site cannot make a browser do it, and a mail scanner that follows links changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from litestar import Response, get, post
from litestar.params import PathParameter, QueryParameter

from bookings.api import own_pages
from bookings.api.access import ApiRequest, core_of, writers_of
from bookings.api.calendars import unreadable_staff
from bookings.api.core import Core
from bookings.api.errors import status_of
from bookings.api.link_forms import form_of, grant_of, see_other, shown
from bookings.api.own_pages import CHANGED
from bookings.engine.booking import Booking
from bookings.engine.errors import AlreadyCancelled, BookingsError, InvalidRequest, PreconditionFailed
from bookings.engine.wording import parse_instant
from bookings.services.calendars import candidates
from bookings.services.calendars.before_booking import NOBODY
from bookings.services.links import ATTEND, CANCEL, MOVE, Grant, LinkInvalid
from bookings.services.ports import Writing
from bookings.services.self_service import cancel_own, confirm_own, move_own

_Token = Annotated[str, PathParameter(description="What the link was signed as.")]
_Moved = Annotated[str | None, QueryParameter(name="moved", description="The version that a move has made.")]
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LONGEST_REASON = 500
_VERSION = re.compile(r"[0-9]{1,9}")


@get("/b/cancel/{token:str}", include_in_schema=False)
async def cancel_page_route(request: ApiRequest, token: _Token) -> Response[str]:
    """What would be cancelled."""
    core = core_of(request)
    return await shown(lambda: own_pages.cancel_page(core, grant_of(core, CANCEL, token)))


@post("/b/cancel/{token:str}", include_in_schema=False)
async def cancel_route(request: ApiRequest, token: _Token) -> Response[str]:
    """Cancel it, if it is as the person saw it."""
    core, form = core_of(request), await form_of(request)

    def work(unit: Writing, grant: Grant) -> Booking:
        reason = _UNPRINTABLE.sub(" ", form.get("reason", "").replace("\r\n", "\n"))
        reason = reason.strip()[:_LONGEST_REASON]
        return cancel_own(unit, grant, reason or None, _version(form), core.clock())

    def again(grant: Grant, warning: str, status: int) -> Response[str]:
        return own_pages.cancel_page(core, grant, warning, status)

    return await _done(request, CANCEL, token, work, again)


@get("/b/move/{token:str}", include_in_schema=False)
async def move_page_route(request: ApiRequest, token: _Token, moved: _Moved = None) -> Response[str]:
    """Where it could be moved."""
    core = core_of(request)
    version = int(moved) if moved and _VERSION.fullmatch(moved) else None
    address, asked = request.url.path, dict(request.query_params.items())
    return await shown(
        lambda: own_pages.move_page(core, grant_of(core, MOVE, token), address, asked, version)
    )


@post("/b/move/{token:str}", include_in_schema=False)
async def move_route(request: ApiRequest, token: _Token) -> Response[str]:
    """Move it, if it is as the person saw it and the time is still free."""
    core, form = core_of(request), await form_of(request)
    unreadable = await _unreadable(core, token)

    def work(unit: Writing, grant: Grant) -> Booking:
        return move_own(unit, grant, _start(form), _version(form), core.clock(), unreadable)

    def again(grant: Grant, warning: str, status: int) -> Response[str]:
        asked = dict(request.query_params.items())
        return own_pages.move_page(core, grant, request.url.path, asked, warning=warning, status=status)

    return await _done(request, MOVE, token, work, again)


@get("/b/attend/{token:str}", include_in_schema=False)
async def attend_page_route(request: ApiRequest, token: _Token) -> Response[str]:
    """What somebody is asked to come to."""
    core = core_of(request)
    return await shown(lambda: own_pages.attend_page(core, grant_of(core, ATTEND, token)))


@post("/b/attend/{token:str}", include_in_schema=False)
async def attend_route(request: ApiRequest, token: _Token) -> Response[str]:
    """They will come, if it is as they saw it."""
    core, form = core_of(request), await form_of(request)

    def work(unit: Writing, grant: Grant) -> Booking:
        return confirm_own(unit, grant, _version(form), core.clock())

    def again(grant: Grant, warning: str, status: int) -> Response[str]:
        return own_pages.attend_page(core, grant, warning, status)

    return await _done(request, ATTEND, token, work, again)


async def _unreadable(core: Core, token: str) -> frozenset[str]:
    """Whose calendar could not be read; a link that is none is told of later."""
    try:
        grant = grant_of(core, MOVE, token)
    except LinkInvalid:
        return NOBODY
    return await unreadable_staff(
        core, grant.business_id, lambda view: candidates.for_move(view, grant.business_id, grant.subject_id)
    )


async def _done(
    request: ApiRequest,
    purpose: str,
    token: str,
    work: Callable[[Writing, Grant], Booking],
    again: Callable[[Grant, str, int], Response[str]],
) -> Response[str]:
    """To the page that shows how it stands afterwards; or the same page again, with what was in the way."""
    core = core_of(request)
    try:
        grant = grant_of(core, purpose, token)
        changed = await writers_of(request).write(core, lambda unit: work(unit, grant))
    except LinkInvalid as error:
        return own_pages.refused(error)
    except AlreadyCancelled:
        return see_other(f"/b/{purpose}/{token}")  # sent twice, or by two links: the page says that it is
    except BookingsError as error:
        if isinstance(error, PreconditionFailed):  # said in the form, not in a header as by programs
            warning, status = CHANGED, 409
        else:
            warning, status = error.message, status_of(error)
        return await shown(lambda: again(grant, warning, status))
    moved = f"?moved={changed.version}" if purpose == MOVE else ""
    return see_other(f"/b/{purpose}/{token}{moved}")


def _version(form: dict[str, str]) -> int:
    text = form.get("version", "")
    if not _VERSION.fullmatch(text):
        raise InvalidRequest("The form was not complete. Please try again.")
    return int(text)


def _start(form: dict[str, str]) -> datetime:
    try:
        return parse_instant(form.get("start_time", ""))
    except ValueError:
        raise InvalidRequest("The form was not complete. Please choose a time.") from None


ROUTES = (
    cancel_page_route,
    cancel_route,
    move_page_route,
    move_route,
    attend_page_route,
    attend_route,
)
