"""The booking page in a browser: with scripts and without, by mouse and by keyboard."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bookings.testing import RunningApi
from tests.bookings.browser.business import HOSTILE
from tests.bookings.browser.other_site import OtherSite

Visit = Callable[..., Page]
BOOKED = "Your appointment is booked"


def bookings(site: RunningApi, email: str) -> list[dict[str, Any]]:
    status, answer = site.request("GET", f"/api/v1/bookings?contact_email={email}")
    assert status == 200
    found: list[dict[str, Any]] = answer["data"]
    return found


def book(site: RunningApi, slug: str, start: str, **more: Any) -> None:
    body = {
        "slug": slug,
        "start_time": start,
        "contact_name": "Early",
        "contact_email": "early@example.com",
        **more,
    }
    status, answer = site.request("POST", "/api/v1/bookings", body)
    assert status == 201, answer


def fill_in(page: Page, email: str, name: str = "Dana Cole") -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail").fill(email)


def says(page: Page, text: str) -> None:
    expect(page.get_by_text(text).first).to_be_visible()


def test_by_clicking_in_ones_own_zone_with_questions_that_appear(visit: Visit, site: RunningApi) -> None:
    page = visit("/book", timezone_id="America/New_York")
    page.get_by_role("link", name="Dental check-up").first.click()
    says(page, "Times are those of America/New_York.")  # the browser's, without being asked
    page.evaluate("window.mark = 1")
    page.get_by_role("link", name="Tuesday 2 June 2026").click()
    expect(page.get_by_role("heading", name="Tuesday 2 June 2026")).to_be_focused()
    page.get_by_role("link", name="5:30 am", exact=True).click()
    says(page, "Tuesday 2 June 2026, 5:30 am to 6:00 am (America/New_York, EDT)")
    fill_in(page, "click@example.com")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("How bad is the pain?").fill("5")
    page.get_by_label("How bad is the pain?").blur()
    page.get_by_label("Where does it hurt?").fill("Left")
    page.get_by_label("Yes", exact=True).check()
    expect(page.get_by_label("How bad is the pain?")).to_have_count(0)
    page.get_by_label("No", exact=True).check()
    page.get_by_label("How bad is the pain?").fill("6")
    page.get_by_label("How bad is the pain?").blur()
    page.get_by_label("Where does it hurt?").fill("Right")
    assert page.evaluate("window.mark") == 1  # the page was never loaded anew
    page.get_by_role("button", name="Book this appointment").click()
    says(page, BOOKED)
    (booking,) = bookings(site, "click@example.com")
    assert (booking["start_time"], booking["client_timezone"]) == ("2026-06-02T09:30:00Z", "America/New_York")
    assert {one["question_id"]: one["answer"] for one in booking["answers"]} == {
        "q_new": False,
        "q_pain": 6,
        "q_where": "Right",
    }
    with page.expect_download() as download:
        page.get_by_role("link", name="Add to your calendar").click()
    event = Path(download.value.path()).read_text(encoding="utf-8")
    assert "METHOD:PUBLISH" in event
    assert "DTSTART:20260602T093000Z" in event
    assert f"UID:{booking['id']}@bookings" in event


def test_without_scripts_by_links_and_forms_alone(visit: Visit, site: RunningApi) -> None:
    page = visit("/book/check-up", java_script_enabled=False)
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_label("With").select_option("Tom Okafor")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="The month after").click()
    page.get_by_role("link", name="Wednesday 1 July 2026").click()
    page.get_by_role("link", name="5:00 pm", exact=True).click()
    page.get_by_role("button", name="Book this appointment").click()
    for words in ("Please enter your name.", "Please enter your e-mail address.", "Please answer this."):
        says(page, words)
    fill_in(page, "plain@example.com")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Book this appointment").click()
    says(page, "There is more that we need to know.")
    page.get_by_label("How bad is the pain?").fill("1")
    page.get_by_role("button", name="Book this appointment").click()
    says(page, BOOKED)
    (booking,) = bookings(site, "plain@example.com")
    assert (booking["start_time"], booking["staff_name"]) == ("2026-07-01T08:00:00Z", "Tom Okafor")


def test_by_keyboard_alone(visit: Visit, site: RunningApi) -> None:
    page = visit("/book/check-up")

    def tab_to(name: str) -> None:
        for _ in range(120):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).innerText + '|' +"
                " document.activeElement.ariaLabel"
            )
            if name in focused:
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
                return
        raise AssertionError(f"{name} cannot be reached")

    tab_to("Thursday 4 June 2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thursday 4 June 2026")).to_be_focused()
    tab_to("9:00 am")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your details")).to_be_focused()
    tab_to("Your name")
    page.keyboard.type("Kay Board")
    tab_to("E-mail")
    page.keyboard.type("keys@example.com")
    tab_to("Yes")
    page.keyboard.press("Space")
    tab_to("Book this appointment")
    page.keyboard.press("Enter")
    says(page, BOOKED)
    (booking,) = bookings(site, "keys@example.com")
    assert booking["start_time"] == "2026-06-04T08:00:00Z"


def test_a_time_taken_in_between_leads_to_another_with_all_that_was_typed(
    visit: Visit, site: RunningApi
) -> None:
    page = visit("/book/plain?start=2026-06-09T08:00:00Z")
    fill_in(page, "late@example.com")
    for _ in range(2):
        book(site, "plain", "2026-06-09T08:00:00Z")
    page.get_by_role("button", name="Book this appointment").click()
    says(page, "Somebody has just taken this time.")
    expect(page.locator("#obstacle")).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Dana Cole")
    page.get_by_label("Tuesday 9 June 2026, 9:30 am").check()
    page.get_by_role("button", name="Book this appointment").click()
    says(page, BOOKED)
    assert [one["start_time"] for one in bookings(site, "late@example.com")] == ["2026-06-09T08:30:00Z"]


def test_what_was_typed_survives_a_reload_and_another_choice_and_going_back_books_nothing_twice(
    visit: Visit, site: RunningApi
) -> None:
    page = visit("/book/plain?start=2026-06-10T08:00:00Z")
    fill_in(page, "back@example.com")
    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("Dana Cole")
    page.get_by_role("link", name="Choose another time").click()
    page.get_by_role("link", name="10:00 am", exact=True).click()
    expect(page.get_by_label("E-mail")).to_have_value("back@example.com")
    page.go_back()
    expect(page.get_by_role("heading", name="Wednesday 10 June 2026")).to_be_visible()
    page.go_forward()
    page.get_by_role("button", name="Book this appointment").click()
    says(page, BOOKED)
    page.reload()
    says(page, BOOKED)
    assert [one["start_time"] for one in bookings(site, "back@example.com")] == ["2026-06-10T09:00:00Z"]


def test_a_double_click_books_once_also_where_no_script_holds_it_back(visit: Visit, site: RunningApi) -> None:
    page = visit("/book/plain?start=2026-06-11T08:00:00Z", java_script_enabled=False)
    fill_in(page, "twice@example.com")
    page.get_by_role("button", name="Book this appointment").dblclick()
    says(page, BOOKED)
    page.go_back()
    fill_in(page, "twice@example.com")
    page.get_by_role("button", name="Book this appointment").click()
    says(page, BOOKED)
    assert len(bookings(site, "twice@example.com")) == 1


def test_of_two_tabs_with_the_same_time_one_books_it_and_the_other_is_offered_another(
    visit: Visit, site: RunningApi
) -> None:
    path = "/book/alone?start=2026-07-02T08:00:00Z"
    one = visit(path)
    other = one.context.new_page()
    other.goto(site.url + path)
    for tab, email in ((one, "one@example.com"), (other, "other@example.com")):
        fill_in(tab, email)
        tab.get_by_role("button", name="Book this appointment").click()
    says(one, BOOKED)
    says(other, "Somebody has just taken this time.")
    expect(other.get_by_label("E-mail")).to_have_value("other@example.com")
    assert bookings(site, "other@example.com") == []


def test_hostile_text_is_text_wherever_it_stands(visit: Visit, site: RunningApi) -> None:
    page = visit("/book")
    says(page, HOSTILE)
    page.goto(f"{site.url}/book/mean")
    says(page, HOSTILE)
    page.get_by_role("link", name=HOSTILE).click()
    page.get_by_label("With").select_option(HOSTILE)
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Friday 26 June 2026").click()
    page.get_by_role("link", name="9:00 am", exact=True).click()
    page.get_by_label("Your name").fill(HOSTILE)
    page.get_by_label("E-mail").fill(HOSTILE)
    page.get_by_label("Phone").fill(HOSTILE[:40])
    page.get_by_label("Anything else").fill(f"</textarea>{HOSTILE}")
    page.locator("#answer-q_text").fill("reject")
    page.locator("#answer-q_choice").check()
    page.get_by_role("button", name="Book this appointment").click()
    says(page, "This is no e-mail address.")
    expect(page.get_by_label("Your name")).to_have_value(HOSTILE)
    expect(page.get_by_label("Anything else")).to_have_value(f"</textarea>{HOSTILE}")
    page.get_by_label("E-mail").fill("mean@example.com")
    page.get_by_label("Phone").fill("")
    page.get_by_role("button", name="Book this appointment").click()
    says(page, HOSTILE)  # the rule's reason
    page.locator("#answer-q_text").fill(HOSTILE)
    page.get_by_role("button", name="Book this appointment").click()
    says(page, BOOKED)
    (booking,) = bookings(site, "mean@example.com")
    assert booking["contact_name"] == HOSTILE
    for path in ("/book/%3Cscript%3Ealert(1)%3C%2Fscript%3E", f"/book/plain?zone={HOSTILE}&with={HOSTILE}"):
        page.goto(site.url + path)
    assert page.locator("img, iframe").count() == 0


def test_the_zone_can_be_changed_without_loading_the_page(visit: Visit) -> None:
    page = visit("/book/plain?day=2026-06-16")
    page.evaluate("window.mark = 1")
    page.get_by_label("Time zone").select_option("Asia/Kathmandu")
    page.get_by_role("button", name="Show").click()
    says(page, "Times are those of Asia/Kathmandu.")
    expect(page.get_by_role("link", name="1:45 pm", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Show")).to_be_focused()
    assert page.evaluate("window.mark") == 1
    page.go_back()
    says(page, "Times are those of Europe/London.")


def test_on_the_night_on_which_an_hour_comes_twice_the_second_can_be_booked(
    visit: Visit, site: RunningApi
) -> None:
    page = visit("/book/night?day=2026-10-25")
    expect(page.get_by_role("link", name="1:00 am (BST)")).to_be_visible()
    page.get_by_role("link", name="1:00 am (GMT)").click()
    fill_in(page, "night@example.com")
    page.get_by_role("button", name="Book this appointment").click()
    says(page, "Sunday 25 October 2026, 1:00 am to 1:30 am (Europe/London, GMT)")
    assert [one["start_time"] for one in bookings(site, "night@example.com")] == ["2026-10-25T01:00:00Z"]


def test_on_a_full_day_one_joins_the_waitlist(visit: Visit, site: RunningApi) -> None:
    for start in ("2026-06-18T08:00:00Z", "2026-06-18T08:30:00Z"):
        book(site, "alone", start)
    page = visit("/book/alone")
    page.get_by_role("link", name="Thursday 18 June 2026, fully booked").click()
    page.get_by_role("link", name="Join the waitlist for this day").click()
    expect(page.get_by_label("First day")).to_have_value("2026-06-18")
    fill_in(page, "wait@example.com")
    page.get_by_role("button", name="Join the waitlist").click()
    says(page, "You are on the waitlist")
    _, answer = site.request("GET", "/api/v1/waitlist?contact_email=wait@example.com")
    assert [(one["first_date"], one["status"]) for one in answer["data"]] == [("2026-06-18", "waiting")]


def test_the_links_in_a_mail_move_and_cancel(
    visit: Visit, site: RunningApi, mail_folder: Path, worker: None
) -> None:
    page = visit("/book/plain?start=2026-06-23T08:00:00Z")
    fill_in(page, "mail@example.com")
    page.get_by_role("button", name="Book this appointment").click()
    says(page, BOOKED)
    text = mail_to("mail@example.com", mail_folder)
    page.goto(re.findall(r"http\S+/b/move/\S+", text)[0])
    page.get_by_role("button", name="10:00 am").first.click()
    says(page, "Your appointment has been moved")
    page.goto(re.findall(r"http\S+/b/cancel/\S+", text)[0])
    page.get_by_role("button", name="Yes, cancel it").click()
    says(page, "Your appointment has been cancelled")
    (booking,) = bookings(site, "mail@example.com")
    assert (booking["status"], booking["start_time"] == "2026-06-23T08:00:00Z") == ("cancelled", False)


def mail_to(email: str, folder: Path) -> str:
    def find() -> str | None:
        for path in folder.glob("*.eml"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",))
            if email in str(mail["To"]) and body is not None:
                return str(body.get_content())
        return None

    ends_at = time.monotonic() + 60
    while (found := find()) is None:
        assert time.monotonic() < ends_at, "no mail"
        time.sleep(0.05)
    return found


@pytest.mark.parametrize("query", ["", "start=2026-06-24T08:00:00Z", "wait="])
def test_on_a_small_phone_nothing_is_cut_off_and_everything_is_big_enough_to_touch(
    visit: Visit, query: str
) -> None:
    page = visit(f"/book/plain?{query}", viewport={"width": 320, "height": 568}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.evaluate(
        """[...document.querySelectorAll("main :is(.day, .slots a, button, input, select)")]
        .filter((one) => one.type !== "hidden")
        .filter((one) => { const box = one.getBoundingClientRect();
          return box.width < 20 || (Math.min(box.width, box.height) < 24 && !one.closest("label")); })
        .map((one) => one.outerHTML)"""
    )
    assert small == []


def test_in_another_sites_frame_it_is_as_high_as_its_content_and_tells_what_was_booked(
    visit: Visit, site: RunningApi, shop: OtherSite
) -> None:
    page = visit(shop.origin)
    frame = page.frame_locator("iframe")
    frame.get_by_role("link", name="Thursday 25 June 2026").click()
    expect(frame.get_by_role("heading", name="Thursday 25 June 2026")).to_be_visible()
    page.wait_for_function("parseInt(document.querySelector('iframe').style.height) > 600")
    frame.get_by_role("link", name="9:00 am", exact=True).click()
    frame.get_by_label("Your name").fill("Shop Per")
    frame.get_by_label("E-mail").fill("shop@example.com")
    frame.get_by_role("button", name="Book this appointment").click()
    page.wait_for_function("window.booked === 1")
    expect(frame.get_by_text(BOOKED)).to_be_visible()
    assert len(bookings(site, "shop@example.com")) == 1


def test_a_site_that_may_not_shows_nothing(browser: Browser, site: RunningApi, shop: OtherSite) -> None:
    context = browser.new_context()
    page = context.new_page()
    with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
        page.goto(shop.other_origin)
    assert page.frame_locator("iframe").get_by_role("heading").count() == 0
    context.close()
