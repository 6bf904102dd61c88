"""Which sites may show the widget: their pages' origins, which browsers tell with each request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

ANY = "*"


class Origins:
    """The allow-list. The bot's own pages are always allowed."""

    def __init__(self, allowed: Iterable[str]) -> None:
        """`allowed`: scheme, host and port as browsers write them, https://example.com; or `*`."""
        self._allowed = frozenset(allowed)

    def allows(self, origin: str | None, host: str, writes: bool) -> bool:
        """Whether a page of `origin` may ask; `host` is what the request was sent to.

        A request without an origin comes from a page of the bot's own, or from a program, which needs the
        token all the same; browsers name it for all that `writes`.
        """
        if origin is None:
            return not writes
        own = urlsplit(origin).netloc.lower() == host.lower() != ""
        return own or origin in self._allowed or ANY in self._allowed


def headers_for(origin: str | None) -> Mapping[str, str]:
    """What lets a page of an allowed origin read the answer."""
    if origin is None:
        return {"Vary": "Origin"}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": "Retry-After",
        "Vary": "Origin",
    }


PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "7200",
}
"""What browsers ask for before a request of another origin."""
