from __future__ import annotations

from pathlib import Path

import pytest

from bot.runtime.settings import Rate, SettingError, Settings, from_environment
from bot.runtime.web_settings import WebSettings
from telemetry.export import TraceSettings
from telemetry.logs import LogSettings


def test_an_empty_environment_gives_the_documented_defaults() -> None:
    web = WebSettings((), (), 0, Rate(30, 60), Rate(300, 60), Rate(120, 3600), 10_000, 1_000)
    logs, traces = LogSettings(False, None), TraceSettings(None, 1.0)
    assert from_environment({}) == Settings(
        "127.0.0.1", 5005, 5055, 8.0, 2000, None, False, None, None, web, logs, traces
    )


def test_each_setting_is_read_from_its_variable() -> None:
    here, keys = str(Path(__file__)), ("n" * 32, "o" * 32)
    environment = {
        "BOT_HOST": "0.0.0.0",
        "BOT_PORT": "6001",
        "ACTIONS_PORT": "6002",
        "BOT_ACTION_TIMEOUT": "2.5",
        "BOT_MESSAGE_LIMIT": "500",
        "BOT_LOG_FILE": "var/log/bot.log",
        "BOT_ENABLE_API": "1",
        "BOT_CREDENTIALS": here,
        "BOT_ENDPOINTS": here,
        "BOT_SESSION_KEY": ", ".join(keys),
        "BOT_ORIGINS": "https://one.example, http://localhost:3000",
        "BOT_PROXIES": "1",
        "BOT_MESSAGE_RATE": "5/second",
        "BOT_ADDRESS_RATE": "none",
        "BOT_SESSION_RATE": "9/day",
        "BOT_MOST_SESSIONS": "50",
        "BOT_MOST_STREAMS": "20",
        "BOOKINGS_LOG_FORMAT": "json",
        "BOOKINGS_LOG_LEVEL": "error",
        "BOOKINGS_TRACES_URL": "http://collector:4318/",
        "BOOKINGS_TRACES_SHARE": "0.25",
    }
    sites = ("https://one.example", "http://localhost:3000")
    web = WebSettings(keys, sites, 1, Rate(5, 1), None, Rate(9, 86400), 50, 20)
    assert from_environment(environment) == Settings(
        "0.0.0.0",
        6001,
        6002,
        2.5,
        500,
        Path("var/log/bot.log"),
        True,
        Path(here),
        Path(here),
        web,
        LogSettings(True, 40),
        TraceSettings("http://collector:4318", 0.25),
    )


@pytest.mark.parametrize("name", ["BOOKINGS_LOG_LEVEL", "BOOKINGS_LOG_FORMAT"])
def test_a_wrong_setting_of_the_logs_is_refused(name: str) -> None:
    with pytest.raises(SettingError, match=f'{name} must be one of .*; it is "odd"'):
        from_environment({name: "odd"})


def test_blank_values_count_as_not_set() -> None:
    assert from_environment({"BOT_PORT": " ", "BOT_LOG_FILE": "", "BOT_HOST": ""}) == from_environment({})


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("BOT_PORT", "many", "a whole number from 1 to 65535"),
        ("BOT_PORT", "0", "a whole number from 1 to 65535"),
        ("ACTIONS_PORT", "70000", "a whole number from 1 to 65535"),
        ("ACTIONS_PORT", "5055.5", "a whole number from 1 to 65535"),
        ("BOT_ACTION_TIMEOUT", "soon", "a number from 0.1 to 60"),
        ("BOT_ACTION_TIMEOUT", "nan", "a number from 0.1 to 60"),
        ("BOT_ACTION_TIMEOUT", "300", "a number from 0.1 to 60"),
        ("BOT_MESSAGE_LIMIT", "-1", "a whole number from 1 to 100000"),
        ("BOT_ENABLE_API", "maybe", "1 for on or 0 for off"),
        ("BOT_CREDENTIALS", "nowhere.yml", "no such file"),
        ("BOT_MESSAGE_RATE", "often", "a rate such as 30/minute"),
        ("BOT_ADDRESS_RATE", "0/minute", "none for no limit"),
        ("BOT_SESSION_RATE", "5/week", "a rate such as 120/hour"),
        ("BOT_MOST_STREAMS", "0", "from 1 to 100000"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_right(name: str, value: str, right: str) -> None:
    with pytest.raises(SettingError) as refused:
        from_environment({name: value})
    assert str(refused.value).startswith(f"{name} is {value!r}")
    assert right in str(refused.value)


@pytest.mark.parametrize(
    "site", ["example.com", "https://example.com/", "https://example.com/shop", "HTTPS://example.com", "//a"]
)
def test_an_origin_is_written_as_browsers_do(site: str) -> None:
    with pytest.raises(SettingError, match="write each as https://example.com"):
        from_environment({"BOT_ORIGINS": f"https://good.example {site}"})


def test_a_key_that_can_be_guessed_is_refused_and_not_shown() -> None:
    with pytest.raises(SettingError) as refused:
        from_environment({"BOT_SESSION_KEY": "n" * 32 + ",short-secret"})
    assert "32 characters or more" in str(refused.value)
    assert "short-secret" not in str(refused.value)
    assert "n" * 32 not in repr(from_environment({"BOT_SESSION_KEY": "n" * 32}))
