"""What the worker does for the waitlist, from what happens to a booking to who is offered what."""

from __future__ import annotations

from typing import Any

import pytest

from bookings.identifiers import RandomIdentifiers
from bookings.integrations.waitlist.plug import waitlist_plug
from bookings.outbox.worker import Worker
from bookings.services.messages import NewMessage, Plug
from tests.bookings.outbox.support import Noting, rows, run_a_while, run_until, worker
from tests.bookings.support import Api
from tests.bookings.waiting import (
    TUESDAY,
    TUESDAY_9,
    TUESDAY_930,
    book_out,
    cancel,
    entry,
    join,
    offered,
)

WEDNESDAY_9 = "2026-06-03T08:00:00Z"


def working(api: Api, *more: Plug, name: str = "w1") -> Worker:
    """A worker whose jobs look only once within a test."""
    return worker(api, waitlist_plug(api.storage, api.clock, RandomIdentifiers()), *more, name=name)


def without_jobs(api: Api) -> Worker:
    plug = waitlist_plug(api.storage, api.clock, RandomIdentifiers())
    return worker(api, Plug(plug.consequences, plug.handlers))


async def test_a_cancellation_is_offered_to_who_waits(api: Api) -> None:
    booked = book_out(api)
    first, second = join(api, "Ann"), join(api, "Ben")
    await run_a_while(without_jobs(api))
    cancel(api, booked[TUESDAY_9][0])
    await run_until(lambda: offered(api, first) is not None, without_jobs(api))
    assert (offered(api, first), offered(api, second)) == (TUESDAY_9, None)


async def test_a_move_away_frees_the_old_time(api: Api) -> None:
    booked = book_out(api)
    entry_id = join(api, "Ann")
    moved = {"start_time": WEDNESDAY_9}
    path = f"/api/v1/bookings/{booked[TUESDAY_930][0]}/reschedule"
    assert api.call("PATCH", path, moved).status_code == 200
    await run_until(lambda: offered(api, entry_id) is not None, without_jobs(api))
    assert offered(api, entry_id) == TUESDAY_930


async def test_what_is_declined_or_was_offered_to_who_leaves_goes_to_the_next(api: Api) -> None:
    booked = book_out(api)
    people = [join(api, name) for name in ("Ann", "Ben", "Cat")]
    cancel(api, booked[TUESDAY_9][0])
    await run_until(lambda: offered(api, people[0]) is not None, without_jobs(api))
    api.call("POST", f"/api/v1/waitlist/{people[0]}/decline")
    await run_until(lambda: offered(api, people[1]) is not None, without_jobs(api))
    api.call("DELETE", f"/api/v1/waitlist/{people[1]}")
    await run_until(lambda: offered(api, people[2]) is not None, without_jobs(api))
    assert [entry(api, each)["status"] for each in people] == ["waiting", "left", "offered"]


async def test_an_offer_that_lapses_is_passed_on_by_the_job(api: Api) -> None:
    booked = book_out(api)
    first, second = join(api, "Ann"), join(api, "Ben")
    cancel(api, booked[TUESDAY_9][0])
    await run_until(lambda: offered(api, first) is not None, without_jobs(api))
    api.clock.step(hours=2)
    await run_until(lambda: offered(api, second) is not None, working(api))
    assert offered(api, first) is None


async def test_what_becomes_free_without_a_word_is_found_by_the_job(
    api: Api, dentist: dict[str, Any], link: dict[str, Any]
) -> None:
    book_out(api)
    entry_id = join(api, "Ann")
    await run_a_while(without_jobs(api))
    link["windows"]["tue"] = ["09:00-12:30"]
    api.apply(dentist)
    await run_a_while(without_jobs(api))
    assert offered(api, entry_id) is None
    await run_until(lambda: offered(api, entry_id) is not None, working(api))


async def test_what_is_free_when_somebody_joins_is_offered_at_once(api: Api) -> None:
    entry_id = join(api, "Ann")
    await run_until(lambda: offered(api, entry_id) is not None, without_jobs(api))
    assert offered(api, entry_id) == TUESDAY_9


@pytest.mark.parametrize("by_whom", ["the API", "accepting another wish"])
async def test_who_books_what_fits_leaves_the_waitlist_and_what_was_offered_goes_on(
    api: Api, by_whom: str
) -> None:
    booked = book_out(api)
    first, second = join(api, "Ann"), join(api, "Ben", until_time="09:15")
    cancel(api, booked[TUESDAY_9][0])
    await run_until(lambda: offered(api, first) is not None, without_jobs(api))
    cancel(api, booked[TUESDAY_930][0])
    if by_whom == "the API":
        made = api.book(TUESDAY_930, contact_email="ANN@example.com").json()["data"]
    else:
        other = join(api, "Ann", last_date="2026-06-03", from_time="09:30")
        await run_until(lambda: offered(api, other) is not None, without_jobs(api))
        made = api.call("POST", f"/api/v1/waitlist/{other}/accept").json()["data"]
    await run_until(lambda: entry(api, first)["status"] == "booked", without_jobs(api))
    assert entry(api, first)["booking_id"] == made["id"]
    await run_until(lambda: offered(api, second) == TUESDAY_9, without_jobs(api))


async def test_who_books_something_else_goes_on_waiting(api: Api) -> None:
    book_out(api)
    entry_id = join(api, "Ann")
    api.book(WEDNESDAY_9, contact_email="ann@example.com")
    await run_a_while(without_jobs(api))
    assert entry(api, entry_id)["status"] == "waiting"


async def test_an_offer_is_told_to_whatever_is_connected_in_the_order_of_events(api: Api) -> None:
    """As webhooks and mails will hear of it."""
    booked = book_out(api)
    heard = Noting(kinds=frozenset({"test.heard"}))

    def tell(event: Any, _: Any) -> Any:
        yield NewMessage("test.heard", {"say": [event.message.kind, event.message.payload]}, lane="heard")

    kinds = ("waitlist.joined", "waitlist.offered", "waitlist.lapsed")
    plug = Plug({kind: [tell] for kind in kinds}, [heard])
    entry_id = join(api, "Ann")
    cancel(api, booked[TUESDAY_9][0])
    await run_until(lambda: len(heard.delivered) == 2, working(api, plug))
    offer = entry(api, entry_id)["offer"]
    told = {
        "entry_id": entry_id,
        "booking_link_id": "link_checkup",
        "offer_id": offer["id"],
        "staff_id": offer["staff_id"],
        "start_time": TUESDAY_9,
        "end_time": TUESDAY_930,
        "expires_at": "2026-06-01T10:00:00Z",
    }
    assert heard.said()[1] == ["waitlist.offered", told]
    api.clock.step(hours=2)
    await run_until(lambda: len(heard.delivered) == 3, working(api, plug))
    assert [kind for kind, _ in heard.said()] == list(kinds)


async def test_where_nobody_waits_nothing_is_written(api: Api) -> None:
    booked = api.book(TUESDAY_9).json()["data"]["id"]
    cancel(api, booked)
    await run_a_while(working(api))
    assert [row["kind"] for row in rows(api)] == ["booking.created", "booking.cancelled"]
    assert api.starts(TUESDAY)[0] == TUESDAY_9


async def test_two_workers_make_one_offer_of_one_time(api: Api) -> None:
    booked = book_out(api)
    people = [join(api, name) for name in ("Ann", "Ben", "Cat")]
    await run_a_while(working(api))
    cancel(api, booked[TUESDAY_9][0])
    await run_a_while(working(api), working(api, name="w2"))
    assert [offered(api, each) for each in people] == [TUESDAY_9, None, None]
