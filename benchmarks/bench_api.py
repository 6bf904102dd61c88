# environment: api
"""How fast the API is, as ratios against yardsticks in the same process, machine and run.

    make bench
    .venv/api/bin/python benchmarks/bench_api.py --database sqlite --rounds 3 --million 100000

Every figure is the median over rounds, in each of which everything is measured once, one after the other, so
that whatever else the machine does meets all alike. The load comes from a process of its own (`load.py`).
`cpu` is the server's own processor time for each request. Ends with 1 if a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import load, practice
from benchmarks.practice import FIRST_DAY, KEY, NOW
from tools import postgresql

ROOT = Path(__file__).resolve().parents[1]
CONNECTIONS = 8


@dataclass
class Server:
    """A server process with its address."""

    process: subprocess.Popen[str]
    port: int
    used: int = 0
    """How many starts have been booked."""

    def cpu(self) -> float:
        """Its processor time, its children's included."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return sum(map(load.cpu_of, [pid, *map(int, children)]))


@dataclass
class Series:
    """What was measured of one kind of request."""

    name: str
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    client: list[float] = field(default_factory=list)

    def line(self) -> str:
        rate, cpu, late, client = map(statistics.median, (self.rates, self.cpu, self.late, self.client))
        return (
            f"  {self.name:42}{rate:9,.0f}/s   cpu {cpu * 1e6:8,.0f} us   p99 {late * 1e3:7.2f} ms"
            f"   (load generator {client * 1e6:4.0f} us)"
        )


class Measured:
    """All series of a run, and whether the goals were reached."""

    def __init__(self) -> None:
        self.series: dict[str, Series] = {}
        self.missed: list[str] = []

    def take(
        self, name: str, server: Server, requests: Sequence[bytes], seconds: float | None, connections: int
    ) -> None:
        before = server.cpu()
        found = load.run(("127.0.0.1", server.port), requests, connections, seconds)
        used = server.cpu() - before
        wrong = {status: count for status, count in found.statuses.items() if status not in (200, 201)}
        if wrong:
            raise RuntimeError(f"{name}: answers {wrong}, such as {found.body[:300]!r}")
        series = self.series.setdefault(name, Series(name))
        series.rates.append(found.rate)
        series.cpu.append(used / found.answers)
        series.late.append(found.percentile(0.99))
        series.client.append(found.client_cpu / found.answers)

    def ratio(self, one: str, other: str) -> float:
        """Of the rates, the median over the rounds."""
        pairs = zip(self.series[one].rates, self.series[other].rates, strict=True)
        return statistics.median(a / b for a, b in pairs)

    def cpu_ratio(self, one: str, other: str) -> float:
        pairs = zip(self.series[one].cpu, self.series[other].cpu, strict=True)
        return statistics.median(a / b for a, b in pairs)

    def goal(
        self, what: str, value: float, is_reached: Callable[[float], bool], wanted: str, more: str = ""
    ) -> None:
        verdict = "reached" if is_reached(value) else "missed"
        print(f"  goal {verdict}: {what}: {value:.2f} (wanted {wanted}){more}", flush=True)
        if verdict == "missed":
            self.missed.append(what)


@contextmanager
def served(url: str, command: Sequence[str]) -> Iterator[Server]:
    settings = {
        "BOOKINGS_DATABASE_URL": url,
        "BOOKINGS_HOST": "127.0.0.1",
        "BOOKINGS_PORT": "0",
        "BOOKINGS_NOW": NOW.isoformat(),
        "BOOKINGS_RATE_LIMIT": "none",
        "BOOKINGS_WRITE_RATE_LIMIT": "none",
    }
    process = subprocess.Popen(
        [sys.executable, *command], env=os.environ | settings, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        told = process.stdout.readline()
        match = re.search(r"(\d+)(?: \(|\s*$)", told)
        if not match:
            raise RuntimeError(f"the server did not start: {told}")
        yield Server(process, int(match[1]))
    finally:
        process.terminate()
        process.wait(30)


def availability(link: str, days: int, count: int = 28) -> list[bytes]:
    """Of a stretch of days, each request another."""
    paths = []
    for offset in range(1, 1 + count):
        first = (FIRST_DAY + timedelta(days=offset)).date()
        last = first + timedelta(days=days - 1)
        when = f"date={first}" if days == 1 else f"from={first}&to={last}"
        paths.append(f"/api/v1/availability?booking_link_id={link}&{when}")
    return [load.request("GET", path, KEY) for path in paths]


def reads(count: int = 500) -> list[bytes]:
    return [load.request("GET", f"/yardstick/read?id=bk_{number:016}", KEY) for number in range(count)]


def creations(server: Server, count: int) -> list[bytes]:
    """Each of a start that nobody has asked for before."""
    numbers = range(server.used, server.used + count)
    server.used += count
    return [load.request("POST", "/api/v1/bookings", KEY, _booking(number)) for number in numbers]


def _booking(number: int) -> bytes:
    starts_at = FIRST_DAY + timedelta(days=1, minutes=5 * number)
    return json.dumps(
        {
            "booking_link_id": "fresh",
            "contact_name": "Dana Cole",
            "contact_email": "dana.cole@example.com",
            "contact_phone": "020 7946 0018",
            "client_timezone": "Europe/London",
            "start_time": f"{starts_at:%Y-%m-%dT%H:%M:%SZ}",
        }
    ).encode()


def measure(name: str, urls: Sequence[str], rounds: int, seconds: float, millions: str) -> Measured:
    """`urls`: of the database with ten thousand bookings, and perhaps of the one with a million."""
    found = Measured()
    yardsticks = [str(Path(__file__).with_name("yardsticks.py"))]
    with ExitStack() as stack:
        servers = [stack.enter_context(served(url, yardsticks)) for url in urls]
        size = len(load.run(("127.0.0.1", servers[0].port), availability("ten", 1, 1), 1).body)
        constant = [load.request("GET", f"/yardstick/constant?size={size}")]
        commits = [load.request("POST", "/yardstick/commit", KEY, _booking(1))]
        for number in range(-1, rounds):
            into = found if number >= 0 else Measured()  # the first round warms up
            for which, server in zip(("10,000", millions), servers, strict=False):
                at = f" of {which}"
                few = max(100, int(seconds * 400))
                into.take("constant" + at, server, constant, seconds, CONNECTIONS)
                into.take("one indexed read" + at, server, reads(), seconds, CONNECTIONS)
                into.take(
                    "availability, 10 x 1 day" + at, server, availability("ten", 1), seconds, CONNECTIONS
                )
                into.take("availability, 50 x 30 days" + at, server, availability("fifty", 30), seconds, 1)
                into.take("one-row commit" + at, server, commits * few, None, CONNECTIONS)
                into.take("create a booking" + at, server, creations(server, few), None, CONNECTIONS)
    print(f"{name}: {rounds} rounds; 10 x 1 day: {size} bytes", flush=True)
    for series in found.series.values():
        print(series.line())
    judge(found, len(urls) > 1, millions)
    return found


def judge(found: Measured, has_million: bool, millions: str) -> None:
    at, above = " of 10,000", lambda limit: lambda value: value >= limit
    day, wide = "availability, 10 x 1 day", "availability, 50 x 30 days"
    for one, other in ((day, "one indexed read"), ("create a booking", "one-row commit")):
        cpu = f"; server's processor time {found.cpu_ratio(one + at, other + at):.2f} times"
        what = f"throughput of {one} against {other}"
        found.goal(what, found.ratio(one + at, other + at), above(0.5), "at least 0.50", cpu)
    busiest = f" of {millions}" if has_million else at
    times = found.ratio(day + busiest, wide + busiest)
    # One request at a time against eight at a time: the server is one thread either way, but compare
    # what cannot be in favour of the long call.
    cpu = found.cpu_ratio(wide + busiest, day + busiest)
    found.goal(f"{wide} in calls of one day", max(times, cpu), lambda value: value < 40, "under 40")
    if has_million:
        for one in (day, "create a booking"):
            grown = found.ratio(one + at, one + f" of {millions}")
            cpu_grown = (
                f"; server's processor time {found.cpu_ratio(one + f' of {millions}', one + at):.2f} times"
            )
            what = f"{one}, {millions} stored against 10,000: times slower"
            found.goal(what, grown, lambda value: value <= 1.3, "at most 1.30", cpu_grown)


def measure_workers(url: str, rounds: int, seconds: float) -> Measured:
    found = Measured()
    with ExitStack() as stack:
        servers = {
            f"{count} worker{'s' if count > 1 else ''}": stack.enter_context(
                served(url, ["-m", "bookings", "serve", "--workers", str(count)])
            )
            for count in (1, 2)
        }
        for number in range(-1, rounds):
            into = found if number >= 0 else Measured()
            for name, server in servers.items():
                into.take(name, server, availability("ten", 1), seconds, 32)
    for series in found.series.values():
        print(series.line())
    what = "throughput of reads with 2 workers against 1"
    found.goal(what, found.ratio("2 workers", "1 worker"), lambda value: value >= 1.7, "at least 1.70")
    return found


@contextmanager
def databases(name: str, million: int) -> Iterator[list[str]]:
    """Filled; made anew each time."""
    wanted = [(10_000, 10), *([(million, 50)] if million else [])]
    with ExitStack() as stack:
        if name == "postgresql":
            address = stack.enter_context(postgresql.running(durable=True))
            urls = []
            for number in range(len(wanted)):
                _create(address, f"bench{number}")
                urls.append(postgresql.address_of(address, f"bench{number}"))
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            urls = [f"sqlite:///{folder}/{number}.db" for number in range(len(wanted))]
        for url, (count, staff) in zip(urls, wanted, strict=True):
            practice.fill(url, count, staff)
        yield urls


def _create(address: str, name: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each reading in a round")
    parser.add_argument("--million", type=int, default=1_000_000, help="how many are many; 0 leaves that out")
    parser.add_argument("--only-workers", action="store_true")
    wanted = parser.parse_args()
    missed: list[str] = []
    for name in ["sqlite", "postgresql"] if wanted.database == "both" else [wanted.database]:
        if name == "postgresql" and postgresql.binaries() is None:
            print(f"postgresql: left out. {postgresql.NONE_FOUND}")
            continue
        million = 0 if wanted.only_workers else wanted.million
        with databases(name, million) as urls:
            if not wanted.only_workers:
                found = measure(name, urls, wanted.rounds, wanted.seconds, f"{million:,}")
                missed += found.missed
            print(f"{name}, workers:", flush=True)
            missed += measure_workers(urls[0], wanted.rounds, wanted.seconds).missed
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
