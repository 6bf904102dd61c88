"""The database goes away under a worker and the API, or has no room left; and comes back."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import event

from bookings.api.core import Core
from bookings.identifiers import RandomIdentifiers
from bookings.services.messages import Plug
from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from bookings.storage.unit import SqlStorage
from bookings.testing import SteppingClock
from tests.bookings.databases import SqliteFiles
from tests.bookings.integrations.email.smtp_server import Postbox, serving
from tests.bookings.outbox.processes import by_message_id, is_done, wait_until, worker_process
from tests.bookings.outbox.support import EVERYTHING, Noting, rows, run_until, worker
from tests.bookings.support import NOW, Api, error_of
from tests.servers import require_postgresql
from tools import postgresql

TUESDAY_9, TUESDAY_10 = "2026-06-02T08:00:00Z", "2026-06-02T09:00:00Z"


def api_on(database: Database, client: TestClient[Any], business: dict[str, Any]) -> Api:
    clock = SteppingClock(NOW)
    storage = SqlStorage(database)
    client.app.state.core = Core(storage, clock, RandomIdentifiers())
    made = Api(client, storage, clock)
    made.apply(business)
    return made


@pytest.mark.slow
async def test_postgresql_is_restarted_during_a_delivery_and_nothing_is_lost_or_said_twice(
    client: TestClient[Any], dentist: dict[str, Any]
) -> None:
    require_postgresql()
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def hold(_: object) -> None:
        arrived.set()
        await go_on.wait()

    box = Postbox(data=hold)
    with postgresql.prepared() as start:
        async with AsyncExitStack() as stack:
            with start() as url:
                database = Database(url)
                stack.callback(database.close)
                migrate(database)
                api = api_on(database, client, dentist)
                first = api.book(TUESDAY_9).json()["data"]["id"]
                port = await stack.enter_async_context(serving(box))
                await stack.enter_async_context(worker_process(url, port, NOW))
                await asyncio.wait_for(arrived.wait(), 60)
            assert api.book(TUESDAY_10).status_code == 503
            go_on.set()  # delivered, while nobody can note it
            await wait_until(lambda: bool(box.mails))
            with start():
                second = api.book(TUESDAY_10).json()["data"]["id"]
                await wait_until(lambda: all(map(is_done, rows(api))))
                await stack.aclose()
    copies = by_message_id(box)
    confirmed = {name for name in copies if ".confirmation@" in name}
    assert confirmed == {f"<{each}.1.confirmation@dentist.example>" for each in (first, second)}
    assert {len(each) for each in copies.values()} == {1}


def fill(database: Database) -> Callable[[], None]:
    """No page more for this database: SQLite says "database or disk is full". Gives what makes room."""
    with database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    database.write_engine.dispose()  # the limit is a connection's own, and read as it is made

    def limit(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(database.write_engine, "connect", limit)

    def make_room() -> None:
        event.remove(database.write_engine, "connect", limit)
        database.write_engine.dispose()

    return make_room


async def test_a_full_disk_refuses_bookings_whole_and_delays_what_was_made(
    tmp_path: Path, client: TestClient[Any], dentist: dict[str, Any]
) -> None:
    database = Database(SqliteFiles(tmp_path).make())
    api = api_on(database, client, copy.deepcopy(dentist))
    make_room = fill(database)
    made: list[str] = []
    days = [f"2026-06-{day:02}" for day in (2, 3, 4, 5, 8, 9, 10, 11, 12)]
    for start in (start for day in days for start in api.starts(day)):
        answer = api.book(start)
        if answer.status_code != 201:
            break
        made.append(answer.json()["data"]["id"])
    refused = error_of(answer, 503)
    assert "full" in refused["message"]
    handler = Noting()
    one = worker(api, Plug(EVERYTHING, [handler]))
    made_room = False

    def all_said() -> bool:
        nonlocal made_room
        if not made_room and failures.reasons:
            make_room()
            made_room = True
        return made_room and all(map(is_done, rows(api)))

    failures = Failures(one)
    await run_until(all_said, one, seconds=30)
    assert all("full" in reason for reason in failures.reasons)
    assert sorted(str(message.booking_id) for message in handler.delivered) == sorted(made)
    assert api.book(start).status_code == 201
    database.close()


class Failures:
    """Why the worker could not write."""

    def __init__(self, one: Any) -> None:
        self.reasons: list[str] = []
        for name in ("claim", "expand", "settle"):
            setattr(one.outbox, name, self._counted(getattr(one.outbox, name)))

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            try:
                return real(*arguments)
            except Exception as error:
                self.reasons.append(str(error))
                raise

        return call
