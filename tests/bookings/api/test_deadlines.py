"""A request that takes too long is answered, and what becomes of its transaction is known."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection, event, text

from bookings.api import deadlines, threads
from bookings.api.deadlines import GivenUp, LastWord
from bookings.engine.errors import Busy
from bookings.engine.timerange import TimeRange
from bookings.storage import migrate as migrations
from bookings.storage.database import Database
from bookings.storage.raw import Raw
from tests.bookings.support import NOW, Api, error_of

START = "2026-06-02T08:00:00Z"
BODY = {"slug": "check-up", "contact_name": "Dana", "contact_email": "d@example.com", "start_time": START}


def book(api: Api) -> httpx.Response:
    return api.call("POST", "/api/v1/bookings", BODY, headers={"Idempotency-Key": "one"})


def total(api: Api) -> int:
    count: int = api.get("/api/v1/bookings").json()["pagination"]["total"]
    return count


@contextmanager
def hurry(api: Api, seconds: float = 0.3) -> Iterator[None]:
    """Within, a request may take no longer."""
    core = api.client.app.state.core
    api.client.app.state.core = replace(core, request_seconds=seconds)
    yield
    api.client.app.state.core = core


@contextmanager
def everybody_locked(api: Api) -> Iterator[None]:
    """Within, nobody else can book anybody."""
    with api.storage.writing() as unit:
        unit.occupied("dentist", ["sarah", "tom"], TimeRange(NOW, NOW + timedelta(days=2)))
        yield


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


@contextmanager
def noted_ends(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """How the transactions of writers ended: in the writer's thread, also after the answer."""
    ends: list[str] = []
    tried = threads.tried_again

    def noting(work: Callable[[], Any]) -> Any:
        try:
            done = tried(work)
        except BaseException as error:
            ends.append(type(error).__name__)
            raise
        ends.append("committed")
        return done

    monkeypatch.setattr(threads, "tried_again", noting)
    yield ends


@contextmanager
def slow_commits(api: Api, seconds: float) -> Iterator[None]:
    """Whether SQLAlchemy commits or the driver's own connection."""
    commit_at_once = Raw.commit

    def wait(connection: Connection) -> None:
        if "begin" in connection.get_execution_options():
            time.sleep(seconds)

    def commit_later(connection: Raw) -> None:
        time.sleep(seconds)
        commit_at_once(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Raw, "commit", commit_later)
        event.listen(api.storage.database.write_engine, "commit", wait)
        yield
        event.remove(api.storage.database.write_engine, "commit", wait)


def test_a_writer_that_waits_too_long_is_answered_and_changes_nothing_afterwards(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    with noted_ends(monkeypatch) as ends:
        with everybody_locked(api), hurry(api):
            began = time.monotonic()
            error = error_of(book(api), 504)
            assert time.monotonic() - began < 5
        wait_until(lambda: bool(ends))
    assert error["code"] == "timed_out"
    assert error["details"] == {"limit_seconds": 0.3, "outcome": "nothing_changed"}
    assert ends == ["GivenUp"]
    assert total(api) == 0
    again = book(api)
    assert again.status_code == 201
    assert "Idempotent-Replayed" not in again.headers


def test_without_the_last_word_it_would_be_booked_behind_the_callers_back(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    monkeypatch.setattr(LastWord, "commit", lambda _: None)
    with noted_ends(monkeypatch) as ends:
        with everybody_locked(api), hurry(api):
            error_of(book(api), 504)
        wait_until(lambda: bool(ends))
    assert ends == ["committed"]
    assert total(api) == 1


def test_a_commit_that_has_begun_is_waited_for(api: Api) -> None:
    with slow_commits(api, 1.0), hurry(api):
        assert book(api).status_code == 201
    assert total(api) == 1


def test_a_commit_without_an_end_is_told_and_the_answer_can_be_fetched(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "COMMIT_SECONDS", 0.2)
    with noted_ends(monkeypatch) as ends, slow_commits(api, 1.5), hurry(api):
        error = error_of(book(api), 504)
        assert error["details"]["outcome"] == "unknown"
        assert "same Idempotency-Key" in error["message"]
        wait_until(lambda: bool(ends))
    again = book(api)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert total(api) == 1


def test_what_waits_for_a_thread_is_not_begun_after_its_answer(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    with noted_ends(monkeypatch) as ends, ThreadPoolExecutor(20) as clients:
        with everybody_locked(api), hurry(api):
            answers = [future.result() for future in [clients.submit(book, api) for _ in range(20)]]
        wait_until(lambda: len(ends) >= threads.WRITERS)
        time.sleep(0.1)
    assert {error_of(answer, 504)["code"] for answer in answers} == {"timed_out"}
    # One that gives up makes room for another, whose own time may have some milliseconds left.
    assert set(ends) == {"GivenUp"}
    assert threads.WRITERS <= len(ends) < len(answers)
    assert total(api) == 0


def test_a_reader_that_takes_too_long_is_answered(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = threading.Event()
    with monkeypatch.context() as patch:
        patch.setattr("bookings.storage.unit.SqlUnit.bookings", lambda *_: ends.wait(20) and ([], 0))
        with hurry(api):
            error = error_of(api.get("/api/v1/bookings"), 504)
        ends.set()
    assert error["details"] == {"limit_seconds": 0.3, "outcome": "nothing_changed"}
    assert total(api) == 0


def test_an_error_of_time_inside_is_no_deadline(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise TimeoutError

    monkeypatch.setattr("bookings.storage.unit.SqlUnit.bookings", fail)
    error_of(api.get("/api/v1/bookings"), 500)


def test_too_many_at_once_are_turned_away(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(deadlines, "MOST_UNDER_WAY", 0)
        answer = api.get("/api/v1/bookings")
        assert error_of(answer, 503)["code"] == "busy"
        assert answer.headers["Retry-After"] == "1"
    assert total(api) == 0


def test_either_the_commit_or_the_end_has_its_way() -> None:
    """Raced many times; never both, never neither."""

    def commits(word: LastWord) -> bool:
        try:
            word.commit()
        except GivenUp:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        for _ in range(500):
            word = LastWord()
            committed, given_up = pool.submit(commits, word), pool.submit(word.give_up)
            assert committed.result() is not given_up.result()


def test_a_transaction_that_is_done_anew_can_be_given_up_again() -> None:
    word = LastWord()
    word.begin()
    word.commit()
    assert not word.give_up()
    word.begin()  # undone in favour of others
    assert word.give_up()
    with pytest.raises(GivenUp):
        word.begin()


def test_a_statement_that_takes_too_long_is_told(url: str) -> None:
    if url.startswith("sqlite"):
        pytest.skip("SQLite has no such limit")
    database = Database(url, statement_seconds=0.2)
    for connect in (database.reading, database.writing):
        with pytest.raises(Busy, match="took too long"), connect() as connection:
            connection.execute(text("SELECT pg_sleep(10)"))
    database.close()


def test_a_migration_takes_as_long_as_it_takes(blank_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if blank_url.startswith("sqlite"):
        pytest.skip("SQLite has no such limit")
    database = Database(blank_url, statement_seconds=0.2)
    monkeypatch.setattr(
        migrations, "_run", lambda connection, _: connection.execute(text("SELECT pg_sleep(0.5)")) is not None
    )
    assert migrations.migrate(database)
    database.close()
