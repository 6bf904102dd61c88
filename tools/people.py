"""`make export PERSON=…` and `make erase PERSON=…`: one person's data, with the bookings and with the bot."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tools import environments, settings
from tools.console import Problem, say
from tools.paths import API_PYTHON, BOT_PYTHON, ROOT


def main(command: str, person: str = "", *options: str) -> int:
    """Export: one JSON document, to standard output. Erase: first with the bookings, which may be refused;
    then with the bot. `person`: addresses and numbers, separated by commas."""
    words = [word.strip() for word in person.split(",") if word.strip()]
    if not words:
        raise Problem(f"Who? Say: make {command} PERSON=dana@example.com (or several, separated by commas)")
    for python, environment in ((API_PYTHON, environments.API), (BOT_PYTHON, environments.BOT)):
        if not python.exists():
            environments.ensure(environment)
    env = settings.from_environment().environment()
    wanted = [option for option in options if option]
    business = _business(wanted)
    kept = json.loads(_output(API_PYTHON, env, "bookings", "person", "export", *words, *business))
    references = [f"--reference={one['reference']}" for one in kept["bookings"]]
    if command == "export":
        said = json.loads(_output(BOT_PYTHON, env, "bot.people", "export", *words, *references))
        say(json.dumps({"bookings": kept, "bot": said}, ensure_ascii=False, indent=2))
        return 0
    code = _run(API_PYTHON, env, "bookings", "person", "erase", *words, *wanted)
    if code != 0 or "--dry-run" in wanted:
        return code
    return _run(BOT_PYTHON, env, "bot.people", "erase", *words, *references)


def _business(options: Sequence[str]) -> list[str]:
    found = [place for place, option in enumerate(options) if option == "--business"]
    return [each for place in found for each in options[place : place + 2]]


def _run(python: Path, env: dict[str, str], *command: str) -> int:
    return subprocess.run([str(python), "-m", *command], cwd=ROOT, env=env, check=False).returncode


def _output(python: Path, env: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [str(python), "-m", *command], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        raise Problem("Nothing was done.", done.returncode)
    return done.stdout
