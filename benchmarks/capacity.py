"""What a conversation and an availability call cost on each part, and what follows for a day of many of them.

    .venv/bot/bin/python benchmarks/capacity.py                    # measure, then reckon; some minutes
    .venv/bot/bin/python benchmarks/capacity.py --conversations 80

The Bookings API, its worker, the action server and the bot run as in earnest, on a PostgreSQL of their own.
People are booked over REST, in the words of `bot_conversations.py`. Processor time is read from /proc, sizes
and the write-ahead log from the database; waiting is simulated with them (`queueing.py`). The assumptions are
in docs/capacity.md, as is a run's outcome.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg2

from benchmarks import bot_sides, load
from benchmarks.bot_conversations import NOW, conversations
from benchmarks.queueing import simulate
from benchmarks.talk import talk
from bookings.testing import RunningApi, running_api
from tests.conversations.stack import free_ports
from tools import postgresql, train
from tools.paths import API_PYTHON, ROOT

AT_ONCE = 4
CALLS = 400
PARTS = ("bot", "actions", "api", "worker", "database")

WORK_DAY_HOURS, PEAK = 10, 5
"""A day's conversations come within so many hours, and at the peak so many times as often as on average."""
BUSIEST = 0.6
"""How busy a process may be at the peak."""
DAYS = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
SPREAD = 0.5
"""Of service times around their mean: the deviation of a gamma distribution, as a part of the mean."""


@dataclass(frozen=True)
class Costs:
    """Of one conversation."""

    messages: float
    cpu: dict[str, float]
    """Seconds of processor time, by part."""
    memory: dict[str, float]
    """Resident megabytes of a process, by part."""
    rows: float
    bytes: float
    """Of tables and indexes."""
    wal: float
    """Bytes of the write-ahead log."""


class Postgresql:
    """The server's own figures."""

    def __init__(self, address: str) -> None:
        self.connection = psycopg2.connect(address.replace("+psycopg", ""))
        self.connection.autocommit = True
        self.postmaster = _parent(int(self._one("SELECT pg_backend_pid()")))

    def cpu(self) -> float:
        """Seconds of all its processes, also of those that have ended."""
        live = [pid for pid in _pids() if _parent(pid) == self.postmaster]
        return _with_children(self.postmaster) + sum(map(load.cpu_of, live))

    def bytes(self) -> int:
        return int(self._one("SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables"))

    def rows(self) -> int:
        query = "SELECT relname FROM pg_stat_user_tables"
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            names = [name for (name,) in cursor.fetchall()]
        return sum(int(self._one(f"SELECT count(*) FROM {name}")) for name in names)

    def wal(self) -> int:
        return int(self._one("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"))

    def _one(self, query: str) -> float:
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return float(cursor.fetchone()[0])


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["", "0"]


def _parent(pid: int) -> int:
    return int(_fields(pid)[1])


def _with_children(pid: int) -> float:
    return sum(map(int, _fields(pid)[11:15])) / load.TICKS


def measure(count: int) -> tuple[Costs, dict[str, float]]:
    """A conversation's costs; and the milliseconds of an availability call, by part."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgresql.running(durable=True))
        settings = {
            "BOOKINGS_DATABASE_URL": server,
            "BOOKINGS_NOW": NOW.isoformat(),
            "BOOKINGS_NOW_AT": str(time.time()),
            "BOOKINGS_RATE_LIMIT": "none",
            "BOOKINGS_WRITE_RATE_LIMIT": "none",
            "BOOKINGS_SECRET_KEY": "k" * 40,
            "BOOKINGS_MAIL_FOLDER": str(folder / "mail"),
        }
        business = bot_sides.BUSINESS.read_text(encoding="utf-8")
        api = stack.enter_context(running_api(folder, business, NOW.isoformat(), str(API_PYTHON), settings))
        worker = subprocess.Popen(
            [str(API_PYTHON), "-m", "bookings", "worker"],
            env={**os.environ, **settings},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(worker.wait)
        stack.callback(worker.terminate)
        side = bot_sides.ours(folder, free_ports(2), settings | _to(api))
        stack.callback(lambda: [side.stop(what) for what in list(side.processes)])
        side.start("actions")
        side.seconds_to_first_answer()
        database = Postgresql(server)

        def cpu() -> dict[str, float]:
            more = {"api": load.cpu_of(api.process.pid), "worker": load.cpu_of(worker.pid)}
            return side.cpu() | more | {"database": database.cpu()}

        said = conversations()
        talk(side.port, list(itertools.islice(said, 4)), 2)
        idle = _idle(cpu)
        before, sizes, began = cpu(), (database.rows(), database.bytes(), database.wal()), time.monotonic()
        told = talk(side.port, list(itertools.islice(said, count)), AT_ONCE)
        _until_delivered(database)
        took = time.monotonic() - began
        spent = {part: now - before[part] - idle[part] * took for part, now in cpu().items()}
        after = database.rows(), database.bytes(), database.wal()
        rows, size, wal = ((late - early) / count for early, late in zip(sizes, after, strict=True))
        resident = side.memory() | {
            "api": bot_sides._resident(api.process.pid),
            "worker": bot_sides._resident(worker.pid),
        }
        costs = Costs(
            len(told.latencies) / count,
            {part: seconds / count for part, seconds in spent.items()},
            resident,
            rows,
            size,
            wal,
        )
        return costs, _calls(api, cpu)


def _to(api: RunningApi) -> dict[str, str]:
    return {"BOOKINGS_API_URL": api.url, "BOOKINGS_API_KEY": api.api_key}


def _idle(cpu: Callable[[], dict[str, float]], seconds: float = 5.0) -> dict[str, float]:
    """What each part takes in a second in which nobody says anything."""
    before = cpu()
    time.sleep(seconds)
    return {part: (now - before[part]) / seconds for part, now in cpu().items()}


def _until_delivered(database: Postgresql) -> None:
    due = "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL"
    until = time.monotonic() + 120
    while database._one(due) and time.monotonic() < until:
        time.sleep(0.2)


def _calls(api: RunningApi, cpu: Callable[[], dict[str, float]]) -> dict[str, float]:
    links = api.request("GET", "/api/v1/booking-links")[1]["data"]
    path = f"/api/v1/availability?booking_link_id={links[0]['id']}&date=2026-12-01"
    headers = {"Authorization": f"Bearer {api.api_key}"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    before = cpu()
    for _ in range(CALLS):
        with opener.open(urllib.request.Request(api.url + path, headers=headers), timeout=30) as answer:
            json.load(answer)
    return {part: 1000 * (now - before[part]) / CALLS for part, now in cpu().items()}


def processes(per_second: float, seconds: float) -> int:
    """How many it takes so that none is busier than BUSIEST."""
    return max(1, math.ceil(per_second * seconds / BUSIEST))


def wait_of_one(per_second: float, seconds: float) -> float:
    """What 95 of 100 messages wait at most for a process that so many come to, in seconds.

    A conversation stays with its process, so each has a queue of its own.
    """
    shape = 1 / SPREAD**2
    return simulate(per_second, 1, lambda chance: _gamma(chance, shape, seconds), 40_000).percentile(0.95)


def _gamma(chance: Random, shape: float, mean: float) -> float:
    return chance.gammavariate(shape, mean / shape)


def table(costs: Costs, days: Sequence[int] = DAYS) -> Iterator[str]:
    """A row for each number of conversations a day."""
    yield (
        "| conversations a day | messages/s at the peak | bot | actions | API | worker | database cores "
        "| memory GB | p95 wait for the bot | rows a day | database GB a year | log MB/s at the peak |"
    )
    yield "| ---: " * 12 + "|"
    for day in days:
        peak = day / (WORK_DAY_HOURS * 3600) * PEAK
        counts = {part: processes(peak, costs.cpu[part]) for part in PARTS}
        memory = sum(counts[part] * costs.memory[part] for part in PARTS if part != "database") / 1024
        said = peak * costs.messages
        wait = wait_of_one(said / counts["bot"], costs.cpu["bot"] / costs.messages)
        year = day * 365 * costs.bytes / 1e9
        yield (
            f"| {day:,} | {said:,.2f} | {' | '.join(str(counts[part]) for part in PARTS)} "
            f"| {memory:,.1f} | {wait * 1000:,.0f} ms | {day * costs.rows:,.0f} | {year:,.2f} "
            f"| {peak * costs.wal / 1e6:,.3f} |"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--conversations", type=int, default=60, metavar="N", help="how many are played (60)")
    wanted = parser.parse_args()
    train.main("train")
    busy = os.getloadavg()
    costs, call = measure(wanted.conversations)
    print(f"load of the machine before {busy[0]:.1f}, after {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores")
    print(f"a conversation: {costs.messages:.1f} messages, {costs.rows:.1f} rows,")
    print(f"{costs.bytes / 1000:.1f} kB of tables and indexes, {costs.wal / 1000:.1f} kB of write-ahead log")
    for part in PARTS:
        resident = f"{costs.memory[part]:.0f} MB" if part in costs.memory else ""
        print(
            f"  {part:9} {1000 * costs.cpu[part]:7.1f} ms a conversation  "
            f"{call[part]:6.2f} ms an availability call  {resident}"
        )
    print("\n".join(table(costs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
