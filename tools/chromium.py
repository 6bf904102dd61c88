"""The browser that tests look at pages with: Debian's Chromium, or the one that CHROMIUM_BIN names."""

import os
import shutil
from pathlib import Path

NONE_FOUND = (
    "There is no Chromium on this machine. Debian's package chromium has one; another place can be named by "
    "CHROMIUM_BIN, the path of the program."
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> Path | None:
    """The program: CHROMIUM_BIN, or what is on the PATH; None if there is none."""
    named = os.environ.get("CHROMIUM_BIN")
    candidates = [named] if named else [shutil.which(name) for name in _NAMES]
    return next((Path(path) for path in candidates if path and Path(path).exists()), None)
