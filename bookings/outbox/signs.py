"""The worker has no port; that it lives is told by a file that it touches."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

logger = logging.getLogger(__name__)


def sign_of_life(file: Path | None) -> Callable[[], None]:
    """Write the process's number into the file, as often as called. None: do nothing."""

    def touch() -> None:
        if file is None:
            return
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{os.getpid()}\n")
        except OSError as error:  # a full disk is no reason to stop delivering
            logger.warning("%s could not be touched: %s", file, error.strerror)

    return touch
