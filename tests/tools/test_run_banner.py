"""What `make run` prints when all is ready."""

from __future__ import annotations

from tools.run import banner
from tools.settings import read


def test_it_names_every_page_that_there_is() -> None:
    told = banner(read({"BOOKINGS_PORT": "8700", "BOT_PORT": "8705"}))
    for address in (
        "http://127.0.0.1:8705/chat",
        "http://127.0.0.1:8700/book",
        "http://127.0.0.1:8700/docs",
        "http://127.0.0.1:8700/mail",
    ):
        assert f" {address}\n" in told


def test_a_booking_page_that_is_turned_off_is_not_named() -> None:
    assert "Booking page" not in banner(read({"BOOKINGS_PAGE": "0"}))


def test_a_clock_that_is_set_is_told_loudly() -> None:
    now = "2026-06-01T08:00:00+00:00"
    assert f"every clock started at {now}" in banner(read({"BOOKINGS_NOW": now}))
