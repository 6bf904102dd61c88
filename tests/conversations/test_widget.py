"""The chat widget in a real browser, with all programs running: what a person does ends in the database."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Route, expect

from bot.channels.web.tokens import LIFETIME_SECONDS, Tokens
from tests.conversations.browser import Tab, open_context, page_with_widget, site
from tests.conversations.stack import ROOT, Stack, wait_for

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

# Once, before the page's own scripts run: the token is of long ago, and one message was never answered.
AGED = """
if (!sessionStorage.getItem("aged")) {
  sessionStorage.setItem("aged", "yes");
  const key = Object.keys(localStorage).find((name) => name.startsWith("bookings-chat"));
  const kept = JSON.parse(localStorage.getItem(key));
  const text = "what are your opening hours?";
  kept.entries.splice(1, 0, { from: "own", id: "unanswered-1", text, sent: text, state: "sent" });
  localStorage.setItem(key, JSON.stringify({ ...kept, token: "TOKEN" }));
}
"""
# How everything was scrolled.
WATCHED = """
const scrollTo = Element.prototype.scrollTo;
window.scrolls = [];
Element.prototype.scrollTo = function (how) {
  window.scrolls.push(how.behavior);
  return scrollTo.call(this, how);
};
"""

# The person looks at another tab, or at this one again.
TURNED = """(state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# Where the question mark of the greeting stands: English ends on the right, whatever the page's direction.
LAST_SIGN = """((text) => {
  const sign = document.createRange();
  sign.setStart(text, text.length - 1);
  sign.setEnd(text, sign.startOffset + 1);
  return sign.getBoundingClientRect().left;
})(root.querySelector('.bot .bubble').lastChild)"""


@pytest.fixture
def port(stack: Stack) -> int:
    """Where the business's own site is: the one other origin that the bot allows."""
    return urlsplit(stack.settings["BOT_ORIGINS"]).port or 0


def starts(stack: Stack, email: str) -> list[str]:
    """When all of these bookings that stand begin."""
    return [row["start_time"] for row in stack.bookings(email) if row["status"] == "confirmed"]


# ---- Ways to book -------------------------------------------------------------------------------------


def test_booking_by_typing(tab: Tab, stack: Stack, email: str) -> None:
    tab.says("check-up with Sarah tomorrow at 2pm")
    tab.hears("What is your name")
    tab.says(f"Dana Cole, {email}")
    tab.hears("Are you a new patient?")
    tab.says("yes")
    tab.hears("Shall I book it?")
    tab.says("yes please")
    tab.hears("Reference")
    assert starts(stack, email) == ["2026-11-24T14:00:00Z"]


def test_booking_by_clicking(tab: Tab, stack: Stack, email: str) -> None:
    tab.says("check-up with Sarah")
    tab.presses("Another day")
    tab.presses("Thursday 26 November 2026")
    tab.presses("Thursday 26 November, 11:15 am")
    tab.gives_details("Dana Cole", email)
    tab.presses("Yes")
    tab.hears("Please check")
    tab.presses("Yes, book it")
    tab.hears("Reference")
    assert starts(stack, email) == ["2026-11-26T11:15:00Z"]
    with tab.page.expect_download() as download:
        tab.presses("Add to calendar")
    file = Path(download.value.path()).read_bytes().decode()
    assert "DTSTART:20261126T111500Z\r\n" in file
    assert "DTEND:20261126T114500Z\r\n" in file
    assert "SUMMARY:Check-up with Sarah Jones\r\n" in file


def test_booking_by_keyboard_alone(tab: Tab, stack: Stack, email: str) -> None:
    expect(tab.field).to_be_focused()
    tab.page.keyboard.type("check-up with Sarah tomorrow")
    tab.type_keys("Enter")
    expect(tab.page.get_by_role("toolbar", name="Free times")).to_be_visible()
    tab.type_keys("Shift+Tab", "Shift+Tab", "ArrowDown", "End", "ArrowUp", "Home", "ArrowRight", "Enter")
    tab.hears("Tuesday 24 November, 9:15 am")
    expect(tab.page.get_by_role("form", name="Your details")).to_be_visible()
    expect(tab.field).to_be_focused()
    tab.type_keys("Shift+Tab", "Shift+Tab", "Shift+Tab")
    tab.page.keyboard.type("Dana Cole")
    tab.type_keys("Tab")
    tab.page.keyboard.type(email)
    tab.type_keys("Enter")
    tab.hears("Are you a new patient?")
    tab.type_keys("Shift+Tab", "Shift+Tab", "Enter")
    tab.hears("Shall I book it?")
    tab.type_keys("Shift+Tab", "Shift+Tab", "Enter")
    tab.hears("Reference")
    assert starts(stack, email) == ["2026-11-24T09:15:00Z"]


def test_a_time_that_is_taken_in_between_leads_to_others(tab: Tab, stack: Stack, email: str) -> None:
    tab.says("check-up with Sarah tomorrow")
    free = tab.page.get_by_role("button", name="Tuesday 24 November, 9:15 am")
    expect(free).to_be_visible()
    somebody = {"contact_name": "Somebody Else", "contact_email": "else@example.org"}
    slot = {"slug": "check-up", "start_time": "2026-11-24T09:15:00Z", "staff_id": "staff_sarah"}
    answers = [{"question_id": "q_new", "answer": True}]
    status, answer = stack.api.request("POST", "/api/v1/bookings", {**somebody, **slot, "answers": answers})
    assert status == 201, answer
    free.click()
    tab.hears("not free")
    tab.page.get_by_role("button", name="Tuesday 24 November, 10:00 am", exact=True).click()
    tab.gives_details("Dana Cole", email)
    tab.presses("Yes")
    tab.presses("Yes, book it")
    tab.hears("Reference")
    assert starts(stack, email) == ["2026-11-24T10:00:00Z"]


# ---- What can happen on the way -----------------------------------------------------------------------


def test_a_reload_in_the_middle_loses_nothing(tab: Tab, stack: Stack, email: str) -> None:
    tab.says("check-up with Sarah tomorrow at 2pm")
    tab.hears("What is your name")
    tab.page.reload()
    tab.hears("check-up with Sarah tomorrow at 2pm", count=1)
    tab.gives_details("Dana Cole", email)
    tab.hears("Are you a new patient?")
    tab.page.reload()
    tab.presses("Yes")
    tab.presses("Yes, book it")
    tab.hears("Reference")
    assert starts(stack, email) == ["2026-11-24T14:00:00Z"]
    tab.hears("What can I book for you?", count=1)


def test_what_is_written_without_a_network_is_sent_once_when_it_is_back(
    tab: Tab, context: BrowserContext
) -> None:
    context.set_offline(True)
    tab.says("what are your opening hours?")
    tab.hears("Waiting to be sent")
    expect(tab.page.get_by_text("No connection.")).to_be_visible()
    context.set_offline(False)
    tab.hears("Monday to Wednesday", count=1)
    expect(tab.page.get_by_text("No connection.")).to_be_hidden()
    expect(tab.log.get_by_text("Waiting to be sent")).to_be_hidden()
    tab.hears("what are your opening hours?", count=1)
    tab.troubles[:] = [trouble for trouble in tab.troubles if "INTERNET_DISCONNECTED" not in trouble]


def test_a_server_that_stops_and_comes_back_is_told_and_goes_on(tab: Tab, stack: Stack, model: Path) -> None:
    stack.stop("bot")
    try:
        tab.says("check-up with Sarah tomorrow at 2pm")
        tab.hears("Waiting to be sent")
        expect(tab.page.get_by_text("No connection.")).to_be_visible()
    finally:
        stack.start("bot", "run", "--model", str(model))
    wait_for(f"{stack.bot_url}/", stack.folder / "bot.log")
    tab.hears("The assistant was restarted")
    tab.hears("What is your name", count=1)
    tab.hears("check-up with Sarah tomorrow at 2pm", count=1)
    tab.troubles[:] = [trouble for trouble in tab.troubles if "ERR_" not in trouble]


def test_a_session_that_has_expired_is_followed_by_a_new_one_that_gets_what_was_not_answered(
    tab: Tab, stack: Stack
) -> None:
    tab.page.route("**/widget/messages", lambda route: route.abort())
    with tab.page.expect_event("requestfailed", lambda request: request.url.endswith("/messages")):
        tab.says("check-up with Sarah tomorrow at 2pm")
    long_ago = time.time() - LIFETIME_SECONDS - 1
    _, expired = Tokens([stack.settings["BOT_SESSION_KEY"]], lambda: long_ago).issue()
    tab.page.add_init_script(AGED.replace("TOKEN", expired))
    tab.page.reload()
    tab.hears("This conversation has ended; a new one has begun.", count=1)
    tab.page.unroute("**/widget/messages")
    tab.hears("What is your name", count=1)
    tab.hears("Monday to Wednesday", count=1)
    tab.hears("check-up with Sarah tomorrow at 2pm", count=1)
    expect(tab.log.get_by_text("Waiting to be sent")).to_be_hidden()
    tab.page.reload()
    tab.hears("This conversation has ended; a new one has begun.", count=1)
    expected = ("ERR_FAILED", "401")
    tab.troubles[:] = [each for each in tab.troubles if not any(word in each for word in expected)]


def test_a_phone_that_slept_goes_on_where_the_conversation_was(tab: Tab) -> None:
    tab.page.clock.install()
    tab.page.reload()
    tab.says("check-up with Sarah tomorrow at 2pm")
    tab.hears("What is your name")
    with tab.page.expect_request("**/widget/stream"):
        tab.page.clock.fast_forward(600_000)
    tab.says("Dana Cole")
    tab.hears("And what is your e-mail address?", count=1)
    tab.hears("check-up with Sarah tomorrow at 2pm", count=1)


def test_a_stream_that_is_never_answered_is_given_up(context: BrowserContext, stack: Stack) -> None:
    tab, held = Tab(context.new_page()), list[Route]()
    tab.page.clock.install()
    tab.page.route("**/widget/stream", lambda route: route.continue_() if held else held.append(route))
    with tab.page.expect_request("**/widget/stream"):
        tab.page.goto(f"{stack.bot_url}/chat/")
    tab.page.clock.fast_forward(60_000)
    tab.hears("What can I book for you?", count=1)


@pytest.mark.parametrize(
    ("motion", "moves", "scrolls"),
    [("reduce", {"none"}, "auto"), ("no-preference", {"arrive", "breathe"}, "smooth")],
)
def test_nothing_moves_for_those_who_want_it_still(
    browser: Browser, stack: Stack, motion: str, moves: set[str], scrolls: str
) -> None:
    with open_context(browser, reduced_motion=motion) as context:
        tab = Tab(context.new_page())
        tab.page.add_init_script(WATCHED)
        tab.goto(f"{stack.bot_url}/chat/")
        held: list[Route] = []
        tab.page.route("**/widget/messages", lambda route: held.append(route))
        tab.says("what are your opening hours?")
        expect(tab.page.locator(".typing i")).to_have_count(3)
        moving = (
            "[...root.querySelectorAll('.fresh, .typing i')].map((e) => getComputedStyle(e).animationName)"
        )
        assert set(tab.shadow(moving)) == moves
        held[0].continue_()
        tab.hears("Monday to Wednesday")
        assert tab.page.evaluate("window.scrolls.at(-1)") == scrolls
        assert tab.troubles == []


def test_two_tabs_of_one_person_show_one_conversation(
    tab: Tab, context: BrowserContext, stack: Stack
) -> None:
    other = Tab(context.new_page()).goto(f"{stack.bot_url}/chat/")
    tab.says("check-up with Sarah tomorrow at 2pm")
    other.hears("check-up with Sarah tomorrow at 2pm", count=1)
    other.hears("What is your name", count=1)
    other.says("Dana Cole")
    tab.hears("Dana Cole", count=1)
    tab.hears("And what is your e-mail address?", count=1)
    for each in (tab, other):
        each.hears("What can I book for you?", count=1)
    other.presses("New conversation")
    other.presses("Start anew")
    for each in (tab, other):
        each.hears("Dana Cole", count=0)
        each.hears("What can I book for you?", count=1)
    assert other.troubles == []


# ---- Where it is shown --------------------------------------------------------------------------------


def test_it_floats_on_a_site_with_a_strict_policy_and_asks_nobody_else(
    context: BrowserContext, stack: Stack, port: int, email: str
) -> None:
    bot = stack.bot_url
    policy = (
        f"default-src 'none'; script-src {bot}; connect-src {bot}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    tab = Tab(context.new_page())
    with site(port, page_with_widget(bot), {"Content-Security-Policy": policy}) as address:
        tab.goto(address, floats=True)
        tab.says("check-up with Sarah tomorrow at 2pm")
        tab.gives_details("Dana Cole", email)
        tab.presses("Yes")
        tab.presses("Yes, book it")
        tab.hears("Reference")
        with tab.page.expect_download():
            tab.presses("Add to calendar")
        tab.type_keys("Escape")
        expect(tab.page.get_by_role("button", name="Book an appointment")).to_be_focused()
    assert starts(stack, email) == ["2026-11-24T14:00:00Z"]
    stack.cancel_everything()
    others = [each for each in tab.requests if not each.startswith((f"{bot}/widget/", address, "blob:"))]
    assert others == []
    assert context.cookies() == []
    favicon = [trouble for trouble in tab.troubles if "favicon" not in trouble and "404" not in trouble]
    assert favicon == []


def test_what_comes_while_it_is_closed_is_counted_on_its_button_until_somebody_looks(
    context: BrowserContext, stack: Stack, port: int
) -> None:
    with site(port, page_with_widget(stack.bot_url)) as address:
        tab = Tab(context.new_page()).goto(address, floats=True)
        tab.says("what are your opening hours?")
        tab.type_keys("Escape")
        counted = "Book an appointment 1 new message"
        expect(tab.page.get_by_role("button", name=counted)).to_be_visible()
        assert_accessible(tab, "unread")
        tab.page.reload()
        other = Tab(context.new_page())
        other.page.goto(address)
        other.presses(counted)
        other.hears("Monday to Wednesday", count=1)
        expect(tab.page.get_by_role("button", name="Book an appointment", exact=True)).to_be_visible()
        tab.page.reload()
        expect(tab.page.get_by_role("button", name="Book an appointment", exact=True)).to_be_visible()


def test_closed_and_in_the_background_it_holds_no_connection_and_goes_on_when_one_looks(
    context: BrowserContext, stack: Stack, port: int
) -> None:
    with site(port, page_with_widget(stack.bot_url)) as address:
        tab = Tab(context.new_page()).goto(address, floats=True)
        other = Tab(context.new_page()).goto(address, floats=True)
        tab.says("what are your opening hours?")
        tab.hears("Monday to Wednesday", count=1)
        tab.type_keys("Escape")
        with tab.page.expect_event("requestfailed", lambda request: request.url.endswith("/stream")):
            tab.page.evaluate(TURNED, "hidden")
        other.hears("Monday to Wednesday", count=1)
        other.presses("New conversation")
        other.presses("Start anew")
        other.hears("What can I book for you?", count=1)
        other.says("check-up with Sarah tomorrow at 2pm")
        other.hears("What is your name", count=1)
        with tab.page.expect_request("**/widget/stream"):
            tab.page.evaluate(TURNED, "visible")
        tab.presses("Book an appointment")
        tab.hears("Monday to Wednesday", count=0)
        tab.hears("What is your name", count=1)
        tab.says("Dana Cole")
        for each in (tab, other):
            each.hears("And what is your e-mail address?", count=1)


def test_a_page_on_which_nobody_talked_asks_the_bot_for_nothing(
    context: BrowserContext, stack: Stack, port: int
) -> None:
    with site(port, page_with_widget(stack.bot_url)) as address:
        tab = Tab(context.new_page())
        tab.page.goto(address)
        expect(tab.page.get_by_role("button", name="Book an appointment")).to_be_visible()
        tab.page.wait_for_load_state("networkidle")
        assert not [each for each in tab.requests if each.endswith(("/sessions", "/messages", "/stream"))]


def test_a_site_that_is_not_allowed_gets_no_conversation(browser: Browser, stack: Stack) -> None:
    with open_context(browser) as context, site(0, page_with_widget(stack.bot_url)) as address:
        tab = Tab(context.new_page())
        tab.page.goto(address)
        tab.presses("Book an appointment")
        expect(tab.page.get_by_text("No connection.")).to_be_visible()
        assert not [each for each in tab.requests if each.endswith(("/messages", "/stream"))]


def test_the_pages_style_stays_out_and_right_to_left_turns_it_round(
    context: BrowserContext, stack: Stack, port: int
) -> None:
    style = "<style>* { color: red !important; font-size: 60px } button { display: none }</style>"
    html = page_with_widget(stack.bot_url, opening='<html lang="en" dir="rtl">').replace(
        "</head>", f"{style}</head>"
    )
    with site(port, html) as address:
        tab = Tab(context.new_page())
        tab.page.goto(address)
        launcher = tab.page.get_by_role("button", name="Book an appointment")
        box = launcher.bounding_box()
        assert box is not None
        assert box["x"] < 200
        assert 40 <= box["height"] <= 70
        launcher.click()
        tab.hears("What can I book for you?")
        tab.says("hello")
        assert (
            tab.shadow("getComputedStyle(root.querySelector('.own .bubble')).color") == "rgb(255, 255, 255)"
        )
        assert tab.shadow("getComputedStyle(root.querySelector('.own .bubble')).fontSize") == "16px"
        assert tab.shadow(LAST_SIGN) > tab.shadow(LAST_SIGN.replace("length - 1", "length - 2"))


def test_a_phone_of_320_pixels_shows_all_of_it(browser: Browser, stack: Stack, port: int, email: str) -> None:
    phone = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
    with open_context(browser, **phone) as context, site(port, page_with_widget(stack.bot_url)) as address:
        tab = Tab(context.new_page()).goto(address, floats=True)
        tab.says("check-up with Sarah")
        expect(tab.page.get_by_role("toolbar", name="Free times")).to_be_visible()
        assert_fits(tab)
        tab.presses("Another day")
        assert_fits(tab)
        tab.page.get_by_role("button", name="Thursday 26 November 2026").tap()
        tab.page.get_by_role("button", name="Thursday 26 November, 11:15 am").tap()
        expect(tab.page.get_by_role("form", name="Your details")).to_be_visible()
        assert_fits(tab)
        tab.gives_details("Dana Cole", email)
        tab.presses("Yes")
        tab.presses("Yes, book it")
        tab.hears("Reference")
        assert_fits(tab)
    assert starts(stack, email) == ["2026-11-26T11:15:00Z"]
    stack.cancel_everything()


def test_on_a_phone_the_answer_to_many_words_and_what_waits_without_a_network_are_in_sight(
    browser: Browser, stack: Stack, port: int
) -> None:
    phone = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
    with open_context(browser, **phone) as context, site(port, page_with_widget(stack.bot_url)) as address:
        tab = Tab(context.new_page()).goto(address, floats=True)
        tab.says("what are your opening hours? " + "thank you " * 60)
        expect(tab.log.locator(".bot .bubble").nth(1)).to_be_in_viewport(ratio=0.2)
        expect(tab.log.get_by_text("thank you thank you")).to_be_in_viewport()
        tab.says("check-up with Sarah")
        expect(tab.page.get_by_role("toolbar", name="Free times")).to_be_visible()
        context.set_offline(True)
        tab.says("what are your opening hours?")
        expect(tab.page.get_by_text("No connection.")).to_be_visible()
        expect(tab.log.get_by_text("Waiting to be sent")).to_be_in_viewport(ratio=1)


def assert_fits(tab: Tab) -> None:
    """Nothing reaches over the edge, and everything to press is as large as WCAG 2.2 asks (24 pixels)."""
    assert tab.page.evaluate("document.scrollingElement.scrollWidth") <= 320
    wide = (
        "[...root.querySelectorAll('.scroller, .scroller *')].filter((e) => e.scrollWidth > e.clientWidth + 1"
    )
    wide += (
        " && getComputedStyle(e).display !== 'inline' && !e.classList.contains('unseen') && e.clientWidth)"
    )
    assert tab.shadow(f"{wide}.map((e) => e.className)") == []
    small = "[...root.querySelectorAll('button')].map((b) => [b.textContent, b.getBoundingClientRect()])"
    small += ".filter(([, r]) => r.width && (r.width < 24 || r.height < 24)).map(([text]) => text)"
    assert tab.shadow(small) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(browser: Browser, stack: Stack, email: str, scheme: str) -> None:
    # Without motion: what fades in has its colours only when it is there.
    with open_context(browser, color_scheme=scheme, reduced_motion="reduce") as context:
        tab = Tab(context.new_page()).goto(f"{stack.bot_url}/chat/")
        assert_accessible(tab, "greeting")
        tab.says("check-up with Sarah tomorrow")
        expect(tab.page.get_by_role("toolbar", name="Free times")).to_be_visible()
        assert_accessible(tab, "times")
        tab.presses("Another day")
        assert_accessible(tab, "calendar")
        tab.presses("Back to the times")
        tab.presses("Tuesday 24 November, 11:15 am")
        expect(tab.page.get_by_role("form", name="Your details")).to_be_visible()
        assert_accessible(tab, "details")
        tab.gives_details("Dana Cole", email)
        tab.presses("Yes")
        tab.hears("Please check")
        assert_accessible(tab, "summary")
        tab.presses("Yes, book it")
        tab.hears("Reference")
        assert_accessible(tab, "booked")
        tab.presses("New conversation")
        assert_accessible(tab, "confirmation")
    stack.cancel_everything()


def assert_accessible(tab: Tab, state: str) -> None:
    found = Axe().run(tab.page, options=AXE)
    # Not the report of the library, which can't tell elements in a shadow root.
    wrong = [
        (fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found.response["violations"]
    ]
    assert wrong == [], state


# ---- Hostile texts ------------------------------------------------------------------------------------

MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'


def test_nothing_that_anybody_writes_runs_in_the_page(
    context: BrowserContext, stack: Stack, port: int, email: str
) -> None:
    business = (ROOT / "examples" / "bright-smiles.yaml").read_text(encoding="utf-8")
    quoted = MARKUP.replace('"', '\\"')
    hostile = business
    for name in ("Sarah Jones", "Check-up", "Bright Smiles Dental"):
        hostile = hostile.replace(f"name: {name}\n", f'name: "{name} {quoted}"\n')
    hostile = hostile.replace("text: Are you a new patient?,", f'text: "New? {quoted}",')
    hostile = hostile.replace("address: 14", f'address: "{quoted} 14').replace("BS1 5EH\n", 'BS1 5EH"\n')
    assert hostile.count("onerror") == 5
    stack.api.apply(hostile)
    try:
        tell_when(stack, "onerror")
        # No policy of the page helps here: it is the widget that makes text of text.
        with site(port, page_with_widget(stack.bot_url, f"data-title='{MARKUP}'")) as address:
            tab = Tab(context.new_page()).goto(address, floats=True)
            tab.says("hello <svg onload=window.hacked=2> javascript:window.hacked=3")
            tab.hears("hello <svg")
            tab.says("check-up with Dr Jones tomorrow at 2pm")
            tab.gives_details("Dana Cole", email)
            tab.presses("Yes")
            tab.hears("Please check")
            tab.presses("Yes, book it")
            tab.hears("Reference")
            tab.hears("Check-up <img")
            assert tab.page.evaluate("window.hacked") is None
            risky = "img, script, iframe, [onerror], [onload], a[href^=javascript]"
            assert tab.shadow(f"root.querySelectorAll('{risky}').length") == 0
    finally:
        stack.api.apply(business)
        tell_when(stack, "onerror", there=False)
        stack.cancel_everything()


def tell_when(stack: Stack, text: str, there: bool = True) -> None:
    """Wait until the bot's answers hold this text, or no longer: it has noticed the new business file."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        said = stack.say(uuid.uuid4().hex, "which services do you have?")
        if (text in str(said)) is there:
            return
        time.sleep(0.5)
    raise TimeoutError(f"the bot has not noticed the business file: {said}")
