"""The development server's page of mails: what would have been sent."""

from __future__ import annotations

import asyncio
from typing import Annotated

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from bookings.api.access import ApiRequest, core_of
from bookings.api.mail_folder import MailFolder, StoredMail
from bookings.api.pages import HEADERS, page

_Name = Annotated[str, PathParameter(description="The mail's file name.")]
_Number = Annotated[int, PathParameter(description="Which attachment, from 0.")]
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
# Whatever a mail's HTML holds, it runs no script and fetches nothing.
_SANDBOX = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@get("/mail", include_in_schema=False)
async def list_route(request: ApiRequest) -> Response[str]:
    """All mails, the newest first."""
    return page("mails", mails=await asyncio.to_thread(_folder(request).listed))


@get("/mail/{name:str}", include_in_schema=False)
async def mail_route(request: ApiRequest, name: _Name) -> Response[str]:
    """One mail with its attachments."""
    return page("mail", mail=await _mail(request, name))


@get("/mail/{name:str}/html", include_in_schema=False)
async def html_route(request: ApiRequest, name: _Name) -> Response[str]:
    """A mail's HTML as a mail program shows it."""
    headers = {**HEADERS, "Content-Security-Policy": _SANDBOX}
    return Response((await _mail(request, name)).html, media_type="text/html", headers=headers)


@get("/mail/{name:str}/{number:int}", include_in_schema=False)
async def attachment_route(request: ApiRequest, name: _Name, number: _Number) -> Response[bytes]:
    """A file of a mail, to download."""
    attachments = (await _mail(request, name)).attachments
    if not 0 <= number < len(attachments):
        raise NotFoundException
    found = attachments[number]
    disposition = {"Content-Disposition": 'attachment; filename="invite.ics"'}
    return Response(found.content, media_type=found.media_type, headers=HEADERS | disposition)


def _folder(request: ApiRequest) -> MailFolder:
    """Not there at all where it is not wanted. A page of another site that has made its name point to this
    machine (DNS rebinding), and who comes through a proxy, call it by another name."""
    folder = core_of(request).mail_folder
    host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    if folder is None or (folder.only_local and host not in _LOCAL_NAMES):
        raise NotFoundException
    return folder


async def _mail(request: ApiRequest, name: str) -> StoredMail:
    mail = await asyncio.to_thread(_folder(request).mail, name)
    if mail is None:
        raise NotFoundException
    return mail


ROUTES = (list_route, mail_route, html_route, attachment_route)
