"""Readers do not wait for writers."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests.bookings.support import Api


def test_reads_are_answered_while_many_writers_wait(api: Api) -> None:
    starts = api.starts("2026-06-02")
    with ThreadPoolExecutor(40) as clients:
        with api.storage.database.writing():  # nobody else gets to write
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
