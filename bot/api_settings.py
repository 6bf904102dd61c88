"""Where the Bookings API is and with which key it is asked, read from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


class ApiSettingError(ValueError):
    """A setting is wrong; the message names it and says what is right."""


@dataclass(frozen=True)
class ApiSettings:
    """How the Bookings API is reached."""

    url: str
    """Scheme, host and port, without a slash at the end."""
    key: str | None = field(repr=False)
    """The bearer key; None: none is set, and the API will refuse."""


def api_settings(environ: Mapping[str, str] | None = None) -> ApiSettings:
    """BOOKINGS_API_URL, else BOOKINGS_HOST with BOOKINGS_PORT, and the key. Raises ApiSettingError."""
    source = os.environ if environ is None else environ
    key = source.get("BOOKINGS_API_KEY", "").strip() or None
    if key is not None and not (key.isascii() and key.isprintable() and " " not in key):
        raise ApiSettingError("BOOKINGS_API_KEY holds a character that no key has: copy it again")
    return ApiSettings(_url(source), key)


def _url(source: Mapping[str, str]) -> str:
    url = source.get("BOOKINGS_API_URL", "").strip().rstrip("/")
    if not url:
        return f"http://{_host(source)}:{_port(source)}"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ApiSettingError(f"BOOKINGS_API_URL is {url!r}: write it like http://127.0.0.1:8000")
    return url


def _host(source: Mapping[str, str]) -> str:
    host = source.get("BOOKINGS_HOST", "").strip() or "127.0.0.1"
    # An API that listens on every address is reached on the loopback one.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{host}]" if ":" in host else host


def _port(source: Mapping[str, str]) -> int:
    text = source.get("BOOKINGS_PORT", "").strip() or "8000"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise ApiSettingError(f"BOOKINGS_PORT is {text!r}: it has to be a whole number from 1 to 65535")
    return int(text)
