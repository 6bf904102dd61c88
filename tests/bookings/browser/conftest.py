"""A browser, an API of its own with the worker beside it, and somebody who looks at the booking page."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bookings.testing import ROOT, RunningApi, running_api
from tests.bookings.browser.business import BUSINESS, NOW
from tests.bookings.browser.other_site import OtherSite, other_site, page_with_script
from tools import chromium

HERE = Path(__file__).parent
WAIT_MS = 30_000
"""For what should be there at once; a busy machine is no reason to fail."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Playwright's event loop keeps the thread: tests that have loops of their own need another process."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = chromium.executable()
    if program is None:
        tell = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        tell(chromium.NONE_FOUND)
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(program))
        yield started
        started.close()


@pytest.fixture(scope="session")
def mail_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="session")
def shop() -> Iterator[OtherSite]:
    with other_site() as started:
        yield started


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, mail_folder: Path, shop: OtherSite
) -> Iterator[RunningApi]:
    settings = {
        "BOOKINGS_SECRET_KEY": "s" * 32,
        "BOOKINGS_MAIL_FOLDER": str(mail_folder),
        "BOOKINGS_EMBED_FROM": shop.origin,
    }
    folder = tmp_path_factory.mktemp("site")
    with running_api(folder, yaml.safe_dump(BUSINESS), NOW, environment=settings) as api:
        shop.page = page_with_script(api.url)
        yield api


@pytest.fixture
def worker(site: RunningApi) -> Iterator[None]:
    """Sends the mails."""
    process = subprocess.Popen(
        [site.python, "-m", "bookings", "worker"],
        env=dict(site.environment) | {"BOOKINGS_PUBLIC_URL": site.url},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def visit(browser: Browser, site: RunningApi) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own; what goes wrong in any of them fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note(page: Page) -> None:
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if _is_fault(said.type, said.text) else None)
        page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def open_page(path: str, **options: Any) -> Page:
        context = browser.new_context(**{"timezone_id": "Europe/London", "locale": "en-GB", **options})
        context.set_default_timeout(WAIT_MS)
        context.on("page", note)
        contexts.append(context)
        page = context.new_page()
        page.goto(site.url + path if path.startswith("/") else path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def _is_fault(kind: str, text: str) -> bool:
    """A page that is answered with an error status is told on the console, too."""
    return kind == "error" and "Failed to load resource" not in text


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if chromium.NONE_FOUND in str(report.longrepr)
    ]
    if left_out:
        terminalreporter.write_line(
            f"LEFT OUT: {len(left_out)} tests in a browser. {chromium.NONE_FOUND}", yellow=True
        )
