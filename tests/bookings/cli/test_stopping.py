"""An API that is told to stop while people book."""

from __future__ import annotations

import signal
import sqlite3
import threading
import time
import urllib.error
from http.client import HTTPException
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from bookings.testing import RunningApi, running_api
from tests.bookings.support import NOW

pytestmark = pytest.mark.slow

CALLERS = 8
BEFORE_THE_STOP = 30
"""Bookings that are made before it is told to stop."""


class Callers:
    """They book one time after the other, each a time of its own, until the API is gone."""

    def __init__(self, api: RunningApi) -> None:
        self._api, self._number = api, count()
        self.told: set[str] = set()
        """Ids of the bookings that were answered."""
        self.other: list[int] = []
        """Statuses of what was answered otherwise."""
        self._threads = [threading.Thread(target=self._book) for _ in range(CALLERS)]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive()

    def _book(self) -> None:
        while True:
            number = next(self._number)
            start = f"2026-06-{2 + number // 90:02}T{(number // 4) % 22:02}:{15 * (number % 4):02}:00Z"
            body = {"slug": "check-up", "contact_name": "Dana", "contact_email": "d@example.com"}
            try:
                status, answer = self._api.request("POST", "/api/v1/bookings", body | {"start_time": start})
            except (urllib.error.URLError, HTTPException, OSError):
                return  # not taken any more
            if status == 201:
                self.told.add(answer["data"]["id"])
            else:
                self.other.append(status)


def test_every_booking_that_was_made_was_answered_and_the_other_way_round(
    tmp_path: Path, dentist: dict[str, Any]
) -> None:
    dentist["api_keys"][0]["key_env"] = "BOOKINGS_API_KEY"
    always = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    dentist["booking_links"][0] |= {"windows": always, "slot_interval_minutes": 15}
    settings = {"BOOKINGS_RATE_LIMIT": "none", "BOOKINGS_WRITE_RATE_LIMIT": "none"}
    with running_api(tmp_path, yaml.safe_dump(dentist), NOW.isoformat(), environment=settings) as api:
        callers = Callers(api)
        until = time.monotonic() + 20
        while len(callers.told) < BEFORE_THE_STOP and time.monotonic() < until:
            time.sleep(0.01)
        began = time.monotonic()
        api.process.send_signal(signal.SIGTERM)
        assert api.process.wait(15) in (0, -signal.SIGTERM)
        assert time.monotonic() - began < 6
        callers.join()
    with sqlite3.connect(tmp_path / "bookings.db") as database:
        made = {row[0] for row in database.execute("SELECT id FROM bookings")}
    assert len(made) >= BEFORE_THE_STOP
    assert callers.told == made
    assert set(callers.other) <= {400, 409}
