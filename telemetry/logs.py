"""The logs of a program: lines for people or, by setting, JSON objects for whatever collects them."""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telemetry import telling, trace

FORMATS = ("text", "json")
LEVELS = ("debug", "info", "warning", "error")
TALKATIVE = ("httpx", "httpcore")
"""They note every address that is called, also with a person's e-mail address or a provider's key in it."""

logger = logging.getLogger(__name__)
_state = {"sealed": False}


class LogSettingError(ValueError):
    """A setting is wrong; the message names it, what it is and what it has to be."""


@dataclass(frozen=True)
class LogSettings:
    """What the environment says of the logs."""

    is_json: bool = False
    """BOOKINGS_LOG_FORMAT: one JSON object in each line, instead of words for people."""
    level: int | None = None
    """BOOKINGS_LOG_LEVEL as a number of `logging`; None: what is usual for the program."""


def log_settings(environment: Mapping[str, str]) -> LogSettings:
    """Raises LogSettingError."""
    form = _one_of(environment, "BOOKINGS_LOG_FORMAT", FORMATS)
    level = _one_of(environment, "BOOKINGS_LOG_LEVEL", LEVELS)
    return LogSettings(form == "json", getattr(logging, level.upper()) if level else None)


def _one_of(environment: Mapping[str, str], name: str, choices: Sequence[str]) -> str | None:
    given = environment.get(name, "").strip().lower()
    if given and given not in choices:
        raise LogSettingError(f'{name} must be one of {", ".join(choices)}; it is "{given}".')
    return given or None


def fields(**values: Any) -> dict[str, Any]:
    """`extra` of a note: what it tells in fields of its own, numbers and names that nobody has typed."""
    return {"fields": values}


class Told(logging.Formatter):
    """One line for each note, with the trace that it belongs to, and an error's places below it.

    Until `seal` libraries may say what they like: there is nobody yet whose words they could repeat.
    """

    def __init__(self, program: str, is_json: bool, has_time: bool = True) -> None:
        super().__init__()
        self._program, self._is_json, self._has_time = program, is_json, has_time

    def format(self, record: logging.LogRecord) -> str:
        here = trace.current()
        return self._json(record, here) if self._is_json else self._text(record, here)

    def _text(self, record: logging.LogRecord, here: trace.SpanContext | None) -> str:
        # `make run` shows those lines of a program's output that begin so.
        head = f"{self.formatTime(record)} " if self._has_time else ""
        of = f" [{here.trace_id}]" if here else ""
        more = "".join(f" {name}={value}" for name, value in _fields(record).items())
        lines = [f"{head}{record.levelname} {record.name}{of}: {_words(record)}{more}"]
        error = _error(record)
        if error is None:
            return lines[0]
        if not _state["sealed"]:
            return "\n".join([*lines, self.formatException((type(error), error, error.__traceback__))])
        return "\n".join(lines + [f"  {place}" for place in telling.places(error)])

    def _json(self, record: logging.LogRecord, here: trace.SpanContext | None) -> str:
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        told: dict[str, Any] = {
            "time": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "program": self._program,
            "process": record.process,
            "logger": record.name,
            "message": _words(record),
        }
        if here:
            told |= {"trace_id": here.trace_id, "span_id": here.span_id}
        told |= _fields(record)
        error = _error(record)
        if error is not None:
            told |= {"error": telling.described(error), "stack": telling.places(error)}
        return json.dumps(told, ensure_ascii=False, default=str)


def _words(record: logging.LogRecord) -> str:
    return telling.words(record) if _state["sealed"] else record.getMessage()


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    found = getattr(record, "fields", None)
    return found if isinstance(found, dict) else {}


def set_levels(settings: LogSettings, usual: int, of_libraries: int) -> None:
    """Our own notes from the level asked for; a library's from `of_libraries` on, whatever is asked for."""
    level = usual if settings.level is None else settings.level
    logging.getLogger().setLevel(max(level, of_libraries))
    for name in telling.OURS:
        logging.getLogger(name).setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It would print the note with all its values.
    logging.raiseExceptions = False


def set_up(program: str, settings: LogSettings, usual: int = logging.WARNING) -> None:
    """To standard error, sealed: for programs that say what is wrong with their settings in another way."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Told(program, settings.is_json))
    logging.getLogger().handlers[:] = [handler]
    set_levels(settings, usual, logging.WARNING)
    seal()


def seal() -> None:
    """From now on people are served: nothing that they say is told, whoever notes it."""
    _state["sealed"] = True
    logging.captureWarnings(False)
    warnings.showwarning = _note_warning
    sys.excepthook = lambda kind, error, trace: _note_end("The program", error)
    threading.excepthook = lambda told: _note_end("A thread", told.exc_value)
    sys.unraisablehook = lambda told: _note_end("Something that nobody waits for", told.exc_value)


def _note_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object, **__: object
) -> None:
    logger.warning("%s at %s:%d", category.__name__, filename, lineno)


def _note_end(what: str, error: BaseException | None) -> None:
    if error is not None and not isinstance(error, KeyboardInterrupt):
        logger.error("%s ended with an error.", what, exc_info=error)
