"""What receivers are told, on both databases, by a worker and over a real connection."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from bookings.engine.wording import iso
from bookings.identifiers import new_webhook_secret
from bookings.integrations.webhooks.handler import LEFT_ALONE, POLICY
from bookings.integrations.webhooks.sending import Sender
from bookings.outbox.retry import after_failure
from bookings.services.delivery import PutAside
from bookings.services.messages import Message, NewMessage, RetryLater
from bookings.services.send_reminders import queue_reminders
from bookings.services.webhooks import message_id
from tests.bookings.handing_over import told_at
from tests.bookings.integrations.calendars.loopback import Told
from tests.bookings.integrations.webhooks.receiver import (
    KEEPER,
    Receiver,
    handler,
    messages,
    plug,
    telling,
    wants,
)
from tests.bookings.outbox.support import run_a_while, run_until, worker
from tests.bookings.support import NOW, Api

TUESDAY_9, TUESDAY_10 = "2026-06-02T08:00:00Z", "2026-06-02T09:00:00Z"


def booked(api: Api, start: str = TUESDAY_9, **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = api.book(start, **changes).json()["data"]
    return made


async def settled(api: Api, number: int = 1, **sender: Any) -> list[dict[str, Any]]:
    """Deliver until so many messages have been tried; the messages."""

    def tried() -> bool:
        return sum(bool(row["delivered_at"] or row["last_error"]) for row in messages(api)) >= number

    await run_until(tried, telling(api, **sender))
    return messages(api)


async def test_a_receiver_is_told_what_the_api_says_and_can_verify_it(api: Api, receiver: Receiver) -> None:
    store = wants(api, f"{receiver.base}/hooks?from=us")
    made = booked(api)
    (row,) = await settled(api)
    assert (row["delivered_at"], row["attempts"]) == (api.clock(), 1)
    (asked,) = receiver.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/hooks", {"from": "us"})
    assert asked.headers["content-type"] == "application/json"
    assert receiver.taken == [
        {
            "type": "booking.created",
            "timestamp": iso(NOW),
            "version": 1,
            "data": api.get(f"/api/v1/bookings/{made['id']}").json()["data"],
        }
    ]
    (webhook,) = store.webhooks()
    assert (webhook.delivered_at, webhook.failing_since) == (api.clock(), None)


async def test_each_thing_that_happens_is_told_in_order(api: Api, receiver: Receiver) -> None:
    wants(api, receiver.base)
    made = booked(api, staff_id="tom")
    at = f"/api/v1/bookings/{made['id']}"
    assert api.call("PATCH", f"{at}/reschedule", {"start_time": TUESDAY_10}).status_code == 200
    assert api.call("PATCH", f"{at}/cancel", {"reason": "ill"}).status_code == 200
    other = booked(api)
    third = booked(api, TUESDAY_10)
    assert api.call("POST", f"/api/v1/bookings/{third['id']}/confirm-attendance").status_code == 200
    api.clock.step(seconds=2 * 86400)
    for booking, what in ((other, "no-show"), (third, "complete")):
        answer = api.call("PATCH", f"/api/v1/bookings/{booking['id']}/{what}")
        assert answer.status_code == 200, answer.text
    await settled(api, 8)
    told = [body for body in receiver.taken if body["data"]["id"] == made["id"]]
    assert [body["type"] for body in told] == ["booking.created", "booking.rescheduled", "booking.cancelled"]
    assert told[1]["previous"] == {"start_time": TUESDAY_9, "staff_id": "tom"}
    assert told[2]["data"]["reason"] == "ill"
    assert [body["version"] for body in told] == [3, 3, 3]  # the booking as it is
    assert {"booking.no_show", "booking.completed", "booking.attendance_confirmed"} <= set(receiver.types)
    assert len(set(receiver.ids)) == len(receiver.ids) == 8


async def test_a_reminder_that_is_due_is_told_once(api: Api, receiver: Receiver) -> None:
    wants(api, receiver.base, ["booking.reminder"])
    made = booked(api, "2026-06-03T08:00:00Z")
    api.clock.now = datetime(2026, 6, 2, 8, tzinfo=UTC)
    for _ in range(2):
        with api.storage.writing() as unit:
            queue_reminders(unit, api.clock(), 10, "email.reminder")
    await settled(api)
    await run_a_while(telling(api))
    (body,) = receiver.taken
    assert (body["type"], body["minutes_before"], body["version"]) == ("booking.reminder", 1440, 1)
    assert body["data"]["id"] == made["id"]
    assert list(body) == ["type", "timestamp", "version", "minutes_before", "data"]


async def test_only_what_it_wants_is_told(api: Api, receiver: Receiver) -> None:
    wants(api, receiver.base, ["booking.cancelled"])
    made = booked(api)
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel")
    await settled(api)
    await run_a_while(telling(api))
    assert receiver.types == ["booking.cancelled"]


async def test_an_offer_from_the_waitlist_is_told(api: Api, receiver: Receiver) -> None:
    wants(api, receiver.base)
    offer = {"entry_id": "wl_1", "offer_id": "offer_1", "staff_id": "tom", "start_time": TUESDAY_9}
    with api.storage.writing() as unit:
        new = NewMessage("waitlist.offered", offer, "waitlist:wl_1", "offer_1/waitlist.offered")
        unit.add_message("dentist", None, new, api.clock())
    (row,) = await settled(api)
    assert row["lane"] == "webhook:whk_1:wl_1"
    assert receiver.taken == [{"type": "waitlist.offered", "timestamp": iso(NOW), "data": offer}]


@pytest.mark.parametrize("status", [500, 503, 404, 400, 401])
async def test_what_is_not_taken_is_tried_again_under_the_same_id(
    api: Api, receiver: Receiver, status: int
) -> None:
    store = wants(api, receiver.base)
    receiver.fail(Told(status))
    booked(api)
    (row,) = await settled(api)
    (webhook,) = store.webhooks()
    assert row["delivered_at"] is row["dead_at"] is None
    assert row["last_error"].startswith(str(status))
    assert (webhook.failing_since, webhook.last_error) == (api.clock(), row["last_error"])
    api.clock.step(seconds=5)
    await run_until(lambda: receiver.types == ["booking.created"], telling(api))
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1
    assert receiver.asked[0].body == receiver.asked[1].body
    assert store.webhooks()[0].failing_since is None


async def test_who_asks_for_a_pause_gets_it(api: Api, receiver: Receiver) -> None:
    wants(api, receiver.base)
    receiver.fail(Told(429, headers={"Retry-After": "7200"}))
    booked(api)
    (row,) = await settled(api)
    assert row["available_at"] == api.clock() + timedelta(hours=2)


async def test_who_does_not_answer_is_left_alone_for_a_moment(api: Api, receiver: Receiver) -> None:
    store = wants(api, receiver.base)
    receiver.fail(hangs=True, times=9)
    booked(api)
    told = plug(api, seconds=0.2)
    await run_until(lambda: store.webhooks()[0].last_error is not None, worker(api, told))
    assert store.webhooks()[0].last_error == "There was no answer within 0.2 s."
    booked(api)
    await run_until(lambda: sum(bool(row["last_error"]) for row in messages(api)) == 2, worker(api, told))
    assert len(receiver.asked) == 1  # the second was not even tried
    assert messages(api)[1]["available_at"] >= api.clock() + LEFT_ALONE
    receiver.faults.clear()
    api.clock.step(seconds=60)
    await run_until(lambda: len(receiver.taken) == 2, telling(api))


async def test_a_connection_that_is_cut_is_a_failure_and_half_a_body_is_none(
    api: Api, receiver: Receiver
) -> None:
    """The status says that it was taken; nobody needs the rest."""
    wants(api, receiver.base)
    receiver.success = Told(200, {"a": "body", "of": "some length"})
    receiver.fail(late=True)
    receiver.fail(half=True)
    booked(api)
    (row,) = await settled(api)
    assert "did not answer" in row["last_error"]
    api.clock.step(seconds=LEFT_ALONE.total_seconds())
    await run_until(lambda: messages(api)[0]["delivered_at"] is not None, telling(api))
    assert len(receiver.asked) == 2
    assert len(set(receiver.ids)) == 1  # by which the receiver knows that it has taken it before


async def test_gone_puts_the_message_aside_and_disables_nothing(api: Api, receiver: Receiver) -> None:
    store = wants(api, receiver.base)
    receiver.fail(Told(410))
    booked(api)
    (row,) = await settled(api)
    assert row["dead_at"] == api.clock()
    assert row["last_error"].startswith("410 Gone")
    (webhook,) = store.webhooks()
    assert webhook.disabled_at is None
    assert (webhook.last_error or "").startswith("410 Gone")
    assert store.backlogs()["whk_1"].aside == 1
    booked(api)
    await run_until(lambda: receiver.types == ["booking.created"], telling(api))


async def test_redirects_are_not_followed(api: Api, receiver: Receiver) -> None:
    wants(api, receiver.base)
    receiver.fail(Told(307, headers={"Location": f"{receiver.base}/elsewhere"}))
    booked(api)
    (row,) = await settled(api)
    assert row["last_error"].startswith("307 Temporary Redirect: redirects are not followed")
    assert [asked.path for asked in receiver.asked] == ["/"]


async def test_during_the_grace_both_secrets_verify_and_then_only_the_new_one(
    api: Api, receiver: Receiver
) -> None:
    store, new = wants(api, receiver.base), new_webhook_secret()
    assert store.replace_secret("whk_1", KEEPER.seal(new), api.clock() + timedelta(hours=1))
    booked(api)
    await settled(api)  # with the old one
    assert len(receiver.asked[0].headers["webhook-signature"].split()) == 2
    receiver.secret = new
    booked(api)
    await run_until(lambda: len(receiver.taken) == 2, telling(api))
    api.clock.step(seconds=3600)
    booked(api, TUESDAY_10)
    await run_until(lambda: len(receiver.taken) == 3, telling(api))
    assert len(receiver.asked[2].headers["webhook-signature"].split()) == 1


async def test_two_workers_tell_everything_once(api: Api, receiver: Receiver) -> None:
    wants(api, receiver.base)
    starts = [
        f"2026-06-0{day}T{hour:02}:{minute}:00Z"
        for day in (2, 3)
        for hour in (8, 9)
        for minute in ("00", "30")
    ]
    made = [booked(api, start)["id"] for start in starts for _ in range(2)]
    await run_until(
        lambda: len(receiver.taken) >= len(made) and all(row["delivered_at"] for row in messages(api)),
        telling(api, "w1"),
        telling(api, "w2"),
    )
    assert sorted(body["data"]["id"] for body in receiver.taken) == sorted(made)
    assert len(set(receiver.ids)) == len(made)


async def test_what_comes_again_after_it_was_delivered_has_its_id(api: Api, receiver: Receiver) -> None:
    """As after a worker was killed between the delivery and its mark."""
    wants(api, receiver.base)
    booked(api)
    (row,) = await settled(api)
    names = ("id", "business_id", "booking_id", "kind", "payload", "created_at", "attempts")
    again = Message(**{name: row[name] for name in names})
    assert await handler(api).deliver(again) is None
    assert len(receiver.taken) == 2
    assert len(set(receiver.ids)) == 1


def test_an_events_id_is_the_same_wherever_its_business_was_taken_up() -> None:
    here = Message(7, "dentist", "bk_1", "booking.created", {"version": 1}, NOW, 1)
    there = Message(99, "dentist", "bk_1", "booking.created", {"version": 1}, NOW, 4)
    later = Message(8, "dentist", "bk_1", "booking.rescheduled", {"version": 2}, NOW, 1)
    assert message_id(here) == message_id(there) != message_id(later)


async def test_one_that_fails_holds_up_no_other(api: Api, receiver: Receiver) -> None:
    wants(api, "http://127.0.0.1:1/", webhook_id="whk_0")
    store = wants(api, receiver.base)
    for start in (TUESDAY_9, TUESDAY_10):
        booked(api, start)
    await settled(api, 4)
    assert receiver.types == ["booking.created"] * 2
    assert "could not be connected to" in (store.webhooks()[0].last_error or "")
    assert store.backlogs()["whk_0"].waiting == 2


@pytest.mark.parametrize("how", ["disabled", "removed"])
async def test_who_was_disabled_or_removed_is_not_told_what_waits(
    api: Api, receiver: Receiver, how: str
) -> None:
    store = wants(api, receiver.base)
    receiver.fail(Told(500))
    booked(api)
    await settled(api)
    if how == "disabled":
        store.change("whk_1", disabled_at=api.clock())
    else:
        store.remove("whk_1")
    booked(api)
    api.clock.step(seconds=5)
    await run_until(lambda: messages(api)[0]["delivered_at"] is not None, telling(api))
    assert [row["last_error"] for row in messages(api)] == [f"The webhook was {how}."]
    assert receiver.taken == []


async def test_a_name_that_has_become_private_since_it_was_added_is_not_connected_to(
    api: Api, receiver: Receiver
) -> None:
    store = wants(api, receiver.base.replace("http://127.0.0.1", "https://rebound.example.com"))
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    sender: dict[str, Any] = {"allow_private": False, "resolve": lambda _host, _port: next(answers)}
    assert Sender(**sender).ways(store.webhooks()[0].url)[0][0] == "93.184.216.34"
    booked(api)
    (row,) = await settled(api, **sender)
    assert "rebound.example.com is 127.0.0.1, which is no public address" in row["last_error"]
    assert receiver.asked == []


def test_messages_are_tried_for_days() -> None:
    at, chance, attempts = NOW, Random(1), 1
    message = Message(1, "dentist", None, "webhook.event", {}, NOW, 1)
    while True:
        message = Message(1, "dentist", None, "webhook.event", {}, NOW, attempts)
        outcome = after_failure(message, RetryLater("down"), POLICY, at, chance)
        if isinstance(outcome, PutAside):
            break
        at, attempts = outcome.until, attempts + 1  # type: ignore[union-attr]
    assert timedelta(days=4) <= at - NOW <= timedelta(days=4, hours=4)
    assert 30 <= attempts <= 70


async def test_what_is_handed_over_is_told_with_what_was_said(api: Api, receiver: Receiver) -> None:
    told_at(api, webhook=True)
    wants(api, receiver.base)
    said = [{"author": "person", "text": "Can I talk to somebody?"}]
    body = {"contact_email": "dana@example.com", "transcript": said}
    made = api.call("POST", "/api/v1/handovers", body).json()["data"]
    assert made["told_by"] == ["webhook"]
    await settled(api)
    (told,) = receiver.taken
    assert told == {
        "type": "handover.requested",
        "timestamp": iso(NOW),
        "data": {
            "id": made["id"],
            "contact_name": None,
            "contact_email": "dana@example.com",
            "contact_phone": None,
            "about": None,
            "transcript": said,
            "created_at": iso(NOW),
        },
    }
