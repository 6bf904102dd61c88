"""Schemathesis over the whole OpenAPI document, on the application itself.

By hand, for a long run (cases of an operation and phase, database, seed):

    .venv/api/bin/python -m tests.bookings.api.fuzzing 500 sqlite 1
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis.transport.requests
from litestar import Litestar
from litestar.testing import TestClient
from schemathesis import engine
from schemathesis.checks import CheckContext
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.engine import events
from schemathesis.generation.case import Case

from bookings.api.app import make_app
from bookings.api.core import Core
from bookings.identifiers import RandomIdentifiers
from bookings.storage.database import Database
from bookings.storage.unit import SqlStorage
from bookings.testing import SteppingClock
from tests.bookings.api.documented import TODAY, set_up
from tests.bookings.databases import backend_named
from tests.bookings.support import KEY, Api

OFF = ("positive_data_acceptance",)
"""What fits the schema may still be no bookable time, no time zone, no hold of ours: rightly refused."""
REJECTED = ["400", "401", "403", "404", "406", "409", "413", "422", "428"]
"""How what does not fit is refused: 413, too, as a list that is too long may also be too large."""


@schemathesis.check
def documented_error_code(_: CheckContext, response: Response, case: Case) -> None:
    """Not only the status: the very code has to be among those that the operation is said to answer."""
    if response.status_code < 400 or response.status_code in (405, 500):
        return
    told = case.operation.definition.raw["responses"].get(str(response.status_code))
    code = response.json()["error"]["code"]
    if told is not None and code not in told["content"]["application/json"]["examples"]:
        raise AssertionError(f"{code} is not documented for {response.status_code}")


@dataclass
class Report:
    """What came of a run."""

    cases: int = 0
    """Requests sent, but for those that only look into a failure."""
    statuses: Counter[int] = field(default_factory=Counter)
    """How often each status was answered."""
    operations: set[str] = field(default_factory=set)
    """Those that were tried."""
    failures: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """By operation, check and what it found: the request and its answer."""
    errors: list[str] = field(default_factory=list)
    """What kept schemathesis from working."""

    def told(self) -> str:
        found = [" ".join(key) + "\n" + text for key, text in self.failures.items()]
        return "\n\n".join([*found, *self.errors])


def fuzz(app: Litestar, most: int, seed: int | None = None) -> Report:
    """Every phase: examples, coverage, fuzzing, stateful; `most` cases of an operation in the last two.

    Without a seed it is the same each time.
    """
    config: dict[str, Any] = {
        "generation": {
            "max-examples": most,
            "deterministic": seed is None,
            "no-shrink": True,
            "database": "none",
        },
        "checks": {
            "negative_data_rejection": {"expected-statuses": REJECTED},
            **{name: {"enabled": False} for name in OFF},
        },
        "headers": {"Authorization": f"Bearer {KEY}"},
        "continue-on-failure": True,
    }
    if seed is not None:
        config["seed"] = seed
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=SchemathesisConfig.from_dict(config))
    report = Report()
    for event in engine.from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _note(report, event)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            report.errors.append(str(getattr(event, "info", None) or getattr(event, "exception", event)))
    return report


def _note(report: Report, event: events.ScenarioFinished) -> None:
    recorder = event.recorder
    report.cases += len(recorder.interactions)
    for interaction in recorder.interactions.values():
        if interaction.response is not None:
            report.statuses[interaction.response.status_code] += 1
    for case_id, node in recorder.cases.items():
        report.operations.add(node.value.operation.label)
        for check in recorder.checks.get(case_id, ()):
            if check.failure_info is not None:
                failure: Failure = check.failure_info.failure
                answer = recorder.interactions[case_id].response
                text = f"{failure.message}\n{check.failure_info.code_sample}"
                if answer is not None:
                    text += f"\n-> {answer.status_code} {(answer.content or b'')[:400]!r}"
                key = (node.value.operation.label, check.name, failure.title)
                report.failures.setdefault(key, text)


def main(most: str, kind: str, seed: str) -> int:
    """A long run by hand, on a database of its own."""
    with TemporaryDirectory() as folder, backend_named(kind, Path(folder)) as backend:
        storage, clock = SqlStorage(Database(backend.make())), SteppingClock(TODAY)
        app = make_app(Core(storage, clock, RandomIdentifiers()))
        with TestClient(make_app(Core(storage, clock, RandomIdentifiers()))) as client:
            set_up(Api(client, storage, clock))
        report = fuzz(app, int(most), int(seed))
        storage.database.close()
    sys.stdout.write(f"{report.told()}\n{report.cases} cases, {dict(report.statuses)}\n")
    return bool(report.failures or report.errors)


if __name__ == "__main__":
    logging.disable(logging.ERROR)
    sys.exit(main(*sys.argv[1:]))
