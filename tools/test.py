"""`make test` and `make quick`: pytest in both environments, quick tests first, one closing line for all."""

import subprocess
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from tools import environments, train
from tools.console import Problem, say
from tools.environments import Environment
from tools.paths import ROOT, VAR

NO_TESTS = 5


@dataclass(frozen=True)
class Group:
    """Tests that one pytest run takes."""

    name: str
    """What it is called in the output."""
    environment: Environment
    """Where they run."""
    paths: tuple[str, ...]
    """Files and folders below tests/."""
    marks: str = ""
    """pytest's -m expression."""
    needs_model: bool = False
    """Whether the trained model must be there."""
    processes: int = 1
    """How many share the tests: worth it where many of them wait for servers, clocks and each other."""


BOT_TESTS = ("bot", "actions", "nlu", "conversations", "telemetry")
PURE_BOT_TESTS = ("bot/temporal", "bot/catalogue", "bot/test_clock.py", "actions/dialogue", "actions/client")
SWIFT = "not slow and not conversation"
# The pure parts: no server, no model, no import of Rasa.
QUICK = (
    Group("rules of the project", environments.API, ("tools/test_imports.py", "tools/test_docs.py"), SWIFT),
    Group("engine", environments.API, ("bookings/engine", "bookings/business_file"), SWIFT),
    Group("dates, names, dialogue", environments.BOT, PURE_BOT_TESTS, SWIFT),
)
EVERY = (
    Group("tools", environments.API, ("tools",), "not conversation"),
    Group("what programs tell of themselves", environments.API, ("telemetry",), "not conversation"),
    Group("engine and API", environments.API, ("bookings",), "not conversation and not browser", processes=3),
    Group("booking page in a browser", environments.API, ("bookings/browser",), "browser"),
    Group("bot", environments.BOT, BOT_TESTS, "not conversation"),
    Group("conversations", environments.BOT, BOT_TESTS, "conversation", needs_model=True),
    Group("all programs together", environments.API, ("tools", "bookings"), "conversation", needs_model=True),
)


@dataclass
class Counts:
    """What the runs so far came to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, report: Path) -> None:
        """Add what a JUnit report says. A test that could not be set up has failed."""
        for suite in ET.parse(report).getroot().iter("testsuite"):
            count = {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
            bad = count["failures"] + count["errors"]
            self.failed += bad
            self.skipped += count["skipped"]
            self.passed += count["tests"] - bad - count["skipped"]

    def line(self) -> str:
        """The closing line: "N passed, N failed", and what was skipped if anything was."""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def main(command: str) -> int:
    """Run the tests and give the exit code: 0 only when all groups ran and no test failed."""
    groups = QUICK if command == "quick" else EVERY
    environments.ensure(environments.API, environments.BOT)
    counts, broken, started = Counts(), [], time.monotonic()
    for group in groups:
        if group.needs_model:
            train.main("train")
        if not _run(group, counts):
            broken.append(group.name)
    say(f"\nAll tests together took {time.monotonic() - started:.0f} s.")
    if broken:
        say(f"Not all right: {', '.join(broken)}")
    say(counts.line())
    return 1 if broken or counts.failed or not counts.passed else 0


def _run(group: Group, counts: Counts) -> bool:
    paths = [ROOT / "tests" / path for path in group.paths]
    say(f"\n=== {group.name} ===")
    report = VAR / "test" / f"{group.name.replace(' ', '-').replace(',', '')}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [
        group.environment.python,
        "-m",
        "pytest",
        *paths,
        "-q",
        "-m",
        group.marks,
        f"--junitxml={report}",
        *(("-n", group.processes, "--dist", "worksteal") if group.processes > 1 else ()),
    ]
    code = subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode
    if not report.exists():
        raise Problem(f"pytest did not get to run the group {group.name} (exit code {code}).")
    counts.add(report)
    return code == 0
