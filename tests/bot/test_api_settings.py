from __future__ import annotations

import pytest

from bot.api_settings import ApiSettingError, api_settings


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"BOOKINGS_PORT": "8123"}, "http://127.0.0.1:8123"),
        ({"BOOKINGS_HOST": "api.internal", "BOOKINGS_PORT": "80"}, "http://api.internal:80"),
        ({"BOOKINGS_HOST": "0.0.0.0"}, "http://127.0.0.1:8000"),
        ({"BOOKINGS_HOST": "::"}, "http://[::1]:8000"),
        ({"BOOKINGS_API_URL": "https://api.example.org/"}, "https://api.example.org"),
        ({"BOOKINGS_API_URL": " ", "BOOKINGS_PORT": " "}, "http://127.0.0.1:8000"),
    ],
)
def test_the_address_comes_from_the_environment(environ: dict[str, str], url: str):
    assert api_settings(environ).url == url


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"BOOKINGS_PORT": "http"}, "BOOKINGS_PORT"),
        ({"BOOKINGS_PORT": "0"}, "BOOKINGS_PORT"),
        ({"BOOKINGS_PORT": "65536"}, "BOOKINGS_PORT"),
        ({"BOOKINGS_PORT": "٨"}, "BOOKINGS_PORT"),
        ({"BOOKINGS_API_URL": "127.0.0.1:8000"}, "BOOKINGS_API_URL"),
        ({"BOOKINGS_API_URL": "ftp://x"}, "BOOKINGS_API_URL"),
        ({"BOOKINGS_API_URL": "http://"}, "BOOKINGS_API_URL"),
        ({"BOOKINGS_API_KEY": "bk live"}, "BOOKINGS_API_KEY"),
        ({"BOOKINGS_API_KEY": "schlüssel"}, "BOOKINGS_API_KEY"),
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str], named: str):
    with pytest.raises(ApiSettingError, match=named):
        api_settings(environ)


def test_the_key_is_kept_and_not_shown():
    settings = api_settings({"BOOKINGS_API_KEY": " bk_secret "})
    assert settings.key == "bk_secret"
    assert "secret" not in repr(settings)
    assert api_settings({"BOOKINGS_API_KEY": ""}).key is None


def test_a_wrong_key_is_not_repeated_in_the_error():
    with pytest.raises(ApiSettingError) as refusal:
        api_settings({"BOOKINGS_API_KEY": "geheim schlüssel"})
    assert "geheim" not in str(refusal.value)
