"""What the logs tell, and what they never do."""

from __future__ import annotations

import gc
import json
import logging
import re
import sys
import textwrap
import threading
import types
import warnings
from typing import Any

import pytest

from telemetry import logs, trace
from telemetry.logs import LogSettingError, LogSettings, Told, fields, log_settings

SECRET = "dana@example.org"


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


def library(code: str) -> Any:
    """A module that is not ours, with `logger` in it."""
    module = types.ModuleType("some_library")
    module.logger = logging.getLogger("some_library")  # type: ignore[attr-defined]
    exec(compile(textwrap.dedent(code), "/lib/some_library.py", "exec"), module.__dict__)
    return module


def test_a_line_for_people_tells_when_where_what_and_of_which_message(capsys) -> None:
    logs.set_up("api", LogSettings())
    with trace.span("message") as span:
        logging.getLogger("bookings.api").error("It failed.", extra=fields(route="/x", status=500))
    line = told(capsys)
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ERROR bookings\.api \[[0-9a-f]{32}\]: ", line)
    assert line.endswith(f"[{span.context.trace_id}]: It failed. route=/x status=500\n")


def test_a_line_of_json_holds_the_same(capsys) -> None:
    logs.set_up("api", LogSettings(is_json=True))
    with trace.span("message") as span:
        logging.getLogger("bookings.api").error("It failed.\n", extra=fields(status=500))
    (line,) = told(capsys).splitlines()
    found = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", found.pop("time"))
    assert found.pop("process") > 0
    assert found == {
        "level": "error",
        "program": "api",
        "logger": "bookings.api",
        "message": "It failed.\n",
        "trace_id": span.context.trace_id,
        "span_id": span.context.span_id,
        "status": 500,
    }


@pytest.mark.parametrize("is_json", [False, True])
def test_of_an_error_its_kinds_and_places_are_told_but_not_its_words(capsys, is_json: bool) -> None:
    logs.set_up("api", LogSettings(is_json))

    def parse() -> None:
        raise ValueError(f"not a number: {SECRET}")

    try:
        try:
            parse()
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError:
        logging.getLogger("bookings.api").exception("It failed.")
    text = told(capsys)
    assert "KeyError" in text
    assert "ValueError" in text
    assert re.search(r"test_logs\.py:\d+ in parse", text)
    assert SECRET not in text


def test_an_error_that_is_filled_in_is_described(capsys) -> None:
    logs.set_up("api", LogSettings())

    class Odd(Exception):
        status = 409
        sqlstate = SECRET

    class Sure(Exception):
        log_text = "GET /api/v1/bookings: no connection"

    note = logging.getLogger("bookings.x").error
    note("A: %s", Odd(SECRET))
    note("B: %s", Sure(SECRET))
    note("C: %s", ConnectionRefusedError(111, "Connection refused", SECRET))
    note(Odd(SECRET))
    text = told(capsys)
    assert "A: Odd (status 409)\n" in text
    assert "B: Sure: GET /api/v1/bookings: no connection\n" in text
    assert "C: ConnectionRefusedError (Connection refused)\n" in text
    assert ": Odd (status 409)\n" in text
    assert SECRET not in text


def test_of_a_library_only_the_text_in_its_code_is_told(capsys) -> None:
    logs.set_up("bot", LogSettings())
    module = library(
        """
        def speak(secret):
            logger.error("The server is gone.")
            logger.error("Failed after %d tries: %s %s", 3, secret, ValueError(secret))
            logger.error(
                "From %(host)s", {"host": secret}
            )
            logger.error(f"Cannot read {secret}")
            logger.error("Cannot read " + secret)
            logger.error("%d letters", secret)
            logger.error(ValueError(secret))
        """
    )
    module.speak(SECRET)
    lines = [line.partition(": ")[2] for line in told(capsys).splitlines()]
    assert lines == [
        "The server is gone.",
        "Failed after 3 tries: … ValueError",
        "From …",
        "(some_library.py:8, speak: its words are left out)",
        "(some_library.py:9, speak: its words are left out)",
        "%d letters",
        "(some_library.py:11, speak: its words are left out)",
    ]


def test_before_anybody_is_served_libraries_may_say_what_is_wrong(capsys) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Told("bot", is_json=False))
    logging.getLogger().handlers[:] = [handler]
    module = library("def speak(what): logger.error(f'Cannot read {what}')")
    module.speak("config.yml")
    logs.seal()
    module.speak("config.yml")
    assert told(capsys).count("config.yml") == 1


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_a_level_is_for_our_own_notes_and_shows_no_more_of_libraries(capsys, level: str) -> None:
    logs.set_up("api", log_settings({"BOOKINGS_LOG_LEVEL": level}))
    for name in ("bookings.x", "some_library"):
        for each in ("debug", "info", "warning", "error"):
            getattr(logging.getLogger(name), each)("a note")
    lines = told(capsys).splitlines()
    ours = [line.split()[2].lower() for line in lines if "bookings.x" in line]
    theirs = [line.split()[2].lower() for line in lines if "some_library" in line]
    levels = ["debug", "info", "warning", "error"]
    assert ours == levels[levels.index(level) :]
    assert theirs == (["error"] if level == "error" else ["warning", "error"])


def test_what_ends_by_itself_is_noted_without_its_words(capsys) -> None:
    logs.set_up("api", LogSettings())

    def fail() -> None:
        raise ValueError(SECRET)

    class Fails:
        def __del__(self) -> None:
            raise ValueError(SECRET)

    thread = threading.Thread(target=fail)
    # pytest has hooks of its own around each test.
    threading.excepthook = lambda end: logs._note_end("A thread", end.exc_value)
    sys.unraisablehook = lambda end: logs._note_end("Something", end.exc_value)
    thread.start()
    thread.join()
    Fails()
    gc.collect()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = logs._note_warning
        warnings.warn(SECRET, UserWarning, stacklevel=1)
    text = told(capsys)
    assert "A thread ended with an error." in text
    assert "Something ended with an error." in text
    assert re.search(r"UserWarning at \S*test_logs\.py:\d+", text)
    assert SECRET not in text


def test_a_note_that_cannot_be_written_is_not_printed_instead(capsys) -> None:
    logs.set_up("api", LogSettings())

    class Unprintable:
        def __str__(self) -> str:
            raise ValueError(SECRET)

    logging.getLogger("bookings.x").error("It is %s and %s", Unprintable(), SECRET)
    assert SECRET not in told(capsys)


@pytest.mark.parametrize(
    ("setting", "value", "right"),
    [
        ("BOOKINGS_LOG_FORMAT", "xml", "text, json"),
        ("BOOKINGS_LOG_LEVEL", "loud", "debug, info, warning, error"),
    ],
)
def test_a_wrong_setting_is_told_with_what_is_right(setting: str, value: str, right: str) -> None:
    with pytest.raises(LogSettingError, match=f'{setting} must be one of {right}; it is "{value}"'):
        log_settings({setting: value})


def test_settings_are_read() -> None:
    assert log_settings({}) == LogSettings(False, None)
    given = {"BOOKINGS_LOG_FORMAT": " JSON ", "BOOKINGS_LOG_LEVEL": "debug"}
    assert log_settings(given) == LogSettings(True, logging.DEBUG)
