from __future__ import annotations

import logging
import subprocess
import sys
import textwrap
import warnings
from pathlib import Path

import pytest

from bot.runtime import console

ROOT = Path(__file__).parents[3]


@pytest.fixture
def logging_as_it_was():
    root, handlers, level = logging.getLogger(), logging.getLogger().handlers[:], logging.getLogger().level
    yield
    logging.captureWarnings(False)
    root.handlers[:], root.level = handlers, level


@pytest.mark.usefixtures("logging_as_it_was")
def test_notes_go_to_the_file_and_errors_to_the_console_too(tmp_path: Path, capsys) -> None:
    console.set_up_logging(tmp_path / "log" / "bot.log")
    logging.getLogger("rasa.core").info("model loaded")
    logging.getLogger("rasa.core").error("out of order")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("mind this", UserWarning, stacklevel=1)
        warnings.warn("old hat", DeprecationWarning, stacklevel=1)
    shown, kept = capsys.readouterr(), (tmp_path / "log" / "bot.log").read_text()
    assert shown.out == ""
    assert shown.err == "ERROR rasa.core: out of order\n"
    assert "model loaded" in kept
    assert "out of order" in kept
    assert "mind this" in kept
    assert "old hat" not in kept


def test_switches_that_the_person_has_set_stay() -> None:
    environment = {"TF_CPP_MIN_LOG_LEVEL": "0"}
    console.quiet_libraries(environment)
    assert environment["TF_CPP_MIN_LOG_LEVEL"] == "0"
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"


def test_structured_notes_keep_what_happened_and_drop_the_values() -> None:
    # In a process of its own: structlog is configured once and for all.
    program = """
        import sys; sys.path.insert(0, ".")
        from bot.runtime import console
        console.set_up_logging(None)
        console.set_up_structlog()
        import structlog
        log = structlog.get_logger("rasa")
        def handle(secret):
            try:
                raise ValueError("no such slot")
            except ValueError:
                log.exception("rest.failed", text=secret, event_info="It failed.")
        handle("dana@example.org")
        log.error("plain.event", slot_values="dana@example.org")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "It failed." in done.stderr
    assert "ValueError: no such slot" in done.stderr
    assert "plain.event" in done.stderr
    assert "dana@example.org" not in done.stderr + done.stdout
