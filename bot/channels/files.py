"""Static files of web/, read once at the start and served with what lets browsers keep them."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

WEB = Path(__file__).resolve().parents[2] / "web"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)


@dataclass(frozen=True)
class StaticFile:
    """One file as it is served."""

    content: bytes
    """Its bytes."""
    gzipped: bytes
    """The same, compressed."""
    content_type: str
    """Its media type."""
    etag: str
    """Changes with the content; lets browsers keep what has not changed. Weak: the same compressed or not."""


def read_files(folder: Path) -> dict[str, StaticFile]:
    """The files of a folder by name; index.html, if there is one, also under the empty name."""
    files = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in _TYPES:
            content = path.read_bytes()
            etag = f'W/"{hashlib.sha256(content).hexdigest()[:20]}"'
            gzipped = gzip.compress(content, 9, mtime=0)
            files[path.name] = StaticFile(content, gzipped, _TYPES[path.suffix], etag)
    return files | ({"": files["index.html"]} if "index.html" in files else {})


def answer(request: Request, file: StaticFile, headers: Mapping[str, str]) -> HTTPResponse:
    """The file, or that it has not changed."""
    sent = {**headers, "ETag": file.etag, "Vary": "Accept-Encoding", "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == file.etag:
        return response.empty(status=304, headers=sent)
    if _TAKES_GZIP.search(request.headers.get("accept-encoding", "")):
        sent["Content-Encoding"] = "gzip"
        return response.raw(file.gzipped, headers=sent, content_type=file.content_type)
    return response.raw(file.content, headers=sent, content_type=file.content_type)


def missing(headers: Mapping[str, str]) -> HTTPResponse:
    """There is no such file."""
    return response.text("There is no such file.", status=404, headers=dict(headers))
