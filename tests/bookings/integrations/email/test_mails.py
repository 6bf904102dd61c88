"""Which mails people get, from a booking to an SMTP server, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from bookings.integrations.email.addresses import Sender
from bookings.integrations.email.handler import email_plug
from bookings.integrations.email.rendering import Templates
from bookings.integrations.email.server import Server
from bookings.integrations.email.transports import SmtpTransport
from bookings.integrations.email.writing import Writer
from bookings.outbox.worker import LEASE
from bookings.proof_codes import ProofCodes
from bookings.services.messages import Plug
from bookings.services.send_reminders import queue_reminders
from bookings.signed_links import SignedLinks
from bookings.storage.outbox import SqlOutbox
from tests.bookings.integrations.email.smtp_server import Postbox, serving
from tests.bookings.integrations.email.test_letter import calendar_of
from tests.bookings.outbox.support import rows, run_a_while, run_until, worker
from tests.bookings.support import Api

CODES = ProofCodes(["s" * 32])
TUESDAY_9, TUESDAY_10 = "2026-06-02T08:00:00Z", "2026-06-02T09:00:00Z"


def mail_plug(api: Api, port: int, templates: Templates | None = None) -> Plug:
    links = SignedLinks(["s" * 32], "https://book.example.com")
    writer = Writer(Sender("bookings@dentist.example"), templates or Templates(), links, api.clock)
    return email_plug(api.storage, writer, SmtpTransport(Server("127.0.0.1", port), seconds=2), CODES)


async def delivered(api: Api, box: Postbox | None = None) -> Postbox:
    """Everything that can be delivered now."""
    box = box or Postbox()
    async with serving(box) as port:
        await run_until(lambda: not pending(api), worker(api, mail_plug(api, port)))
    return box


def pending(api: Api) -> list[dict[str, Any]]:
    """What is due and not done."""
    open_ = [row for row in rows(api) if row["delivered_at"] is None and row["dead_at"] is None]
    return [row for row in open_ if row["available_at"] <= api.clock()]


def to(box: Postbox, mailbox: str) -> list[EmailMessage]:
    return [mail for mail in box.mails if mail["To"].addresses[0].addr_spec == mailbox]


def topics(mails: list[EmailMessage]) -> list[str]:
    """What the subjects begin with."""
    return [str(mail["Subject"]).partition(":")[0].strip() for mail in mails]


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


async def test_a_booking_is_confirmed_to_the_contact_and_told_to_the_person(api: Api) -> None:
    made = api.book(TUESDAY_9, staff_id="tom", client_timezone="Asia/Kathmandu", notes="Ring twice").json()
    box = await delivered(api)
    (mine,), (theirs,) = to(box, "dana@example.com"), to(box, "tom@dentist.example")
    assert len(box.mails) == 2
    assert mine["Subject"] == "Your appointment: Dental check-up, Tuesday 2 June 2026, 1:45 pm"
    assert "1:45 pm to 2:15 pm (Asia/Kathmandu, UTC+05:45)" in text(mine)
    assert "9:00 am to 9:30 am (Europe/London, BST) where it takes place" in text(mine)
    assert "What:       Dental check-up\n" in text(mine)  # not "Dental check-up, Check-up"
    assert "https://book.example.com/b/cancel/" in text(mine)
    assert "https://book.example.com/b/move/" in text(mine)
    assert "tom@dentist.example" not in mine.as_string()
    assert calendar_of(mine)["method"] == "REQUEST"
    assert mine["Message-ID"] == f"<{made['data']['id']}.1.confirmation@dentist.example>"
    assert theirs["Subject"] == "New: Dana Cole, Dental check-up, Tuesday 2 June 2026, 9:00 am"
    assert "Ring twice" in text(theirs)
    assert "/b/cancel/" not in theirs.as_string()


async def test_moving_and_cancelling_are_told_and_change_the_event(api: Api) -> None:
    made = api.book(TUESDAY_9, staff_id="tom").json()["data"]
    box = await delivered(api)
    path = f"/api/v1/bookings/{made['id']}"
    api.call("PATCH", f"{path}/reschedule", {"start_time": TUESDAY_10, "staff_id": "sarah"})
    await delivered(api, box)
    api.call("PATCH", f"{path}/cancel", {"reason": "Dr Jones is ill"})
    await delivered(api, box)
    mine = to(box, "dana@example.com")
    assert topics(mine) == ["Your appointment", "Moved", "Cancelled"]
    assert "it was on Tuesday 2 June 2026, 9:00 am" in text(mine[1])
    assert "(Dr Jones is ill)" in text(mine[2])
    assert "/b/" not in text(mine[2])
    calendars = [calendar_of(mail) for mail in mine]
    events = [calendar.walk("VEVENT")[0] for calendar in calendars]
    assert [str(calendar["method"]) for calendar in calendars] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [(str(event["uid"]), event["sequence"]) for event in events] == [
        (f"{made['id']}@bookings", version) for version in (1, 2, 3)
    ]
    assert topics(to(box, "tom@dentist.example")) == ["New", "No longer yours"]
    assert topics(to(box, "sarah@dentist.example")) == ["New", "Cancelled"]
    assert len({mail["Message-ID"] for mail in box.mails}) == len(box.mails) == 7


async def test_what_was_overtaken_before_it_could_be_sent_is_not_said_any_more(api: Api) -> None:
    made = api.book(TUESDAY_9).json()["data"]
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/reschedule", {"start_time": TUESDAY_10})
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel")
    box = await delivered(api)
    assert topics(to(box, "dana@example.com")) == ["Cancelled"]
    notes = [
        row["last_error"] for row in rows(api) if row["kind"] in ("email.confirmation", "email.rescheduled")
    ]
    assert notes == ["Overtaken: the booking has been cancelled since."] * 2


async def test_nobody_is_told_of_an_appointment_that_has_begun(api: Api) -> None:
    api.book(TUESDAY_9)
    api.clock.step(days=1)
    assert (await delivered(api)).mails == []


async def test_a_refused_recipient_is_put_aside_and_holds_up_nobody(api: Api) -> None:
    api.book(TUESDAY_9, contact_email="nobody@example.com", staff_id="tom")
    api.book(TUESDAY_9, contact_email="dana@example.com", staff_id="sarah")
    box = Postbox(rcpt=lambda address: "550 5.1.1 No such user" if address.startswith("nobody") else None)
    await delivered(api, box)
    assert sorted(box.recipients) == ["dana@example.com", "sarah@dentist.example", "tom@dentist.example"]
    (aside,) = [row for row in rows(api) if row["dead_at"]]
    assert aside["last_error"] == "The server answered 550 5.1.1 No such user"


async def test_greylisting_delays_a_mail_and_loses_nothing(api: Api) -> None:
    api.book(TUESDAY_9)
    seen: set[str] = set()

    def greylist(address: str) -> str | None:
        if address in seen:
            return None
        seen.add(address)
        return "451 4.7.1 Greylisted, try again in 5 minutes"

    box = await delivered(api, Postbox(rcpt=greylist))
    assert box.mails == []
    api.clock.step(seconds=30)
    await delivered(api, box)
    assert len(box.mails) == 2


async def test_a_mail_server_that_is_down_for_an_hour_delays_and_loses_nothing(api: Api) -> None:
    """A clock hour, in steps of two minutes."""
    api.book(TUESDAY_9)
    async with serving(Postbox()) as port:
        pass
    for _ in range(30):
        down = worker(api, mail_plug(api, port))
        await run_until(lambda: not pending(api), down)
        api.clock.step(minutes=2)
    failing = [row for row in rows(api) if row["delivered_at"] is None]
    assert [row["dead_at"] for row in failing] == [None, None]
    assert all(5 <= row["attempts"] <= 12 for row in failing)
    api.clock.step(hours=1)
    assert len((await delivered(api)).mails) == 2


@pytest.mark.parametrize("when", ["before it has taken the mail", "after it has taken the mail"])
async def test_a_server_that_hangs_up_gets_the_same_mail_again(api: Api, when: str) -> None:
    api.book(TUESDAY_9, staff_id="tom")
    box, hung_up = Postbox(), set[str]()

    def hang_up(server: SMTP) -> Any:
        envelope = server.envelope
        assert envelope is not None
        address = envelope.rcpt_tos[0]
        if address in hung_up:
            return None
        hung_up.add(address)
        if when.startswith("after"):
            box.recipients.append(f"taken: {address}")
        assert server.transport is not None
        server.transport.abort()
        return asyncio.sleep(0)

    box.data = hang_up
    await delivered(api, box)
    if when.startswith("before"):
        assert {row["last_error"] is not None for row in pending_later(api)} == {True}
    api.clock.step(seconds=30)
    await delivered(api, box)
    first = {mail["Message-ID"] for mail in box.mails}
    assert len(first) == 2


def pending_later(api: Api) -> list[dict[str, Any]]:
    return [row for row in rows(api) if row["delivered_at"] is None]


async def test_a_worker_killed_between_sending_and_noting_sends_the_same_mail_again(api: Api) -> None:
    api.book(TUESDAY_9, staff_id="tom")
    box = Postbox()
    async with serving(box) as port:
        killed = worker(api, mail_plug(api, port), name="killed")
        noted = asyncio.Event()

        async def never(_: object) -> None:
            await noted.wait()

        killed._settling.settle = never  # type: ignore[method-assign, assignment]
        await run_until(lambda: len(box.mails) == 2, killed)
        store = SqlOutbox(api.storage.database)
        assert store.due(["email.confirmation"], api.clock()) == {"email.confirmation"}  # given back, or:
        api.clock.step(seconds=LEASE.total_seconds())
        await run_until(lambda: not pending(api), worker(api, mail_plug(api, port), name="other"))
    by_id: dict[str, list[Any]] = {}
    for mail in box.mails:
        part = mail.get_body(("plain",))
        by_id.setdefault(mail["Message-ID"], []).append((mail["Date"], part and part.get_content()))
    assert [len(same) for same in by_id.values()] == [2, 2]
    assert all(one == other for one, other in by_id.values())


async def test_texts_of_ones_own_come_first(api: Api, tmp_path_factory: pytest.TempPathFactory) -> None:
    own = tmp_path_factory.mktemp("templates")
    (own / "confirmation").mkdir()
    (own / "confirmation" / "subject.txt").write_text("Willkommen, {{ contact_name }}\n")
    api.book(TUESDAY_9)
    box = Postbox()
    async with serving(box) as port:
        await run_until(lambda: len(box.mails) == 2, worker(api, mail_plug(api, port, Templates(own))))
    (mine,) = to(box, "dana@example.com")
    assert mine["Subject"] == "Willkommen, Dana Cole"
    assert "Your appointment is booked." in text(mine)


async def test_names_are_text_and_never_markup(api_with: Callable[..., Api]) -> None:
    api = api_with(title="Check <b>up</b> & more")
    api.book(TUESDAY_9, contact_name='<script>alert("x")</script>', notes="<img src=x>", staff_id="tom")
    box = await delivered(api)
    for mail in box.mails:
        part = mail.get_body(("html",))
        assert part is not None
        page = str(part.get_content())
        assert "<script" not in page
        assert "<img" not in page
        assert "Check &lt;b&gt;up&lt;/b&gt; &amp; more" in page


async def test_a_person_without_an_address_is_told_nothing(empty_api: Api, dentist: dict[str, Any]) -> None:
    for person in dentist["staff"]:
        del person["email"]
    empty_api.apply(dentist)
    empty_api.book(TUESDAY_9)
    box = await delivered(empty_api)
    await run_a_while(worker(empty_api))
    assert [mail["To"].addresses[0].addr_spec for mail in box.mails] == ["dana@example.com"]


async def test_a_reminder_is_a_mail_of_its_own_and_only_the_last_that_is_due_is_sent(api: Api) -> None:
    made = api.book("2026-06-03T08:00:00Z").json()["data"]
    box = await delivered(api)
    api.clock.step(days=1)
    down: list[Any] = []
    async with serving(Postbox(rcpt=lambda _: down.append(1) or "451 Down")) as port:  # type: ignore[func-returns-value]
        await run_until(lambda: bool(down), worker(api, mail_plug(api, port)))
    api.clock.step(hours=23)
    async with serving(box) as port:
        await run_until(lambda: len(to(box, "dana@example.com")) == 2, worker(api, mail_plug(api, port)))
        await run_a_while(worker(api, mail_plug(api, port)))
    _, reminder = to(box, "dana@example.com")
    assert reminder["Message-ID"] == f"<{made['id']}.1.reminder.60@dentist.example>"
    assert reminder["Subject"] == "Reminder: Dental check-up, Wednesday 3 June 2026, 9:00 am"
    assert "https://book.example.com/b/attend/" in text(reminder)
    mails = [row for row in rows(api) if row["kind"] == "email.reminder"]
    notes = {row["payload"]["minutes_before"]: row["last_error"] for row in mails}
    assert notes[1440] == "Overtaken: a later reminder is due by now."


async def test_who_has_said_that_they_will_come_is_not_asked_again(api: Api) -> None:
    made = api.book("2026-06-03T08:00:00Z").json()["data"]
    api.call("POST", f"/api/v1/bookings/{made['id']}/confirm-attendance")
    box = await delivered(api)
    api.clock.step(days=1, hours=23)
    async with serving(box) as port:
        await run_until(lambda: len(to(box, "dana@example.com")) == 2, worker(api, mail_plug(api, port)))
    reminder = text(to(box, "dana@example.com")[1])
    assert "/b/attend/" not in reminder
    assert "/b/cancel/" in reminder


async def test_templates_and_markup_in_what_people_type_are_only_words(api: Api) -> None:
    name = "{{ 7 * 7 }} {% include 'base.html' %} {title} %(when)s <script>x</script>"
    api.book("2026-06-03T08:00:00Z", contact_name=name, notes=name)
    (mail,) = to(await delivered(api), "dana@example.com")
    assert f"Hello {name}," in text(mail)
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "{{ 7 * 7 }}" in html
    assert "<script" not in html


async def test_a_reminder_of_a_booking_cancelled_in_between_is_not_sent(api: Api) -> None:
    made = api.book("2026-06-03T08:00:00Z").json()["data"]
    box = await delivered(api)
    api.clock.step(days=1)
    with api.storage.writing() as unit:
        assert queue_reminders(unit, api.clock(), 10, "email.reminder") == 1
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel")
    await delivered(api, box)
    assert topics(to(box, "dana@example.com")) == ["Your appointment", "Cancelled"]
