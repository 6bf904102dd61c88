"""`make test` and `make quick`: pytest in both environments, side by side, one closing line for all."""

import os
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tools import environments, side_by_side
from tools.console import say
from tools.environments import Environment
from tools.paths import COMPILED, ROOT, VAR
from tools.side_by_side import Done, Job, Runner

TRAINING = "training"


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
UNDERSTANDING_TESTS = tuple(folder for folder in BOT_TESTS if folder != "conversations")
PURE_BOT_TESTS = ("bot/temporal", "bot/catalogue", "bot/test_clock.py", "actions/dialogue", "actions/client")
SWIFT = "not slow and not conversation"
# The pure parts: no server, no model, no import of Rasa.
QUICK = (
    Group("rules of the project", environments.API, ("tools/test_imports.py", "tools/test_docs.py"), SWIFT),
    Group("engine", environments.API, ("bookings/engine", "bookings/business_file"), SWIFT),
    Group("dates, names, dialogue", environments.BOT, PURE_BOT_TESTS, SWIFT),
)
# In the order in which they start: what takes longest first, so that short ones fill the end.
EVERY = (
    Group("conversations", environments.BOT, ("conversations",), "conversation", needs_model=True),
    Group("engine and API", environments.API, ("bookings",), "not conversation and not browser", processes=3),
    Group("understanding", environments.BOT, UNDERSTANDING_TESTS, "conversation", needs_model=True),
    Group("bot", environments.BOT, BOT_TESTS, "not conversation"),
    Group("all programs together", environments.API, ("tools", "bookings"), "conversation", needs_model=True),
    Group("booking page in a browser", environments.API, ("bookings/browser",), "browser"),
    Group("tools", environments.API, ("tools",), "not conversation"),
    Group("what programs tell of themselves", environments.API, ("telemetry",), "not conversation"),
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


@dataclass
class Results:
    """What all jobs came to."""

    counts: Counts = field(default_factory=Counts)
    broken: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)

    def add(self, name: str, done: Done, report: Path | None) -> None:
        """Take in a job that has ended, and its report if it is one of tests. No report is a failure."""
        if not done.was_run:
            say(f"\nNot run, because the training failed: {name}")
        elif report and not report.exists():
            say(f"pytest did not get to run the group {name} (exit code {done.code}).")
        elif report:
            self.counts.add(report)
        if done.code or (report and not report.exists()):
            self.broken.append(name)
        if done.was_run:
            self.times.append(f"  {done.seconds:5.0f} s  {name}")


def main(command: str) -> int:
    """Run the tests and give the exit code: 0 only when all groups ran and no test failed."""
    groups = {group.name: group for group in (QUICK if command == "quick" else EVERY)}
    environments.ensure(environments.API, environments.BOT)
    results, started = Results(), time.monotonic()

    def ended(job: Job, done: Done) -> None:
        results.add(job.name, done, report_of(groups[job.name]) if job.name in groups else None)

    runner = Runner(jobs(groups.values()), places(), ROOT, side_by_side.environment(COMPILED))
    runner.run(ended)
    say(f"\nAll tests together took {time.monotonic() - started:.0f} s:")
    say("\n".join(results.times))
    if results.broken:
        say(f"Not all right: {', '.join(results.broken)}")
    say(results.counts.line())
    return 1 if results.broken or results.counts.failed or not results.counts.passed else 0


def places() -> int:
    """How many processes share the processors: half of them wait for servers, clocks and each other."""
    return 2 * min(os.cpu_count() or 1, 4)


def jobs(groups: Iterable[Group]) -> list[Job]:
    """What is run; the model is trained first if any group needs it, and beside those that do not."""
    made = [_job(group) for group in groups]
    if not any(job.after for job in made):
        return made
    log = VAR / "test" / f"{TRAINING}.log"
    return [Job(TRAINING, (sys.executable, "-m", "tools", "train"), log), *made]


def _job(group: Group) -> Job:
    report = report_of(group)
    report.parent.mkdir(parents=True, exist_ok=True)
    for old in (report, report.with_suffix(".log")):  # an earlier run's
        old.unlink(missing_ok=True)
    command = (
        group.environment.python,
        "-m",
        "pytest",
        *(ROOT / "tests" / path for path in group.paths),
        "-q",
        "-m",
        group.marks,
        f"--junitxml={report}",
        *(("-n", str(group.processes), "--dist", "worksteal") if group.processes > 1 else ()),
        *(("--color=yes",) if sys.stdout.isatty() else ()),
    )
    after = TRAINING if group.needs_model else ""
    return Job(group.name, command, report.with_suffix(".log"), group.processes, after)


def report_of(group: Group) -> Path:
    """Where pytest leaves the group's JUnit report; what it prints is beside it."""
    return VAR / "test" / f"{group.name.replace(' ', '-').replace(',', '')}.xml"
