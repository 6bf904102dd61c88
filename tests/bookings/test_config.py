"""The settings."""

import pytest

from bookings.config import DEFAULT_DATABASE_URL, settings_from
from bookings.engine.errors import ConfigurationError
from bookings.services.rates import Rate


def test_every_setting_has_a_default() -> None:
    settings = settings_from({})
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8000, DEFAULT_DATABASE_URL)
    assert settings.api_key is None
    assert settings_from({"BOOKINGS_PORT": "", "BOOKINGS_HOST": " "}) == settings


def test_settings_are_read() -> None:
    settings = settings_from(
        {
            "BOOKINGS_HOST": "0.0.0.0",
            "BOOKINGS_PORT": "9",
            "BOOKINGS_DATABASE_URL": "x",
            "BOOKINGS_API_KEY": "k",
        }
    )
    assert (settings.host, settings.port, settings.database_url, settings.api_key) == ("0.0.0.0", 9, "x", "k")


@pytest.mark.parametrize("port", ["x", "-1", "65536", "80.5", "٨٠"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(ConfigurationError, match="BOOKINGS_PORT must be a number"):
        settings_from({"BOOKINGS_PORT": port})


def test_secrets_are_not_shown() -> None:
    shown = repr(
        settings_from({"BOOKINGS_DATABASE_URL": "postgresql://u:secret@h/d", "BOOKINGS_API_KEY": "hidden"})
    )
    assert "secret" not in shown
    assert "hidden" not in shown


def test_rates_are_read_and_can_be_turned_off() -> None:
    settings = settings_from({"BOOKINGS_RATE_LIMIT": "600/minute", "BOOKINGS_WRITE_RATE_LIMIT": "none"})
    assert (settings.rate_limit, settings.write_rate_limit) == (Rate(600, 60), None)
    assert settings.refused_rate_limit == settings_from({}).refused_rate_limit
    with pytest.raises(ConfigurationError, match='BOOKINGS_REFUSED_RATE_LIMIT must be .*; it is "many"'):
        settings_from({"BOOKINGS_REFUSED_RATE_LIMIT": "many"})


@pytest.mark.parametrize(
    "text", ["example.com", "https://a.example/x", "https://a.example; script-src *", "*"]
)
def test_an_origin_that_is_none_is_refused(text: str) -> None:
    told = {"BOOKINGS_EMBED_FROM": " https://www.example.com  http://*.example.org:8080 "}
    assert settings_from(told).embed_from == ("https://www.example.com", "http://*.example.org:8080")
    with pytest.raises(ConfigurationError, match="BOOKINGS_EMBED_FROM must be origins like"):
        settings_from({"BOOKINGS_EMBED_FROM": text})


@pytest.mark.parametrize("text", ["0", "601", "soon", "-5", "1e2", "0.5"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    assert settings_from({"BOOKINGS_REQUEST_TIMEOUT": "2.5"}).request_timeout == 2.5
    with pytest.raises(ConfigurationError, match="BOOKINGS_REQUEST_TIMEOUT must be a number of seconds"):
        settings_from({"BOOKINGS_REQUEST_TIMEOUT": text})
