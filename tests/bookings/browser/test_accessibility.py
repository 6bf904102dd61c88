"""Every page is checked with axe, in light and dark: WCAG 2.2 AA and what axe calls good practice."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bookings.testing import RunningApi

Visit = Callable[..., Page]
PAGES = (
    "/book",
    "/book/mean",
    "/book/check-up?day=2026-06-30",
    "/book/check-up?start=2026-06-30T08:00:00Z",
    "/book/check-up?start=2026-06-30T08:10:00Z",
    "/book/check-up?wait=&day=2026-06-30",
    "/book/nothing",
)


def faults(page: Page) -> str:
    found = Axe().run(page)
    return found.generate_report() if found.violations_count else ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_fault(visit: Visit, site: RunningApi, scheme: str) -> None:
    page = visit("/book", color_scheme=scheme)
    for path in PAGES:
        page.goto(site.url + path)
        assert faults(page) == "", path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_neither_has_what_comes_after(visit: Visit, site: RunningApi, scheme: str) -> None:
    hour = {"light": 8, "dark": 9}[scheme]
    page = visit(f"/book/check-up?start=2026-06-29T{hour:02}:00:00Z", color_scheme=scheme)
    page.get_by_label("Phone").fill("1")
    page.get_by_role("button", name="Book this appointment").click()
    expect(page.locator("#obstacle")).to_be_focused()
    assert faults(page) == ""
    page.get_by_label("Your name").fill("Dana Cole")
    page.get_by_label("E-mail").fill(f"{scheme}@example.com")
    page.get_by_label("Phone").fill("")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Book this appointment").click()
    expect(page.get_by_role("heading", name="Your appointment is booked")).to_be_visible()
    assert faults(page) == ""
    booked = page.url
    for link in ("choose another time", "cancel it"):
        page.goto(booked)
        page.get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", name=re.compile("this appointment"))).to_be_visible()
        assert faults(page) == ""
