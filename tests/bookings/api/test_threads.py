"""Readers do not wait for writers."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bookings.api.threads import TRIES, tried_again
from bookings.engine.timerange import TimeRange
from bookings.services.ports import RolledBack
from tests.bookings.support import NOW, Api


def test_reads_are_answered_while_many_writers_wait(api: Api) -> None:
    starts = api.starts("2026-06-02")
    with ThreadPoolExecutor(40) as clients:
        with api.storage.writing() as unit:
            # From here on nobody else gets to book them.
            unit.occupied("dentist", ["sarah", "tom"], TimeRange(NOW, NOW + timedelta(days=2)))
            waiting = [clients.submit(api.book, starts[number % 6]) for number in range(40)]
            time.sleep(0.5)
            began = time.monotonic()
            assert api.starts("2026-06-02") == starts
            assert api.get("/api/v1/bookings").json()["pagination"]["total"] == 0
            assert time.monotonic() - began < 2
            assert not any(future.done() for future in waiting)
        statuses = sorted(future.result().status_code for future in waiting)
    assert statuses == [201] * 12 + [409] * 28
    assert threading.active_count() < 100


@pytest.mark.parametrize("failures", [0, 1, TRIES - 1])
def test_a_transaction_that_was_undone_for_others_is_done_again(failures: int) -> None:
    outcomes = iter([RolledBack("Try again.")] * failures)

    def work() -> str:
        for error in outcomes:
            raise error
        return "done"

    assert tried_again(work) == "done"


def test_it_is_not_tried_for_ever() -> None:
    tries = []

    def work() -> None:
        tries.append(1)
        raise RolledBack("Try again.")

    with pytest.raises(RolledBack):
        tried_again(work)
    assert len(tries) == TRIES
