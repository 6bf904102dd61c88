"""A person at a browser: Debian's Chromium on the chat page, or on a page that embeds the widget."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
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

    def goto(self, address: str) -> Tab:
        """Open an address, and wait until the bot has greeted."""
        self.page.goto(address)
        self.hears("What can I book for you?")
        return self

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
def site(folder: Path, headers: dict[str, str]) -> Iterator[str]:
    """A business's own site on another origin: serves `folder` with these headers; yields its address."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(folder))

        def end_headers(self) -> None:
            for name, value in headers.items():
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, *_: Any) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
