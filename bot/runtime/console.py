"""Keeps the noise of Rasa, TensorFlow and their libraries off the console, and real errors on it.

Everything of interest goes into the log file (BOT_LOG_FILE); the console gets errors, and what the
programs here say to whoever started them. Must be set up before Rasa is imported.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

_QUIET = {
    # For matrices as small as ours the threads take longer to meet than to multiply.
    "OPENBLAS_NUM_THREADS": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}
_OWN_HANDLERS_ONLY = ("sanic.root", "sanic.error", "tensorflow", "apscheduler")
"""Loggers that Rasa cuts off from the root's handlers."""


def quiet_libraries(environ: MutableMapping[str, str] | None = None) -> None:
    """Set the switches that Rasa's libraries read when they are imported; what is set already stays."""
    target = os.environ if environ is None else environ
    for name, value in _QUIET.items():
        target.setdefault(name, value)
    if not sys.stderr.isatty():
        # Rasa draws progress bars unless it believes that its log is off; in a file they are rubbish.
        target.setdefault("LOG_LEVEL", "WARNING")


def set_up_logging(log_file: Path | None) -> None:
    """Send every note to `log_file` and errors to the console as well; warnings of Python are notes."""
    quiet_libraries()
    handlers = [_console_handler()] + ([_file_handler(log_file)] if log_file else [])
    root = logging.getLogger()
    root.handlers[:] = handlers
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").addFilter(lambda note: "DeprecationWarning" not in note.getMessage())
    for name in _OWN_HANDLERS_ONLY:
        logging.getLogger(name).handlers[:] = handlers
        logging.getLogger(name).propagate = False


def set_up_structlog() -> None:
    """Pass the structured notes of Rasa on as plain ones, once it can be imported.

    Only what happened and where is kept: Rasa's own way prints the values too, and the local variables of
    every function in a traceback, which is the person's name, e-mail address and words.
    """
    import structlog

    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.processors.format_exc_info, _plain_note],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def _plain_note(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    lines = [str(event.get("event_info") or event.get("event")), event.get("exception")]
    return "\n".join(line for line in lines if line)


def say(text: str) -> None:
    """Tell something to whoever started the program."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _console_handler() -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.ERROR)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    return handler


def _file_handler(log_file: Path) -> logging.Handler:
    log_file.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(log_file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler
