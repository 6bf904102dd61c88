"""Pages for people: plain HTML that needs no script, from the templates in this folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response

from bookings.api.assets import asset_address

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals["asset"] = asset_address
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # the address is the key: it goes nowhere else
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def page(name: str, status: int = 200, headers: Mapping[str, str] = HEADERS, **values: Any) -> Response[str]:
    """The page of that template."""
    html = _ENVIRONMENT.get_template(f"{name}.html").render(values)
    return Response(html, status_code=status, media_type="text/html", headers=dict(headers))


def frameable(embed_from: Sequence[str], headers: Mapping[str, str] = HEADERS) -> dict[str, str]:
    """The headers of the booking page's pages: with scripts of ours, forms that are sent to ourselves, and in
    frames of those sites only.

    Its forms tell where they come from, so the policy for referrers is no stricter than `same-origin`.
    """
    ancestors = " ".join(["'self'", *embed_from]) if embed_from else "'none'"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"form-action 'self'; frame-ancestors {ancestors}; base-uri 'none'"
    )
    return {**headers, "Content-Security-Policy": policy, "Referrer-Policy": "same-origin"}
