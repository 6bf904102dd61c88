"""The settings of connected calendars."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.calendar_settings import CalendarSettings, calendar_settings_from
from bookings.calendar_wiring import calendar_apps
from bookings.config import Settings
from bookings.engine.errors import ConfigurationError


def test_every_setting_has_a_default() -> None:
    assert calendar_settings_from({}) == CalendarSettings()
    assert calendar_apps(Settings()).google is None
    assert calendar_apps(Settings()).microsoft is None


def test_settings_are_read() -> None:
    read = calendar_settings_from(
        {
            "BOOKINGS_GOOGLE_CLIENT_ID": "g",
            "BOOKINGS_GOOGLE_CLIENT_SECRET": "hidden",
            "BOOKINGS_MICROSOFT_CLIENT_ID": "m",
            "BOOKINGS_MICROSOFT_TENANT": "practice.example.com",
            "BOOKINGS_CALDAV_PRIVATE": "1",
            "BOOKINGS_CALENDAR_UNREACHABLE": "refuse",
            "BOOKINGS_CALENDAR_WAIT": "0.5",
            "BOOKINGS_CALENDAR_EVERY": "300",
        }
    )
    assert (read.caldav_private, read.refuse, read.wait_seconds) == (True, True, 0.5)
    assert read.every == timedelta(minutes=5)
    assert "hidden" not in repr(read)
    apps = calendar_apps(Settings(calendars=read))
    assert apps.google is not None
    assert apps.google.client_secret == "hidden"
    assert apps.microsoft is not None
    assert "/practice.example.com/" in apps.microsoft.token_url


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("BOOKINGS_CALDAV_PRIVATE", "yes", "must be 0 or 1"),
        ("BOOKINGS_CALENDAR_UNREACHABLE", "maybe", "must be last_known or refuse"),
        ("BOOKINGS_CALENDAR_WAIT", "0", "must be 0.1 to 10 seconds"),
        ("BOOKINGS_CALENDAR_WAIT", "nan", "must be 0.1 to 10 seconds"),
        ("BOOKINGS_CALENDAR_EVERY", "1", "must be 5 to 86400 seconds"),
        ("BOOKINGS_CALENDAR_EVERY", "hourly", "must be 5 to 86400 seconds"),
        ("BOOKINGS_MICROSOFT_TENANT", "../evil", "must be common"),
    ],
)
def test_a_value_that_cannot_be_used_is_told(name: str, value: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} {told}"):
        calendar_settings_from({name: value})
