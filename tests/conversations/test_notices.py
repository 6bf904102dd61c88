"""From the worker's clock to the person: reminders and offers in the widget and in Slack.

The Bookings API, its worker, the bot and the browser are real; Slack is a fake that refuses what Slack does.
"""

from __future__ import annotations

import re
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests import providers
from tests.bot.channels.guides import command
from tests.conversations.browser import Tab, open_context, page_with_widget, site
from tests.conversations.stack import API_PYTHON, ROOT, Stack, free_ports, running, wait_for
from tests.conversations.test_slack import Member, copied
from tests.providers.slack import FakeSlack, as_interaction, buttons, pressing

PATIENCE_SECONDS = 180
"""The worker leaves an address that does not answer alone for half a minute."""
ASKED, WILL = "May I write to you here", "write to you here."
OWN = {"BOOKINGS_WEBHOOK_PRIVATE": "1", "BOOKINGS_SECRET_KEY": "a key of the tests that nobody has to guess"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, model: Path, slack: FakeSlack) -> Iterator[Stack]:
    """Everything, and a webhook that tells the bot of reminders and offers."""
    folder = tmp_path_factory.mktemp("notices")
    settings = {
        "BOT_SESSION_KEY": "a key of the tests that nobody has to guess",
        "BOT_NOTICE_FILE": str(folder / "notices.db"),
        "SLACK_BOT_TOKEN": providers.slack.TOKEN,
        "SLACK_SIGNING_SECRET": providers.slack.SECRET,
        "SLACK_API_URL": f"{slack.url}/api",
        "BOT_ORIGINS": f"http://localhost:{free_ports(1)[0]}",
    }
    business = (ROOT / "examples" / "bright-smiles.yaml").read_text(encoding="utf-8")
    with running(folder, business, model, settings) as stack:
        guide = command("messaging.md", "bin/bookings webhooks add")
        shown = bookings(stack, *guide.replace("http://127.0.0.1:5005", stack.bot_url).split()[1:])
        (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", shown)
        stack.stop("bot")
        stack.settings["BOT_NOTICE_SECRET"] = secret
        start_bot(stack, model)
        yield stack


def start_bot(stack: Stack, model: Path) -> None:
    stack.start("bot", "run", "--model", str(model))
    wait_for(f"{stack.bot_url}/webhooks/rest/", stack.folder / "bot.log")


def bookings(stack: Stack, *command: str) -> str:
    """What a command of the Bookings API prints."""
    done = subprocess.run(
        [str(API_PYTHON), "-m", "bookings", *command],
        env={**stack.api.environment, **OWN},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def worker(stack: Stack, now: str | None = None) -> Iterator[None]:
    """The worker, whose clock begins at `now`; without it, it is the API's."""
    settings = {**stack.api.environment, **OWN}
    if now:
        settings |= {"BOOKINGS_NOW": now, "BOOKINGS_NOW_AT": str(time.time())}
    with (stack.folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [str(API_PYTHON), "-m", "bookings", "worker"], env=settings, cwd=ROOT, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def until(stack: Stack, pattern: str) -> None:
    """Wait until the list of webhooks says this."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not re.search(pattern, found := bookings(stack, "webhooks", "list")):
        assert time.monotonic() < deadline, found
        time.sleep(0.5)


def books_in_the_widget(tab: Tab, words: str) -> str:
    """Somebody books by typing, and agrees to be written to."""
    email = f"dana.{uuid.uuid4().hex[:8]}@example.org"
    tab.says(words)
    tab.hears("What is your name")
    tab.says(f"Dana Cole, {email}")
    tab.hears("Are you a new patient?")
    tab.says("yes")
    if "waitlist" not in words:
        tab.hears("Shall I book it?")
        tab.says("yes please")
    tab.hears(ASKED)
    tab.presses("Yes, please")
    tab.hears(WILL)
    return email


def test_an_offer_of_the_waitlist_reaches_the_widget_and_is_taken_there(
    told: Stack, browser: Browser
) -> None:
    with open_context(browser) as context:
        tab = Tab(context.new_page()).goto(f"{told.bot_url}/chat/")
        email = books_in_the_widget(tab, "waitlist me for a check-up with Tom on Thursday between 9 and 10")
        with worker(told):
            expect(tab.log.get_by_text("has become free")).to_have_count(1, timeout=PATIENCE_SECONDS * 1000)
        tab.presses("Yes, book it")
        tab.hears("Reference")
        assert [row["start_time"] for row in told.bookings(email)] == ["2026-11-26T09:00:00Z"]


def test_an_offer_is_counted_on_the_button_of_a_widget_that_is_closed(told: Stack, browser: Browser) -> None:
    port = urlsplit(told.settings["BOT_ORIGINS"]).port or 0
    with open_context(browser) as context, site(port, page_with_widget(told.bot_url)) as address:
        tab = Tab(context.new_page()).goto(address, floats=True)
        email = books_in_the_widget(tab, "waitlist me for a check-up with Tom on Wednesday between 9 and 10")
        tab.type_keys("Escape")
        tab.page.reload()
        waiting = tab.page.get_by_role("button", name="Book an appointment 1 new message")
        with worker(told):
            expect(waiting).to_be_visible(timeout=PATIENCE_SECONDS * 1000)
        waiting.click()
        expect(tab.log.get_by_text("has become free")).to_be_in_viewport()
        tab.presses("Yes, book it")
        tab.hears("Reference")
        assert [row["start_time"] for row in told.bookings(email)] == ["2026-11-25T09:00:00Z"]


def test_a_reminder_reaches_open_and_closed_widgets_and_slack_once_though_the_bot_was_down(
    told: Stack, model: Path, slack: FakeSlack, browser: Browser
) -> None:
    with open_context(browser) as one, open_context(browser) as other:
        open_tab = Tab(one.new_page()).goto(f"{told.bot_url}/chat/")
        books_in_the_widget(open_tab, "check-up with Sarah tomorrow at 2pm")
        closed_tab = Tab(other.new_page()).goto(f"{told.bot_url}/chat/")
        books_in_the_widget(closed_tab, "check-up with Tom tomorrow at 2pm")
        closed_tab.page.close()
        member = Member(told, slack)
        books_in_slack(member, "check-up with Sarah tomorrow at 3pm")
        told.stop("bot")
        with worker(told, "2026-11-23T15:00:10+00:00"):
            until(told, "FAILING")
            start_bot(told, model)
            expect(open_tab.log.get_by_text("A reminder:")).to_have_count(1, timeout=PATIENCE_SECONDS * 1000)
            heard(member, "A reminder:")
            until(told, r" 0 waiting .*works, last")
            back = Tab(other.new_page())
            back.page.goto(f"{told.bot_url}/chat/")
            expect(back.log.get_by_text("A reminder:")).to_have_count(1, timeout=PATIENCE_SECONDS * 1000)
        back.page.reload()
        back.hears("Tom Okafor on Tuesday 24 November at 2:00 pm", count=1)
        open_tab.hears("Sarah Jones on Tuesday 24 November at 2:00 pm", count=1)
        (reminder,) = heard(member, "A reminder:")
        assert "Sarah Jones on Tuesday 24 November at 3:00 pm" in reminder["text"]
        open_tab.presses("Cancel it")
        open_tab.hears("which e-mail address was it made")  # the dialogue has forgotten all but the reminder


def test_an_offer_of_the_waitlist_is_taken_in_slack_by_pressing(told: Stack, slack: FakeSlack) -> None:
    member = Member(told, slack)
    asked = member.says("waitlist me for a check-up with Tom on Friday between 9 and 10")
    member.presses("Yes", asked)
    member.says("yes")
    agrees(member)
    with worker(told):
        (offer,) = heard(member, "has become free")
    press(member, "Yes, book it", offer)
    heard(member, "Booked")
    assert chosen(member, offer) == "✅ *Yes, book it*"
    (row,) = told.bookings(member.email)
    assert (row["start_time"], row["status"]) == ("2026-11-27T09:00:00Z", "confirmed")


def test_who_is_reminded_in_slack_cancels_there(told: Stack, slack: FakeSlack) -> None:
    member = Member(told, slack)
    reminder = reminded(member, "check-up with Tom tomorrow at 11am", "2026-11-23T12:00:10+00:00")
    press(member, "Cancel it", reminder)
    assert chosen(member, reminder) == "✅ *Cancel it*"
    (sure,) = heard(member, "Shall I cancel Check-up with Tom Okafor, Tuesday 24 November at 11:00 am")
    press(member, "Yes, cancel it", sure)
    (why,) = heard(member, "Would you like to say why?")
    press(member, "Leave it out", why)
    heard(member, "Cancelled: Check-up")
    (row,) = told.bookings(member.email)
    assert (row["start_time"], row["status"]) == ("2026-11-24T11:00:00Z", "cancelled")


def test_who_is_reminded_in_slack_lets_the_team_know_that_they_are_late(
    told: Stack, slack: FakeSlack
) -> None:
    member = Member(told, slack)
    reminder = reminded(member, "check-up with Tom tomorrow at 10am", "2026-11-23T11:00:10+00:00")
    press(member, "I'm running late", reminder)
    assert chosen(member, reminder) == "✅ *I'm running late*"
    (shall,) = heard(member, "I can pass it on to the team")
    press(member, "Yes, pass it on", shall)
    heard(member, "the team gets what we have written here")
    (row,) = told.bookings(member.email)
    assert (row["start_time"], row["status"]) == ("2026-11-24T10:00:00Z", "confirmed")


def reminded(member: Member, words: str, at: str) -> dict[str, Any]:
    """The reminder, at this time of the worker's, of what these words booked."""
    books_in_slack(member, words)
    with worker(member.stack, at):
        (reminder,) = heard(member, "A reminder:")
    return reminder


def chosen(member: Member, post: dict[str, Any]) -> str:
    """What stands in place of a message's choices, once they are gone."""
    member.slack.wait_for(lambda: not buttons(member.slack.posts[post["ts"]]), "the choices to be replaced")
    words: str = member.slack.posts[post["ts"]]["blocks"][-1]["elements"][0]["text"]
    return words


def books_in_slack(member: Member, words: str) -> None:
    member.presses("Yes", member.says(words))
    member.presses("Yes, book it", member.says("yes"))
    agrees(member)


def agrees(member: Member) -> None:
    """They may be written to."""
    (question,) = heard(member, ASKED)
    press(member, "Yes, please", question)
    heard(member, WILL)


def press(member: Member, title: str, post: dict[str, Any]) -> None:
    """Press a button, and wait for nothing."""
    (button,) = [each for each in buttons(post) if each["text"]["text"] == title]
    member.send(as_interaction(pressing(member.user, copied(post), button, member.slack.url)))


def heard(member: Member, words: str) -> list[dict[str, Any]]:
    """The messages with these words, once there is one."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := [post for post in member.mine() if words in post["text"]]):
        assert time.monotonic() < deadline, [post["text"] for post in member.mine()]
        time.sleep(0.1)
    return found
