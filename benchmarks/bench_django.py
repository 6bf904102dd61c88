# environment: api
"""Finding the free times of ten people on a day, against django-appointment with the same bookings.

    make bench, or .venv/api/bin/python benchmarks/bench_django.py [--rounds N]

Both have 10,000 bookings in SQLite, eight a day for each person, and find the same free starts (that is
checked). Each is asked in a process of its own, in turns; the times are processor time, without HTTP. Ours
includes the check of the API key that every request makes.
django-appointment is installed into var/bench/django at the first run (requirements/bench.txt).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import practice
from bookings.engine.slots import Slot
from bookings.services.authenticate import READ, authenticate
from bookings.services.list_slots import SlotsQuery, list_slots
from bookings.storage.database import Database
from bookings.storage.unit import SqlStorage
from tools import uv
from tools.commands import run_logged
from tools.paths import API_PYTHON, REQUIREMENTS, VAR

STAFF, BOOKINGS = 10, 10_000
DAY = date(2026, 6, 9)
WANTED = 50
LOCK = REQUIREMENTS / "bench.txt"
ENVIRONMENT = VAR / "bench" / "django"


def ensure_environment() -> Path:
    """The interpreter that has django-appointment."""
    python, installer = ENVIRONMENT / "bin" / "python", uv.find_or_install()
    if not python.exists():
        venv = [installer, "venv", "--no-project", "--python", API_PYTHON, ENVIRONMENT]
        run_logged(venv, "bench.log", "The environment for django-appointment could not be made")
    sync = [installer, "pip", "sync", "--require-hashes", "--python", python, LOCK]
    run_logged(sync, "bench.log", "django-appointment could not be installed")
    return python


def ours(storage: SqlStorage) -> list[Slot]:
    with storage.reading() as view:
        caller = authenticate(view, f"Bearer {practice.KEY}", READ, practice.NOW)
        query = SlotsQuery(DAY, DAY, link_id="ten")
        return list(list_slots(view, caller.business_id, query, practice.NOW).slots)


def by_person(slots: list[Slot]) -> dict[str, list[str]]:
    zone, found = ZoneInfo("Europe/London"), {str(number): list[str]() for number in range(STAFF)}
    for slot in slots:
        for staff_id in slot.staff_ids:
            found[str(int(staff_id.removeprefix("staff")))].append(f"{slot.starts_at.astimezone(zone):%H:%M}")
    return found


def seconds(work: Callable[[], object], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bookings.db"
        practice.fill(url, BOOKINGS, STAFF)
        storage = SqlStorage(Database(url))
        command = [ensure_environment(), Path(__file__).with_name("django_side.py"), folder, STAFF, BOOKINGS]
        with subprocess.Popen(
            list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as django:
            assert django.stdin
            assert django.stdout
            said = next(line for line in django.stdout if line.startswith("{"))  # it logs before
            theirs_found = json.loads(said)
            if theirs_found != by_person(ours(storage)):
                print("They do not find the same free starts.")
                return 1
            mine, theirs = [], []
            for number in range(-1, rounds):
                print(3, file=django.stdin, flush=True)
                their = float(django.stdout.readline()) / 3
                my = seconds(lambda: ours(storage), 100)
                if number >= 0:  # the first round warms up
                    mine.append(my)
                    theirs.append(their)
            django.stdin.close()
        storage.database.close()
    ratio = statistics.median(their / my for their, my in zip(theirs, mine, strict=True))
    starts = sum(map(len, theirs_found.values()))
    print(
        f"free times of {STAFF} people on a day, {BOOKINGS:,} bookings stored: "
        f"{starts} free starts, the same in both"
    )
    for name, took in (("bookings", mine), ("django-appointment", theirs)):
        print(f"  {name:20}{statistics.median(took) * 1e6:10,.0f} us of processor time")
    verdict = "reached" if ratio >= WANTED else "missed"
    print(f"  goal {verdict}: {ratio:.0f} times faster (wanted at least {WANTED})")
    return 0 if ratio >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
