"""Rates that several processes count together, on a Redis of our own."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bookings.api.rate_limits import RateLimits, Rates
from bookings.api.shared_rates import SharedCounts, SharedMemory
from bookings.bootstrap import make_limits
from bookings.config import settings_from
from bookings.engine.errors import ConfigurationError, RateLimited
from bookings.services.rates import Rate
from bookings.testing import running_api
from tests.servers import Server

pytestmark = pytest.mark.slow


def limits(url: str, **rates: Rate) -> RateLimits:
    """As a process of its own has them."""
    counts = SharedCounts(url)
    return RateLimits(Rates(**rates), windows=lambda name, seconds: SharedMemory(name, counts, seconds))


def admitted(limits: RateLimits, line: str, times: int, is_write: bool = False) -> int:
    count = 0
    for _ in range(times):
        try:
            limits.admit(line, is_write)
            count += 1
        except RateLimited:
            pass
    return count


def test_two_processes_count_one_limit(redis_server: Server) -> None:
    first, second = (limits(redis_server.url, reads=Rate(5, 3600)) for _ in range(2))
    line = uuid.uuid4().hex
    assert admitted(first, line, 3) == 3
    assert admitted(second, line, 5) == 2
    assert admitted(first, line, 1) == 0
    told = second.headers(line, is_write=False)
    assert told["RateLimit"].startswith('"reads";r=0;t=')
    assert 3500 < int(told["RateLimit"].rpartition("=")[2]) <= 3600
    with pytest.raises(RateLimited) as refused:
        second.admit(line, is_write=False)
    assert 3500 < refused.value.retry_after_seconds <= 3600
    assert admitted(first, uuid.uuid4().hex, 1) == 1


def test_each_rate_has_its_own_count(redis_server: Server) -> None:
    shared, line = limits(redis_server.url, reads=Rate(2, 3600), writes=Rate(2, 3600)), uuid.uuid4().hex
    assert admitted(shared, line, 3) == 2
    assert admitted(shared, line, 3, is_write=True) == 2


def test_the_window_moves_on(redis_server: Server) -> None:
    shared, line = limits(redis_server.url, reads=Rate(2, 1)), uuid.uuid4().hex
    assert admitted(shared, line, 3) == 2
    time.sleep(1.2)
    assert admitted(shared, line, 3) == 2


def test_who_guesses_is_not_heard_by_any_process(redis_server: Server) -> None:
    first, second = (limits(redis_server.url, refused=Rate(2, 3600)) for _ in range(2))
    address = f"192.0.2.{uuid.uuid4().int % 250}"
    first.refuse_guessing(address)
    first.note_refused(address)
    second.note_refused(address)
    for each in (first, second):
        with pytest.raises(RateLimited):
            each.refuse_guessing(address)


def test_many_at_once_never_get_more_than_there_is(redis_server: Server) -> None:
    line, several = uuid.uuid4().hex, [limits(redis_server.url, reads=Rate(50, 3600)) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda number: admitted(several[number % 4], line, 20), range(8)))
    assert sum(counts) == 50


def test_a_large_window_is_looked_at_as_fast_as_a_small_one(redis_server: Server) -> None:
    """The control of what the module is for: only the ends of a window are looked at."""
    counts = SharedCounts(redis_server.url)
    for _ in range(20):
        assert counts.take("large", 100_000, 3600, 1000)
    counts.take("small", 100_000, 3600, 1)
    assert counts.look("large", 3600) == (pytest.approx(0, abs=600), 20_000)
    sizes = []
    for key in ("large", "small"):
        began = counts._redis.info("commandstats")["cmdstat_lindex"]["calls"]
        counts.look(key, 3600)
        sizes.append(counts._redis.info("commandstats")["cmdstat_lindex"]["calls"] - began)
    assert sizes == [1, 1]


def test_while_redis_is_away_each_process_counts_by_itself_and_says_so_once(
    redis_server: Server, caplog
) -> None:
    now = [1000.0]
    counts = SharedCounts(redis_server.url, lambda: now[0])
    shared = RateLimits(
        Rates(reads=Rate(3, 3600)), windows=lambda name, seconds: SharedMemory(name, counts, seconds)
    )
    line = uuid.uuid4().hex
    assert admitted(shared, line, 2) == 2
    redis_server.stop()
    try:
        for _ in range(3):
            admitted(shared, line, 2)
            now[0] += 6
        assert admitted(shared, line, 5) == 0
        assert shared.headers(line, is_write=False)["RateLimit"].startswith('"reads";r=0;')
    finally:
        redis_server.start()
    now[0] += 6
    assert admitted(shared, line, 3) == 1
    assert [record.getMessage().partition(";")[0] for record in caplog.records] == [
        "Redis does not answer",
        "Redis answers again",
    ]


def test_what_is_no_address_is_told() -> None:
    with pytest.raises(ConfigurationError, match="BOOKINGS_REDIS_URL must look like redis://"):
        make_limits(settings_from({"BOOKINGS_REDIS_URL": "localhost:6379"}))


def test_a_redis_that_was_never_there_stops_nobody(tmp_path: Path) -> None:
    settings = {"BOOKINGS_REDIS_URL": f"unix://{tmp_path}/nowhere"}
    with running_api(tmp_path, environment=settings) as api:
        assert api.request("GET", "/api/v1/catalogue")[0] == 200
    assert (tmp_path / "api.log").read_text().count("Redis does not answer") == 1


def test_two_running_processes_share_the_limit_of_a_key(redis_server: Server, tmp_path: Path) -> None:
    settings = {"BOOKINGS_REDIS_URL": redis_server.url, "BOOKINGS_RATE_LIMIT": "20/hour"}
    with running_api(tmp_path, environment=settings, workers=2) as api:
        found = [api.request("GET", "/api/v1/catalogue")[0] for _ in range(30)]
    assert found == [200] * 20 + [429] * 10
