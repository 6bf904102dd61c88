"""A person at a browser: Debian's Chromium on the chat page, or on a page that embeds the widget."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tools import chromium

PATIENCE_MS = 30_000
"""Far more than an answer takes: the machine may be busy with other tests."""
expect.set_options(timeout=PATIENCE_MS)


@contextmanager
def chromium_running() -> Iterator[Browser]:
    """The browser; raises LookupError in one clear line when there is none."""
    program = chromium.executable()
    if program is None:
        raise LookupError(chromium.NONE_FOUND)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Tab:
    """One open page with the widget."""

    page: Page
    troubles: list[str] = field(default_factory=list)
    """Errors of scripts, and everything that the console calls an error."""
    requests: list[str] = field(default_factory=list)
    """The addresses of all requests."""

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda note: note.type == "error" and self.troubles.append(note.text))
        self.page.on("request", lambda request: self.requests.append(request.url))

    @property
    def field(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_role("textbox", name="Your message")

    @property
    def log(self) -> Locator:
        """What was said."""
        return self.page.get_by_role("log")

    def goto(self, address: str, floats: bool = False) -> Tab:
        """Open an address, and the widget if it floats, and wait until the bot has greeted."""
        self.page.goto(address)
        if floats:
            self.presses("Book an appointment")
        self.hears("What can I book for you?")
        return self

    def type_keys(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def shadow(self, script: str) -> Any:
        """The value of a script about `root`, the widget's shadow."""
        root = "document.querySelector('bookings-chat').shadowRoot"
        return self.page.evaluate(f"((root) => {script})({root})")

    def says(self, text: str) -> None:
        """Type a message and send it."""
        self.field.fill(text)
        self.field.press("Enter")

    def hears(self, text: str, count: int | None = None) -> None:
        """Wait until the conversation holds this; `count`: exactly so often."""
        found = self.log.get_by_text(text)
        if count is None:
            expect(found.last).to_be_visible()
        else:
            expect(found).to_have_count(count)

    def presses(self, name: str) -> None:
        """Press the button with this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def gives_details(self, name: str, email: str) -> None:
        """Fill in the form for the contact."""
        form = self.page.get_by_role("form", name="Your details")
        form.get_by_role("textbox", name="Name").fill(name)
        form.get_by_role("textbox", name="E-mail address").fill(email)
        form.get_by_role("button", name="Send").click()


def open_context(browser: Browser, **options: Any) -> BrowserContext:
    """A browser of one person: London, English, nothing kept before."""
    return browser.new_context(**{"timezone_id": "Europe/London", "locale": "en-GB", **options})


@contextmanager
def site(port: int, html: str, headers: dict[str, str] | None = None) -> Iterator[str]:
    """A business's own site on another origin: one page with these headers; yields its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/"
            self.send_response(200 if found else 404)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(html.encode() if found else b"")

        def log_message(self, *_: Any) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def page_with_widget(bot_url: str, attributes: str = "", opening: str = '<html lang="en">') -> str:
    """A page that embeds the widget by its one tag."""
    return (
        f"<!doctype html>{opening}<head><meta charset=utf-8><title>A practice</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<script src="{bot_url}/widget/widget.js" data-bot="{bot_url}" {attributes} async></script></head>'
        "<body><main><h1>A practice</h1><p>Welcome.</p></main></body></html>"
    )
