"""The worker on both databases: what is delivered, when, in which order, and what when something fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import delete, update

from bookings.clock import SystemClock
from bookings.config import Settings
from bookings.outbox import worker as module
from bookings.retention_wiring import retention_plug
from bookings.services.delivery import PutAside
from bookings.services.messages import Event, GiveUp, Job, Message, NewMessage, Plug, RetryLater
from bookings.services.ports import Reading
from bookings.storage.outbox import SqlOutbox
from bookings.storage.tables import outbox
from tests.bookings.outbox.support import (
    EVERYTHING,
    Noting,
    note,
    plug,
    rows,
    run_a_while,
    run_until,
    say,
    worker,
    write,
)
from tests.bookings.support import Api

TUESDAY_9 = "2026-06-02T08:00:00Z"


def no(error: Exception) -> Any:
    """Something that raises it."""

    def refuse(_: Message) -> None:
        raise error

    return refuse


async def test_what_happens_to_a_booking_is_told_once_and_in_order(api: Api) -> None:
    made = api.book(TUESDAY_9).json()["data"]
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/reschedule", {"start_time": "2026-06-02T09:00:00Z"})
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/cancel")
    handler = Noting()
    one, two = (worker(api, Plug(EVERYTHING, [handler]), name=name) for name in ("w1", "w2"))
    await run_until(lambda: len(handler.delivered) >= 3, one, two)
    await run_a_while(one, two)
    assert handler.said() == ["booking.created", "booking.rescheduled", "booking.cancelled"]
    assert {message.booking_id for message in handler.delivered} == {made["id"]}
    assert all(row["delivered_at"] for row in rows(api))


async def test_a_consequence_sees_the_event_the_booking_and_the_configuration(api: Api) -> None:
    seen: list[Event] = []

    def look(event: Event, view: Reading) -> Iterable[NewMessage]:
        seen.append(event)
        assert view.version("dentist") == event.configuration.business.version
        return []

    made = api.book(TUESDAY_9, staff_id="tom").json()["data"]
    move = {"start_time": "2026-06-02T09:00:00Z", "staff_id": "sarah"}
    api.call("PATCH", f"/api/v1/bookings/{made['id']}/reschedule", move)
    await run_until(lambda: len(seen) == 2, worker(api, Plug({k: [look] for k in EVERYTHING})))
    assert [event.version for event in seen] == [1, 2]
    assert [event.booking.version for event in seen if event.booking] == [2, 2]
    assert seen[1].message.payload["from"] == {"start_time": TUESDAY_9, "staff_id": "tom"}
    assert seen[1].configuration.staff["tom"].name == "Tom Okafor"


async def test_an_event_that_nobody_cares_for_is_done(api: Api) -> None:
    api.book(TUESDAY_9)
    await run_until(lambda: rows(api)[0]["delivered_at"] is not None, worker(api))
    assert len(rows(api)) == 1


async def test_a_consequence_that_fails_holds_up_neither_the_others_nor_other_bookings(api: Api) -> None:
    broken = True

    def poisonous(event: Event, _: Reading) -> Iterable[NewMessage]:
        if broken and event.booking and event.booking.contact.name == "Poison":
            raise LookupError("no such calendar")
        return [say("late", kind="test.late")]

    api.book(TUESDAY_9, contact_name="Poison")
    api.book(TUESDAY_9, contact_name="Dana")
    first, late = Noting(), Noting(frozenset({"test.late"}))
    one = worker(api, Plug({"booking.created": [poisonous, note]}, [first, late]))
    await run_until(lambda: len(first.delivered) == 2 and len(late.delivered) == 1, one)
    failed = rows(api)[0]
    assert (failed["delivered_at"], failed["attempts"]) == (None, 1)
    assert failed["last_error"] == "LookupError: no such calendar"
    broken = False
    api.clock.step(seconds=10)
    await run_until(
        lambda: len(late.delivered) == 2,
        worker(api, *[Plug({"booking.created": [poisonous, note]}, [first, late])]),
    )
    assert len(first.delivered) == 2  # what was written the first time is not written again


async def test_a_failed_delivery_is_tried_again_when_its_pause_is_over(api: Api) -> None:
    handler = Noting(first=no(RetryLater("451 greylisted")))
    write(api, say("hello"))
    await run_until(lambda: rows(api)[0]["last_error"] is not None, worker(api, plug(handler)))
    (row,) = rows(api)
    assert (row["attempts"], row["last_error"], row["claimed_by"]) == (1, "451 greylisted", None)
    pause = (row["available_at"] - api.clock()).total_seconds()
    assert 5 <= pause <= 10
    handler.first = lambda _: None
    await run_a_while(worker(api, plug(handler)))
    assert handler.delivered == []
    api.clock.step(seconds=pause)
    await run_until(lambda: handler.said() == ["hello"], worker(api, plug(handler)))
    assert handler.delivered[0].attempts == 2


async def test_what_cannot_be_delivered_is_put_aside_and_holds_up_nobody(api: Api) -> None:
    poison = Noting(frozenset({"test.poison"}), first=no(GiveUp("550 unknown")))
    bug = Noting(frozenset({"test.bug"}), first=no(ZeroDivisionError("division by zero")))
    fine = Noting()
    write(api, say(1, kind="test.poison", lane="l"), say(2, kind="test.bug"), say(3, lane="l"), say(4))
    await run_until(lambda: sorted(fine.said()) == [3, 4], worker(api, plug(poison), plug(bug), plug(fine)))
    aside, failed = rows(api)[:2]
    assert aside["dead_at"] == api.clock()
    assert aside["last_error"] == "550 unknown"
    assert failed["dead_at"] is None
    assert failed["last_error"] == "ZeroDivisionError: division by zero"


async def test_one_lane_waits_for_its_first_while_others_go_on(api: Api) -> None:
    handler = Noting()
    handler.first = lambda m: no(RetryLater("down"))(m) if m.payload["say"] == "a1" else None
    write(api, say("a1", lane="a"), say("a2", lane="a"), say("b1", lane="b"), say("b2", lane="b"))
    await run_until(lambda: handler.said() == ["b1", "b2"], worker(api, plug(handler)))
    handler.first = lambda _: None
    api.clock.step(seconds=10)
    await run_until(lambda: handler.said() == ["b1", "b2", "a1", "a2"], worker(api, plug(handler)))


async def test_a_slow_handler_takes_no_places_of_others_and_no_more_than_its_own(api: Api) -> None:
    open_, running, most = asyncio.Event(), 0, 0

    async def wait(_: Message) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await open_.wait()
        running -= 1

    slow, quick = Noting(frozenset({"test.slow"}), at_once=3, first=wait), Noting(at_once=1)
    write(api, *[say(n, kind="test.slow") for n in range(7)], *[say(n) for n in range(5)])

    def ready() -> bool:
        if len(quick.delivered) == 5 and not open_.is_set():
            open_.set()
        return len(slow.delivered) == 7

    await run_until(ready, worker(api, plug(slow, quick)))
    assert most == 3
    assert quick.said() == [0, 1, 2, 3, 4]


async def test_a_delivery_that_takes_too_long_is_ended_and_tried_again(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookings.outbox.deliver.deliver.__defaults__", (0.05,))
    handler = Noting(first=lambda _: asyncio.sleep(30))
    write(api, say("hello"))
    await run_until(lambda: rows(api)[0]["last_error"] is not None, worker(api, plug(handler)))
    assert rows(api)[0]["last_error"] == "It took longer than 0.05 s."


async def test_what_has_waited_too_long_for_its_place_is_given_back_and_comes_again(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else another worker might claim it while this one still delivers it."""
    monkeypatch.setattr(module, "LEASE", timedelta(seconds=60.05))
    handler = Noting(at_once=1, first=lambda m: asyncio.sleep(0.2) if m.payload["say"] == 1 else None)
    write(api, say(1), say(2))
    released: list[Message] = []
    one = worker(api, plug(handler))
    release = one.outbox.release
    monkeypatch.setattr(one.outbox, "release", lambda m, by: (released.extend(m), release(m, by)))
    await run_until(lambda: len(handler.delivered) == 2, one)
    assert [message.payload["say"] for message in released] == [2]
    assert [message.attempts for message in handler.delivered] == [1, 1]


async def test_what_a_killed_worker_had_claimed_comes_back_and_its_late_mark_counts_for_nothing(
    api: Api,
) -> None:
    write(api, say("hello"))
    store, now = SqlOutbox(api.storage.database), api.clock()
    (claimed,) = store.claim(["test.note"], now, 10, "killed", now + module.LEASE)
    handler = Noting()
    await run_a_while(worker(api, plug(handler)))
    assert handler.delivered == []
    api.clock.step(seconds=module.LEASE.total_seconds())
    other = store.claim(["test.note"], api.clock(), 10, "other", api.clock() + module.LEASE)
    store.settle([PutAside(claimed, "late")], "killed", api.clock())
    assert rows(api)[0]["dead_at"] is None
    store.release(other, "other")
    await run_until(lambda: handler.said() == ["hello"], worker(api, plug(handler)))
    assert handler.delivered[0].attempts == 2


async def test_two_workers_deliver_each_message_once(api: Api) -> None:
    handler = Noting(at_once=8, first=lambda _: asyncio.sleep(0.001))
    write(api, *[say(n, lane=str(n % 50)) for n in range(200)])
    await run_until(
        lambda: len(handler.delivered) >= 200,
        worker(api, plug(handler), name="w1"),
        worker(api, plug(handler), name="w2"),
    )
    assert sorted(handler.said()) == list(range(200))
    for lane in range(50):
        assert [n for n in handler.said() if n % 50 == lane] == [lane, lane + 50, lane + 100, lane + 150]


async def test_told_to_stop_it_lets_deliveries_end_and_gives_the_late_ones_back(api: Api) -> None:
    handler = Noting(first=lambda m: asyncio.sleep(m.payload["say"]))
    write(api, say(0.1), say(30))
    one = worker(api, plug(handler))
    await run_until(lambda: len(one._running) == 2, one)
    done, late = rows(api)
    assert done["delivered_at"] is not None
    assert (late["delivered_at"], late["claimed_by"], late["attempts"]) == (None, None, 0)


async def test_it_survives_a_database_that_goes_away(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    handler, failures = Noting(), iter([True] * 6)
    one = worker(api, plug(handler))
    for name in ("due", "claim", "settle"):
        real = getattr(one.outbox, name)

        def sometimes(*arguments: Any, real: Any = real) -> Any:
            if next(failures, False):
                raise OSError("no space left on device")
            return real(*arguments)

        monkeypatch.setattr(one.outbox, name, sometimes)
    monkeypatch.setattr("bookings.outbox.settling.PAUSE_SECONDS", 0.01)
    write(api, say("hello"))
    await run_until(lambda: rows(api)[0]["delivered_at"] is not None, one)
    assert handler.said() == ["hello"]


def test_a_message_whose_key_has_been_seen_is_not_written_again(api: Api) -> None:
    with api.storage.writing() as unit:
        assert unit.add_message("dentist", None, say("a", key="k"), api.clock()) is True
        assert unit.add_message("dentist", None, say("b", key="k"), api.clock()) is False
    write(api, say("c", key="k"), say("d"), say("d"))
    assert [row["payload"]["say"] for row in rows(api)] == ["a", "d", "d"]


async def test_a_message_waits_for_its_time_and_for_somebody_who_knows_its_kind(api: Api) -> None:
    handler = Noting()
    write(api, say("later", available_at=api.clock() + timedelta(hours=1)), say("?", kind="unknown"))
    await run_a_while(worker(api, plug(handler)))
    assert handler.delivered == []
    api.clock.step(hours=1)
    await run_until(lambda: handler.said() == ["later"], worker(api, plug(handler)))
    assert rows(api)[1]["attempts"] == 0


async def test_jobs_run_again_and_again_and_survive_their_failures(api: Api) -> None:
    runs: list[int] = []

    async def run() -> bool:
        runs.append(len(runs))
        if len(runs) == 2:
            raise ValueError("once")
        return len(runs) == 1

    job = Job("test", timedelta(seconds=0.01), run)
    await run_until(lambda: len(runs) > 4, worker(api, Plug(jobs=[job])))


async def test_what_was_delivered_is_forgotten_in_the_end(api: Api) -> None:
    handler = Noting(first=lambda m: no(GiveUp("never"))(m) if m.payload["say"] == "aside" else None)
    write(api, say("done"), say("aside"))
    settings = Settings(clock=cast("SystemClock", api.clock))
    keeping = retention_plug(settings, api.storage.database)
    await run_until(lambda: rows(api)[1]["dead_at"] is not None, worker(api, plug(handler), keeping))
    api.clock.step(days=30)
    await run_a_while(worker(api, keeping))
    assert len(rows(api)) == 2
    api.clock.step(seconds=1)
    await run_until(lambda: len(rows(api)) == 1, worker(api, keeping))
    write(api, say("next"))
    assert [row["payload"]["say"] for row in rows(api)] == ["aside", "next"]


def test_no_id_comes_twice(api: Api) -> None:
    """Keys are made of ids."""
    write(api, say("a"))
    with api.storage.database.writing() as connection:
        before = rows_ids(api)
        connection.execute(delete(outbox))
    write(api, say("b"))
    assert rows_ids(api)[0] > before[0]


def rows_ids(api: Api) -> list[int]:
    return [row["id"] for row in rows(api)]


def test_without_the_lanes_order_a_younger_message_would_overtake(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what is claimed at once when nothing has a lane."""
    write(api, say("a1", lane="a"), say("a2", lane="a"))
    store, now = SqlOutbox(api.storage.database), api.clock()
    assert len(store.claim(["test.note"], now, 10, "x", now + module.LEASE)) == 1
    with api.storage.database.writing() as connection:
        connection.execute(update(outbox).values(lane=None))
    assert len(store.claim(["test.note"], now, 10, "x", now + module.LEASE)) == 1
