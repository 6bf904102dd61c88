"""Node, which only the check of the scripts' types needs: from PATH, else from its Python package."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools import environments, interpreters
from tools.commands import answer
from tools.environments import Environment

OLDEST = (20, 0)
WHEEL = Environment("node", interpreters.API, "Node, for the types of the scripts", "about 60 MB")


@dataclass(frozen=True)
class Node:
    """The two programs of one installation."""

    node: Path
    """Runs a script."""
    npm: Path
    """Installs packages; finds its `node` on PATH."""


def find_or_install() -> Node:
    """The machine's own Node if it works and is new enough, else the one in .venv/node."""
    on_path = [shutil.which(name) for name in ("node", "npm")]
    own = Node(*(Path(found) for found in on_path if found)) if all(on_path) else None
    if own and _is_good(own):
        return own
    environments.ensure(WHEEL)
    return Node(WHEEL.folder / "bin" / "node", WHEEL.folder / "bin" / "npm")


def _is_good(own: Node) -> bool:
    """Asked of the programs: a shim has the name but does not answer, and Debian has Node without npm."""
    told = re.match(r"v(\d+)\.(\d+)\.", answer([own.node, "--version"]) or "")
    new_enough = told is not None and tuple(int(part) for part in told.groups()) >= OLDEST
    return new_enough and answer([own.npm, "--version"]) is not None
