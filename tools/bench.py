"""`make bench`: every program in benchmarks/, each of which prints its ratio against a yardstick."""

import subprocess

from tools import environments
from tools.console import Problem, say
from tools.environments import Environment
from tools.paths import ROOT

FOLDER = ROOT / "benchmarks"


def main(_command: str, *names: str) -> int:
    """Run the benchmarks (those named, else all): benchmarks/bench_*.py. Gives 1 when one of them fails.

    One whose first line says "# environment: api" runs there, any other in the bot's.
    """
    environments.ensure(environments.API, environments.BOT)
    programs = [path for path in sorted(FOLDER.glob("bench_*.py")) if not names or path.stem in names]
    if not programs:
        raise Problem("There is no such benchmark." if names else "There are no benchmarks in benchmarks/.")
    failed = 0
    for path in programs:
        say(f"\n=== {path.stem.removeprefix('bench_')} ===")
        failed |= (
            subprocess.run([_environment(path.read_text()).python, path], cwd=ROOT, check=False).returncode
            != 0
        )
    return int(failed)


def _environment(text: str) -> Environment:
    return environments.API if text.startswith("# environment: api\n") else environments.BOT
