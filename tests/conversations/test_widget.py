"""The chat widget in a real browser, with all programs running: what a person does ends in the database."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.conversations.browser import Tab, chromium_running, open_context
from tests.conversations.stack import Stack


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        with chromium_running() as running:
            yield running
    except LookupError as none:
        if os.environ.get("CI"):
            pytest.fail(str(none))
        pytest.skip(str(none))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with open_context(browser) as made:
        yield made


@pytest.fixture
def email() -> str:
    return f"dana.{uuid.uuid4().hex[:8]}@example.org"


@pytest.fixture
def tab(context: BrowserContext, stack: Stack) -> Iterator[Tab]:
    opened = Tab(context.new_page()).goto(f"{stack.bot_url}/chat/")
    yield opened
    stack.cancel_everything()
    assert opened.troubles == []


def starts(stack: Stack, email: str) -> list[str]:
    """When all of these bookings that stand begin."""
    return [row["start_time"] for row in stack.bookings(email) if row["status"] == "confirmed"]


def test_booking_by_typing(tab: Tab, stack: Stack, email: str) -> None:
    tab.says("check-up with Sarah tomorrow at 2pm")
    tab.hears("What is your name")
    tab.says(f"Dana Cole, {email}")
    tab.hears("Are you a new patient?")
    tab.says("yes")
    tab.hears("Shall I book it?")
    tab.says("yes please")
    tab.hears("Booked")
    assert starts(stack, email) == ["2026-11-24T14:00:00Z"]


def test_booking_by_clicking(tab: Tab, stack: Stack, email: str) -> None:
    tab.says("check-up with Sarah")
    tab.page.get_by_role("button", name="Another day").click()
    tab.presses("Thursday 26 November 2026")
    tab.presses("Thursday 26 November, 11:15 am")
    tab.gives_details("Dana Cole", email)
    tab.presses("Yes")
    expect(tab.log.get_by_text("Please check")).to_be_visible()
    tab.presses("Yes, book it")
    tab.hears("Booked")
    assert starts(stack, email) == ["2026-11-26T11:15:00Z"]
    with tab.page.expect_download() as download:
        tab.presses("Add to calendar")
    file = download.value.path().read_text(encoding="utf-8")
    assert "DTSTART:20261126T111500Z\r\n" in file.replace("\n", "\r\n").replace("\r\r", "\r")
    assert "SUMMARY:Check-up with Sarah Jones" in file
