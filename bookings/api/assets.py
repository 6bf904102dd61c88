"""The files of the pages for people, from web/booking: style sheet and scripts.

Their address has a fingerprint of all of them, so that browsers may keep them for ever and yet never mix
an old script with a new page.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "web" / "booking"
PREFIX = "/book/-"
"""No business has the id "-", so nothing else has an address below it."""
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file."""

    content: bytes
    """As it is sent to whoever takes it as it is."""
    gzipped: bytes
    """The same, compressed."""
    media_type: str
    """Without its charset, which is UTF-8."""
    etag: str
    """Weak, for both: they are the same file, if not the same bytes (RFC 9110, 8.8.3)."""


@cache
def assets() -> Mapping[str, Asset]:
    """By file name; read once."""
    return {
        path.name: _asset(path.read_bytes(), _TYPES[path.suffix])
        for path in sorted(FOLDER.iterdir())
        if path.suffix in _TYPES
    }


def _asset(content: bytes, media_type: str) -> Asset:
    etag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    return Asset(content, gzip.compress(content, 9, mtime=0), media_type, etag)


@cache
def fingerprint() -> str:
    return hashlib.sha256("".join(one.etag for one in assets().values()).encode()).hexdigest()[:16]


def asset_address(name: str) -> str:
    return f"{PREFIX}/{fingerprint()}/{name}"
