"""`python -m tools.check_scripts`: the types of the scripts in web/, as their JSDoc tells them.

TypeScript is kept in .venv/web as web/package-lock.json has it;
a stamp, written last, tells whether it is whole.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import environments, node
from tools.commands import run_logged
from tools.console import Problem, step
from tools.locking import held
from tools.node import Node
from tools.paths import ENVIRONMENTS, ROOT, VAR

WEB = ROOT / "web"
PLACE = ENVIRONMENTS / "web"
LISTS = ("package.json", "package-lock.json")
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
PATIENCE = ("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
FAILED = (
    "TypeScript, which checks the scripts in web/, could not be installed. "
    "The npm registry has to be reachable, or your .npmrc to name a mirror of it"
)


def main() -> int:
    """Check the scripts; 1 when a type is wrong. Raises Problem when the checker cannot be installed."""
    found = node.find_or_install()
    _ensure(found)
    tsc = PLACE / "node_modules" / "typescript" / "bin" / "tsc"
    return subprocess.run([found.node, tsc, "--project", WEB], cwd=ROOT, check=False).returncode


def _ensure(found: Node) -> None:
    """Install TypeScript, unless what the lock names is there. Two of these at once wait for each other."""
    if _is_whole():
        return
    with held(VAR / "setup.lock", "another set-up of this folder") as lock:
        if not _is_whole():
            _install(found, lock)


def _is_whole() -> bool:
    try:
        return bool(json.loads((PLACE / environments.STAMP).read_text()) == _state())
    except (OSError, ValueError):
        return False


def _state() -> dict[str, object]:
    lists = b"".join((WEB / name).read_bytes() for name in LISTS)
    files = sum(1 for _ in environments.files_in(PLACE / "node_modules"))
    return {"lock": hashlib.sha256(lists).hexdigest(), "files": files}


def _install(found: Node, lock: int) -> None:
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    for name in LISTS:
        shutil.copy(WEB / name, PLACE)
    path = os.pathsep.join([str(found.node.parent), os.environ.get("PATH", os.defpath)])
    command: list[str | Path] = [found.npm, *INSTALL, *PATIENCE, "--prefix", PLACE]
    with step("Installing TypeScript, for the types of the scripts (about 5 MB to download)"):
        run_logged(command, "setup-web.log", FAILED, {"PATH": path}, lock)
    (PLACE / environments.STAMP).write_text(json.dumps(_state(), indent=1) + "\n")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))
