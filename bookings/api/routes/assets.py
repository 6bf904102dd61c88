"""The files of the pages for people."""

from __future__ import annotations

import re
from typing import Annotated

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from bookings.api.access import ApiRequest
from bookings.api.assets import PREFIX, assets, fingerprint

_Fingerprint = Annotated[str, PathParameter(description="Of all files, as the page names it.")]
_File = Annotated[str, PathParameter(description="The file's name.")]
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=300"
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)


@get(f"{PREFIX}/{{version:str}}/{{name:str}}", include_in_schema=False, sync_to_thread=False)
def asset_route(request: ApiRequest, version: _Fingerprint, name: _File) -> Response[bytes]:
    """A page that is older or newer than this program gets what there is, and may not keep it."""
    return _file(request, name, _FOR_EVER if version == fingerprint() else "no-cache")


@get("/book/embed.js", include_in_schema=False, sync_to_thread=False)
def embed_route(request: ApiRequest) -> Response[bytes]:
    """The script that shows the booking page on another site."""
    return _file(request, "embed.js", _FOR_NOW)


def _file(request: ApiRequest, name: str, kept: str) -> Response[bytes]:
    found = assets().get(name)
    if found is None:
        raise NotFoundException
    headers = {
        "Cache-Control": kept,
        "ETag": found.etag,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if found.etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(b"", status_code=304, headers=headers, media_type=found.media_type)
    if _TAKES_GZIP.search(request.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "gzip"
        return Response(found.gzipped, headers=headers, media_type=found.media_type)
    return Response(found.content, headers=headers, media_type=found.media_type)


ROUTES = (asset_route, embed_route)
