"""The settings, checked before anything starts."""

import stat
from pathlib import Path

import pytest

from tools import keys, settings
from tools.console import Problem

KEY = {"BOOKINGS_API_KEY": "a-key-that-a-person-chose"}


def test_without_any_setting_the_defaults_hold() -> None:
    read = settings.read({"BOOKINGS_BUSINESS": "none"})
    assert (read.host, read.api_port, read.bot_port, read.actions_port) == ("127.0.0.1", 8000, 5005, 5055)
    assert read.database_url.startswith("sqlite:////")
    assert read.database_url.endswith("/var/bookings.db")
    assert read.business is None
    assert read.now is None


def test_the_programs_get_every_setting_spelled_out() -> None:
    env = settings.read({"BOOKINGS_BUSINESS": "none", "LANG": "C", "BOT_PORT": "6000", **KEY}).environment()
    assert env["BOT_PORT"] == "6000"
    assert env["BOOKINGS_PORT"] == "8000"
    assert env["LANG"] == "C"
    assert env["BOOKINGS_API_KEY"] == KEY["BOOKINGS_API_KEY"]
    assert "BOOKINGS_NOW" not in env


def test_an_empty_setting_counts_as_not_set() -> None:
    read = settings.read({"BOOKINGS_BUSINESS": "none", "BOOKINGS_PORT": "", "BOOKINGS_NOW": " "})
    assert read.api_port == 8000
    assert read.now is None


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "80.5", "٨٠"])
def test_a_port_that_is_none_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(Problem, match=f"BOT_PORT={text} is not a port.*1 to 65535"):
        settings.read({"BOOKINGS_BUSINESS": "none", "BOT_PORT": text})


def test_two_programs_cannot_share_a_port() -> None:
    with pytest.raises(Problem, match=r"BOOKINGS_PORT and BOT_PORT are both 5005"):
        settings.read({"BOOKINGS_BUSINESS": "none", "BOOKINGS_PORT": "5005"})


@pytest.mark.parametrize("text", ["tomorrow", "2026-11-23T09:00:00", "2026-13-01T00:00:00Z"])
def test_a_clock_setting_that_is_no_instant_with_an_offset_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="BOOKINGS_NOW=.*with an offset, like"):
        settings.read({"BOOKINGS_BUSINESS": "none", "BOOKINGS_NOW": text})


def test_all_programs_get_one_common_start_of_the_clock() -> None:
    given = {"BOOKINGS_BUSINESS": "none", "BOOKINGS_NOW": "2026-11-23T09:00:00Z", **KEY}
    env = settings.read(given).environment()
    assert env["BOOKINGS_NOW"] == "2026-11-23T09:00:00Z"
    assert float(env["BOOKINGS_NOW_AT"]) > 0
    assert settings.read({**given, "BOOKINGS_NOW_AT": "17"}).environment()["BOOKINGS_NOW_AT"] == "17"


def test_a_business_file_that_is_not_there_is_told() -> None:
    with pytest.raises(Problem, match=r"BOOKINGS_BUSINESS=nowhere.yaml: there is no such file.*none"):
        settings.read({"BOOKINGS_BUSINESS": "nowhere.yaml"})


def test_a_business_file_may_be_named_by_an_absolute_path(tmp_path: Path) -> None:
    file = tmp_path / "b.yaml"
    file.touch()
    assert settings.read({"BOOKINGS_BUSINESS": str(file)}).business == file


def test_a_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "var" / "api-key"
    key = keys.bot_key({}, file)
    assert len(key) >= keys.SHORTEST
    assert keys.bot_key({}, file) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_chosen_key_comes_first_and_is_written_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "api-key"
    assert keys.bot_key(KEY, file) == KEY["BOOKINGS_API_KEY"]
    assert not file.exists()


def test_a_damaged_key_file_is_told_instead_of_used(tmp_path: Path) -> None:
    file = tmp_path / "api-key"
    file.write_text("\n")
    with pytest.raises(Problem, match="holds no key"):
        keys.bot_key({}, file)


def test_the_settings_do_not_show_the_key() -> None:
    assert KEY["BOOKINGS_API_KEY"] not in repr(settings.read({"BOOKINGS_BUSINESS": "none", **KEY}))
