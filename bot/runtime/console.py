"""Keeps the noise of Rasa, TensorFlow and their libraries off the console, and real errors on it.

Everything of interest goes into the log file (BOT_LOG_FILE); the console gets errors, and what the
programs here say to whoever started them. Without a file the console gets all from BOOKINGS_LOG_LEVEL on,
when that is set. Must be set up before Rasa is imported.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from telemetry import logs
from telemetry.logs import LogSettings, Told

_QUIET = {
    # For matrices as small as ours the threads take longer to meet than to multiply.
    "OPENBLAS_NUM_THREADS": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}
_OWN_HANDLERS_ONLY = ("sanic.root", "sanic.error", "tensorflow", "apscheduler")
"""Loggers that Rasa cuts off from the root's handlers."""
_USUAL = LogSettings()


def quiet_libraries(environ: MutableMapping[str, str] | None = None) -> None:
    """Set the switches that Rasa's libraries read when they are imported; what is set already stays."""
    target = os.environ if environ is None else environ
    for name, value in _QUIET.items():
        target.setdefault(name, value)
    if not sys.stderr.isatty():
        # Rasa draws progress bars unless it believes that its log is off; in a file they are rubbish.
        target.setdefault("LOG_LEVEL", "WARNING")


def set_up_logging(log_file: Path | None, settings: LogSettings = _USUAL, program: str = "bot") -> None:
    """Send every note to `log_file` and errors to the console as well; warnings of Python are notes."""
    quiet_libraries()
    to_console = logging.ERROR if log_file or settings.level is None else settings.level
    console = _ready(logging.StreamHandler(sys.stderr), to_console, Told(program, settings.is_json, False))
    handlers = [console] + ([_file_handler(log_file, Told(program, settings.is_json))] if log_file else [])
    root = logging.getLogger()
    root.handlers[:] = handlers
    logs.set_levels(settings, usual=logging.INFO, of_libraries=logging.INFO)
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").addFilter(lambda note: "DeprecationWarning" not in note.getMessage())
    for name in _OWN_HANDLERS_ONLY:
        logging.getLogger(name).handlers[:] = handlers
        logging.getLogger(name).propagate = False


def set_up_structlog() -> None:
    """Pass the structured notes of Rasa on as plain ones, once it can be imported.

    Only what happened is kept: Rasa's own way prints the values too, and the local variables of every
    function in a traceback, which is the person's name, e-mail address and words.
    """
    import structlog

    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, _plain_note],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def _plain_note(_: Any, __: str, event: MutableMapping[str, Any]) -> tuple[tuple[str], dict[str, Any]]:
    return (str(event.get("event_info") or event.get("event")),), {"exc_info": event.get("exc_info")}


def say(text: str) -> None:
    """Tell something to whoever started the program."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _file_handler(log_file: Path, form: logging.Formatter) -> logging.Handler:
    log_file.parent.mkdir(parents=True, exist_ok=True)
    return _ready(logging.FileHandler(log_file, encoding="utf-8"), logging.NOTSET, form)


def _ready(handler: logging.Handler, level: int, form: logging.Formatter) -> logging.Handler:
    handler.setLevel(level)
    handler.setFormatter(form)
    return handler
