"""Another site, which shows the booking page in a frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class OtherSite:
    """A server with one page."""

    port: int
    """On loopback: it has two names, and so two origins."""
    page: bytes = b""
    """What it answers."""

    @property
    def origin(self) -> str:
        """Of the site that may show the booking page."""
        return f"http://localhost:{self.port}"

    @property
    def other_origin(self) -> str:
        """Of one that may not."""
        return f"http://127.0.0.1:{self.port}"


def page_with_script(api_url: str) -> bytes:
    """It counts what it is told."""
    listens = "addEventListener('bookings:booked', () => { window.booked = (window.booked ?? 0) + 1; })"
    script = f'<script src="{api_url}/book/embed.js" data-link="plain"></script>'
    return f"<!doctype html><title>Shop</title><script>{listens}</script><p>{script}</p>".encode()


@contextmanager
def other_site() -> Iterator[OtherSite]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(site.page)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing is told."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = OtherSite(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
