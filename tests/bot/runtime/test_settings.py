from __future__ import annotations

from pathlib import Path

import pytest

from bot.runtime.settings import SettingError, Settings, from_environment


def test_an_empty_environment_gives_the_documented_defaults() -> None:
    assert from_environment({}) == Settings("127.0.0.1", 5005, 5055, 8.0, 2000, None, False)


def test_each_setting_is_read_from_its_variable() -> None:
    environment = {
        "BOT_HOST": "0.0.0.0",
        "BOT_PORT": "6001",
        "ACTIONS_PORT": "6002",
        "BOT_ACTION_TIMEOUT": "2.5",
        "BOT_MESSAGE_LIMIT": "500",
        "BOT_LOG_FILE": "var/log/bot.log",
        "BOT_ENABLE_API": "1",
    }
    assert from_environment(environment) == Settings(
        "0.0.0.0", 6001, 6002, 2.5, 500, Path("var/log/bot.log"), True
    )


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
    ],
)
def test_a_wrong_value_is_refused_with_what_is_right(name: str, value: str, right: str) -> None:
    with pytest.raises(SettingError) as refused:
        from_environment({name: value})
    assert str(refused.value).startswith(f"{name} is {value!r}")
    assert right in str(refused.value)
