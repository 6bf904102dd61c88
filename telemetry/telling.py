"""What of a note may be told: what happened and where, never what a person has said.

The notes of our own modules name no persons; what they name in addition is told, except for errors: their
words may quote anything. Of an error its kind is told, where it happened, and what holds no words: statuses,
codes, numbers of the system. An error's class of ours that is sure of its words has them in `log_text`.

Of a library's notes the text is told that stands in the library's code, with the numbers that were filled in.
Words put together on the way (f-strings) may hold a message or a name: of those only the place is told.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from types import FrameType, TracebackType
from typing import Any

OURS = ("bookings", "bot", "actions", "telemetry", "tools")
LEFT_OUT = "…"
_CODE = re.compile(r"[A-Za-z0-9_]{1,40}")
_FACTS = ("status", "status_code", "sqlstate", "code")


def is_ours(record: logging.LogRecord) -> bool:
    """Whether a module of this project noted it."""
    return record.name.partition(".")[0] in OURS


def words(record: logging.LogRecord) -> str:
    """What happened, as one may tell it."""
    if is_ours(record):
        return _filled(record, _own)
    if isinstance(record.msg, str) and _stands_in_code(record):
        return _filled(record, _foreign)
    return f"({record.filename}:{record.lineno}, {record.funcName}: its words are left out)"


def _filled(record: logging.LogRecord, told: Any) -> str:
    if not record.args:
        return described(record.msg) if isinstance(record.msg, BaseException) else str(record.msg)
    if isinstance(record.args, Mapping):
        arguments: Any = {name: told(value) for name, value in record.args.items()}
    else:
        arguments = tuple(told(value) for value in record.args)
    try:
        return str(str(record.msg) % arguments)
    except (TypeError, ValueError, KeyError):
        # A number was expected where words would have been filled in.
        return str(record.msg)


def _own(value: Any) -> Any:
    return described(value) if isinstance(value, BaseException) else value


def _foreign(value: Any) -> Any:
    if isinstance(value, BaseException):
        return described(value)
    return value if isinstance(value, (bool, int, float, type(None))) else LEFT_OUT


def _stands_in_code(record: logging.LogRecord) -> bool:
    """Whether the text is a constant of the function that noted it, which is still running."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_lineno == record.lineno and frame.f_code.co_filename == record.pathname:
            return record.msg in frame.f_code.co_consts
        frame = frame.f_back
    return False


def described(error: BaseException) -> str:
    """The kinds of the error and of those that caused it, with what holds no words."""
    return " from ".join(_kind(each) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _kind(error: BaseException) -> str:
    name = type(error).__name__
    text = getattr(error, "log_text", None)
    if isinstance(text, str):
        return f"{name}: {text}"
    holders = (error, getattr(error, "response", None))
    facts = [
        f"{fact} {value}" for each in holders for fact in _FACTS if (value := _fact(each, fact)) is not None
    ]
    if isinstance(error, OSError) and error.strerror and error.errno is not None:
        facts.append(error.strerror)
    return f"{name} ({', '.join(facts)})" if facts else name


def _fact(holder: object, fact: str) -> int | str | None:
    value = getattr(holder, fact, None)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return value if isinstance(value, str) and _CODE.fullmatch(value) else None


def places(error: BaseException) -> list[str]:
    """Where the error and those that caused it happened, the first cause first, without any values."""
    found = []
    for each in reversed(list(_chain(error))):
        found += [*_frames(each.__traceback__), _kind(each)]
    return found


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
