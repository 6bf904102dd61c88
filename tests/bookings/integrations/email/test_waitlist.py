"""The waitlist's mails, from what happens to an SMTP server."""

from __future__ import annotations

import re

from bookings.identifiers import RandomIdentifiers
from bookings.integrations.waitlist.plug import waitlist_plug
from bookings.services.messages import Plug
from tests.bookings.integrations.email.smtp_server import Postbox, serving
from tests.bookings.integrations.email.test_mails import mail_plug, pending, text, to, topics
from tests.bookings.outbox.support import run_until, worker
from tests.bookings.support import Api
from tests.bookings.waiting import TUESDAY_9, book_out, cancel, entry, join, upkeep


async def delivered(api: Api, box: Postbox) -> None:
    """Everything that can be delivered or offered now, but for the waitlist's jobs."""
    waitlist = waitlist_plug(api.storage, api.clock, RandomIdentifiers())
    async with serving(box) as port:
        plugs = [Plug(waitlist.consequences, waitlist.handlers), mail_plug(api, port)]
        await run_until(lambda: not pending(api), worker(api, *plugs))


async def test_who_waits_is_told_of_it_offered_what_is_free_and_told_when_it_has_gone(api: Api) -> None:
    box = Postbox()
    booked = book_out(api)
    zone = "Asia/Kathmandu"
    entry_id = join(api, "Ann", client_timezone=zone, from_time="09:00", until_time="12:00", staff_id="tom")
    await delivered(api, box)
    (joined,) = to(box, "ann@example.com")
    assert joined["Subject"] == "You are on the waitlist: Dental check-up"
    assert "Tuesday 2 June 2026, from 9:00 am to 12:00 pm (Europe/London)" in text(joined)
    assert "With:       Tom Okafor" in text(joined)
    assert "https://book.example.com/b/leave/" in text(joined)
    for booking_id in booked[TUESDAY_9]:
        cancel(api, booking_id)
    await delivered(api, box)
    offer = to(box, "ann@example.com")[1]
    assert (
        str(offer["Subject"]).strip()
        == "A time has become free: Dental check-up, Tuesday 2 June 2026, 1:45 pm"
    )
    assert "1:45 pm to 2:15 pm (Asia/Kathmandu, UTC+05:45)" in text(offer)
    assert "9:00 am to 9:30 am (Europe/London, BST) where it takes place" in text(offer)
    assert "until Monday 1 June 2026, 3:45 pm (Asia/Kathmandu)" in text(offer)
    for purpose in ("accept", "decline", "leave"):
        assert f"https://book.example.com/b/{purpose}/" in text(offer)
    offer_id = entry(api, entry_id)["offer"]["id"]
    assert offer["Message-ID"] == f"<{offer_id}.waitlist_offer@dentist.example>"
    assert offer["References"] == joined["References"]
    api.clock.step(hours=2)
    await upkeep(api).lapse()
    await delivered(api, box)
    lapsed = to(box, "ann@example.com")[2]
    assert (
        str(lapsed["Subject"]).strip()
        == "Gone to the next person: Dental check-up, Tuesday 2 June 2026, 1:45 pm"
    )
    assert "/b/accept/" not in lapsed.as_string()


async def test_the_html_has_the_same_links_and_names_are_never_markup(api: Api) -> None:
    box = Postbox()
    join(api, "Ann", contact_name='<script>alert("x")</script>')
    await delivered(api, box)
    assert topics(to(box, "ann@example.com")) == ["You are on the waitlist", "A time has become free"]
    for mail in to(box, "ann@example.com"):
        part = mail.get_body(("html",))
        assert part is not None
        page = str(part.get_content())
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        urls = set(re.findall(r"https://book\.example\.com/b/\S+", text(mail)))
        assert urls
        assert urls == set(re.findall(r'href="(https://book\.example\.com/b/[^"]+)"', page))


async def test_what_has_ended_before_it_could_be_sent_is_not_said(api: Api) -> None:
    box = Postbox()
    entry_id = join(api, "Ann")
    waitlist = waitlist_plug(api.storage, api.clock, RandomIdentifiers())
    offering = worker(api, Plug(waitlist.consequences, waitlist.handlers))
    await run_until(lambda: entry(api, entry_id)["offer"] is not None, offering)
    api.call("DELETE", f"/api/v1/waitlist/{entry_id}")
    await delivered(api, box)
    assert to(box, "ann@example.com") == []
