"""Several processes that do the same work: started together, replaced when one dies, stopped together."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

BRIEF_SECONDS = 5.0
"""A process that ends sooner has hardly begun to work."""
MOST_BRIEF = 5
"""So many brief lives in a row, and there is no sense in starting more."""

logger = logging.getLogger(__name__)


class Workers:
    """`work(number)` in so many processes, which are forked: to be made before any thread is."""

    def __init__(self, count: int, work: Callable[[int], None], on_stop: Callable[[], None]) -> None:
        """`on_stop` is called in this process, when the workers are told to end."""
        self._count, self._work, self._on_stop = count, work, on_stop
        self._numbers: dict[int, int] = {}
        self._began: dict[int, float] = {}
        self._brief = 0
        self._is_stopping = False
        # The other end closes when this process dies, however that comes; then the workers end too.
        self._alive, self._held = os.pipe()

    def run(self) -> int:
        """Until SIGTERM or SIGINT has stopped them all. 1: they could not be kept alive."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._stop)
        for number in range(self._count):
            self._start(number)
        while self._numbers:
            process, status = os.waitpid(-1, 0)
            self._ended(process, os.waitstatus_to_exitcode(status))
        return 1 if self._brief >= MOST_BRIEF else 0

    def _start(self, number: int) -> None:
        process = os.fork()
        if process == 0:
            self._be(number)
        self._numbers[process], self._began[process] = number, time.monotonic()
        if self._is_stopping:  # the signal came between the fork and the note of it
            _signal(process)

    def _be(self, number: int) -> None:
        """The worker's life; it never returns into the code of the process that it was forked from."""
        code = 1
        try:
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, signal.SIG_DFL)
            os.close(self._held)
            threading.Thread(target=self._end_with_parent, daemon=True).start()
            self._work(number)
            code = 0
        except KeyboardInterrupt:
            code = 0
        except BaseException:
            logger.exception("Worker %d failed.", number)
        finally:
            logging.shutdown()
            os._exit(code)

    def _end_with_parent(self) -> None:
        os.read(self._alive, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def _ended(self, process: int, code: int) -> None:
        number, began = self._numbers.pop(process), self._began.pop(process)
        if self._is_stopping:
            return
        self._brief = self._brief + 1 if time.monotonic() - began < BRIEF_SECONDS else 0
        logger.error("Worker %d ended by itself (%d).", number, code)
        if self._brief >= MOST_BRIEF:
            logger.error("The workers do not stay alive; giving up.")
            self._stop()
        else:
            self._start(number)

    def _stop(self, _signal_number: int = 0, _frame: FrameType | None = None) -> None:
        if not self._is_stopping:
            self._is_stopping = True
            self._on_stop()
        for process in self._numbers:
            _signal(process)


def _signal(process: int) -> None:
    try:
        os.kill(process, signal.SIGTERM)
    except ProcessLookupError:
        pass  # it has ended, and will be waited for
