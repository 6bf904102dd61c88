"""The commands of the Makefile: `python -m tools COMMAND [ARGUMENT …]`."""

import importlib
import signal
import sys
from types import FrameType
from typing import NoReturn

from tools.console import Problem, say

COMMANDS = {
    "set-up": ("tools.set_up", "make both environments"),
    "train": ("tools.train", "train the model when something it depends on has changed"),
    "run": ("tools.run", "start everything and wait for Ctrl-C"),
    "cluster": ("tools.cluster.run", "start several processes of each program behind nginx"),
    "roll": ("tools.cluster.roll", "replace the cluster's programs one after another"),
    "shell": ("tools.shell", "talk to the bot in this terminal"),
    "apply": ("tools.apply", "apply a business file: apply FILE"),
    "export": ("tools.people", "everything that is kept of one person"),
    "erase": ("tools.people", "erase one person: erase ADDRESS [--cancel …]"),
    "test": ("tools.test", "run every test"),
    "quick": ("tools.test", "run the tests that take seconds"),
    "check": ("tools.check", "formatter, linter, type checkers, conversation data"),
    "format": ("tools.check", "let the formatter and the linter change what they can"),
    "bench": ("tools.bench", "run every benchmark"),
    "docs": ("tools.docs", "build the documentation site"),
    "docs-serve": ("tools.docs", "show the documentation site while you write"),
    "lock": ("tools.lock", "resolve requirements/*.in into hashed locks"),
    "clean": ("tools.clean", "remove everything that was made, but not the bookings"),
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        lines = [f"  {name:10} {about}" for name, (_, about) in COMMANDS.items()]
        say("\n".join(["Usage: python -m tools COMMAND", "", *lines]))
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    module = importlib.import_module(COMMANDS[arguments[0]][0])
    try:
        return int(module.main(*arguments) or 0)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        return 130


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    """Unwind as on Ctrl-C, so that every program started here is ended first."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
