"""Ask a person in their browser for access to their calendars (RFC 8252)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

from bookings.engine.errors import InvalidRequest
from bookings.integrations.calendars.oauth import Authorization, OAuthClient

WAIT_SECONDS = 600
_DONE = b"<!doctype html><title>Bookings</title><p>Thank you. Close this page and go back to the terminal."


def new_authorization(client: OAuthClient, port: int) -> Authorization:
    redirect_uri = f"http://{client.redirect_host}:{port}/"
    return Authorization(client, redirect_uri, secrets.token_urlsafe(24), secrets.token_urlsafe(48))


def granted_here(client: OAuthClient, say: Callable[[str], object]) -> tuple[Authorization, str]:
    """The browser is on this machine: listen for the answer. Raises InvalidRequest after ten minutes."""
    with _Listener() as listener:
        authorization = new_authorization(client, listener.server_port)
        say(f"Open this address in a browser on this machine and grant access:\n\n{authorization.url()}\n")
        say("Waiting for the answer … (with the browser on another machine: Ctrl-C, and again with --paste)")
        address = listener.answer()
    return authorization, authorization.code_in(address)


def granted_elsewhere(
    client: OAuthClient, say: Callable[[str], object], ask: Callable[[str], str]
) -> tuple[Authorization, str]:
    """The browser is on another machine: its last address is copied here by hand."""
    authorization = new_authorization(client, 8765)
    say(f"Open this address in a browser and grant access:\n\n{authorization.url()}\n")
    say("The browser then shows a page that cannot be reached. That is right: copy its whole address.")
    return authorization, authorization.code_in(ask("Paste the address here: ").strip())


class _Listener(HTTPServer):
    """Takes the one request that the browser is sent to make."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.timeout = WAIT_SECONDS
        self.address: str | None = None
        self.is_late = False

    def answer(self) -> str:
        """Browsers ask for icons too: those are not it."""
        while self.address is None and not self.is_late:
            self.handle_request()
        if self.address is None:
            raise InvalidRequest("Nobody has granted access for ten minutes; start again.")
        return self.address

    def handle_timeout(self) -> None:
        self.is_late = True


class _Handler(BaseHTTPRequestHandler):
    server: _Listener

    def do_GET(self) -> None:
        is_answer = "state=" in urlsplit(self.path).query
        self.send_response(200 if is_answer else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if is_answer:
            self.wfile.write(_DONE)
            self.server.address = f"http://{self.headers.get('Host', '')}{self.path}"

    def log_message(self, *_: Any) -> None:
        """The code must not stand in a log."""
