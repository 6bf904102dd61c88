"""Progress on standard error: a line that renews itself on a terminal, else a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO


class Progress:
    """Say how far long work is; call it as often as you like, it speaks up now and then.

    Work of a second or two is done in silence.
    """

    FIRST_AFTER_SECONDS = 1.0
    TERMINAL_EVERY_SECONDS = 0.2
    FILE_EVERY_SECONDS = 10.0

    def __init__(
        self,
        what: str,
        stream: TextIO | None = None,
        is_quiet: bool = False,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what, self._seconds, self._is_quiet = what, seconds, is_quiet
        self._stream = stream or sys.stderr
        self._is_terminal = self._stream.isatty()
        self._next = seconds() + self.FIRST_AFTER_SECONDS
        self._is_line_open = False

    def __call__(self, done: int, fraction: float | None = None) -> None:
        """`done`: rows so far; `fraction`: of all the work, from 0 to 1, if that is known."""
        now = self._seconds()
        if self._is_quiet or now < self._next:
            return
        self._next = now + (self.TERMINAL_EVERY_SECONDS if self._is_terminal else self.FILE_EVERY_SECONDS)
        share = "" if fraction is None else f" ({min(fraction, 1):.0%})"
        text = f"{self._what}: {done:,} rows{share}"
        print(
            f"\r{text}" if self._is_terminal else text,
            end="" if self._is_terminal else "\n",
            file=self._stream,
        )
        self._stream.flush()
        self._is_line_open = self._is_terminal

    def done(self) -> None:
        """Leave the terminal's line as it is and go on below it."""
        if self._is_line_open:
            print(file=self._stream)
            self._is_line_open = False
