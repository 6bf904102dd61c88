"""Logging is the process's own: each test leaves it as it was."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest

from telemetry import logs, telling


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root, names = logging.getLogger(), (*telling.OURS, *logs.TALKATIVE)
    levels = {name: logging.getLogger(name).level for name in names}
    before = root.handlers[:], root.level, logging.raiseExceptions
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning
    yield
    root.handlers[:], root.level, logging.raiseExceptions = before
    sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = hooks
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logs._state["sealed"] = False
