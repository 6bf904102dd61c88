"""How far the installer is, read from what it logs."""

import re
from pathlib import Path

STARTED = r"Downloading (\S+) \(([\d.]+)(KiB|MiB|GiB)\)"


class Downloads:
    """How far uv is, read from what it logs: "Downloading numpy (16.3MiB)", later "Downloaded numpy"."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def told(self) -> str:
        text = self._log.read_text(errors="replace") if self._log.exists() else ""
        sizes = {name: _mebibytes(size, unit) for name, size, unit in re.findall(STARTED, text)}
        done = [name for name in re.findall(r"Downloaded (\S+)", text) if name in sizes]
        if re.search(r"^Prepared ", text, re.MULTILINE):
            return "downloaded, now writing the files"
        total, got = sum(sizes.values()), sum(sizes[name] for name in done)
        return f"{got:.0f} of {total:.0f} MB of the large packages downloaded" if sizes else ""


def _mebibytes(size: str, unit: str) -> float:
    return float(size) * {"KiB": 1 / 1024, "MiB": 1.0, "GiB": 1024.0}[unit]
