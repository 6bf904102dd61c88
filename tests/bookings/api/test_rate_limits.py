"""How often a key may ask, and an address without one."""

from __future__ import annotations

import copy
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.api.rate_limits import RateLimits, Rates
from bookings.api.rate_memory import TIDY_EVERY, Memory
from bookings.engine.errors import RateLimited
from bookings.services.rates import Rate, parse_rate
from tests.bookings.support import DENTIST, KEY, Api, error_of

OTHER_KEY = "key-of-the-others-0123456789"


@dataclass
class Seconds:
    """A clock that is moved by hand."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def limit(api: Api, seconds: Seconds, **rates: Rate) -> None:
    core = api.client.app.state.core
    api.client.app.state.core = replace(core, limits=RateLimits(Rates(**rates), seconds))


def statuses(api: Api, count: int, method: str = "GET", key: str | None = KEY, **more: Any) -> list[int]:
    path = "/api/v1/catalogue" if method == "GET" else "/api/v1/bookings"
    return [
        api.call(method, path, {} if method == "POST" else None, key, **more).status_code
        for _ in range(count)
    ]


def test_beyond_the_limit_the_answer_is_429_until_the_window_has_moved_on(api: Api, seconds: Seconds) -> None:
    limit(api, seconds, reads=Rate(3, 60))
    assert statuses(api, 1) == [200]
    seconds.now += 20.5
    assert statuses(api, 3) == [200, 200, 429]
    answer = api.call("GET", "/api/v1/catalogue")
    error = error_of(answer, 429)
    assert error["code"] == "rate_limited"
    assert error["details"] == {"limit": 3, "window_seconds": 60, "retry_after_seconds": 40}
    assert answer.headers["Retry-After"] == "40"
    seconds.now += 39
    assert statuses(api, 1) == [429]
    seconds.now += 1
    assert statuses(api, 2) == [200, 429]


@given(
    pauses=st.lists(st.floats(0, 30), min_size=1, max_size=60),
    rate=st.builds(Rate, st.integers(1, 5), st.sampled_from([1, 7, 60])),
)
def test_after_the_wait_that_was_told_a_request_passes_and_a_second_earlier_none(
    pauses: list[float], rate: Rate
) -> None:
    seconds = Seconds()
    limits = RateLimits(Rates(reads=rate), seconds)
    passed: list[float] = []
    for pause in pauses:
        seconds.now += pause
        try:
            limits.admit("key", is_write=False)
        except RateLimited as refused:
            wait = refused.retry_after_seconds
            seconds.now += wait - 1
            if wait > 1:
                with pytest.raises(RateLimited):
                    limits.admit("key", is_write=False)
            seconds.now += 1
            limits.admit("key", is_write=False)
        passed.append(seconds.now)
    for at in passed:  # in no window of that length were there more
        assert sum(at - rate.seconds + 1e-5 < other <= at for other in passed) <= rate.requests


def test_reads_and_writes_are_counted_apart(api: Api, seconds: Seconds) -> None:
    limit(api, seconds, reads=Rate(2, 60), writes=Rate(1, 60))
    assert statuses(api, 2, "POST") == [400, 429]
    assert statuses(api, 3) == [200, 200, 429]


def test_a_request_that_was_refused_has_changed_nothing(api: Api, seconds: Seconds) -> None:
    limit(api, seconds, writes=Rate(1, 60))
    assert api.book("2026-06-02T08:00:00Z").status_code == 201
    error_of(api.book("2026-06-02T08:30:00Z"), 429)
    assert api.get("/api/v1/bookings").json()["pagination"]["total"] == 1


def test_each_key_has_a_limit_of_its_own(api: Api, seconds: Seconds) -> None:
    other = copy.deepcopy(DENTIST)
    other["business"] |= {"id": "barber"}
    api.apply(other, OTHER_KEY)
    limit(api, seconds, reads=Rate(1, 60))
    assert statuses(api, 2) == [200, 429]
    assert statuses(api, 2, key=OTHER_KEY) == [200, 429]


def test_answers_tell_the_limit_and_what_is_left(api: Api, seconds: Seconds) -> None:
    limit(api, seconds, reads=Rate(2, 60))
    answers = [api.call("GET", "/api/v1/catalogue") for _ in range(3)]
    seconds.now += 30
    answers.append(api.call("GET", "/api/v1/bookings/none"))
    assert [answer.headers["RateLimit"] for answer in answers] == [
        '"reads";r=1;t=60',
        '"reads";r=0;t=60',
        '"reads";r=0;t=60',
        '"reads";r=0;t=30',
    ]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"reads";q=2;w=60'}


def test_without_a_limit_there_are_no_headers_of_it(api: Api) -> None:
    answer = api.call("GET", "/api/v1/catalogue")
    assert "RateLimit" not in answer.headers
    assert "RateLimit-Policy" not in answer.headers
    assert statuses(api, 50) == [200] * 50


def test_an_address_that_guesses_is_not_heard_any_more(api: Api, seconds: Seconds) -> None:
    """Not even with a valid key: else it could go on guessing, and tell a right key by its answer."""
    limit(api, seconds, refused=Rate(3, 60))
    assert statuses(api, 2, key="wrong") == [401, 401]
    assert statuses(api, 1, key=KEY) == [200]  # what is right does not count
    assert statuses(api, 2, key=None) == [401, 429]
    answer = api.call("GET", "/api/v1/catalogue", key=KEY)
    assert error_of(answer, 429)["code"] == "rate_limited"
    assert answer.headers["Retry-After"] == "60"
    seconds.now += 60
    assert statuses(api, 1, key=KEY) == [200]


def test_an_address_is_refused_without_asking_the_database(
    api: Api, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(api, seconds, refused=Rate(1, 60))
    statuses(api, 1, key="wrong")
    monkeypatch.setattr("bookings.api.access.authenticate", lambda *_: pytest.fail("asked"))
    assert statuses(api, 1, key="wrong") == [429]


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("no:address", "no:address", True),
        ("", "192.0.2.1", False),
    ],
)
def test_addresses_are_counted_apart_and_ipv6_by_network(one: str, other: str, are_one: bool) -> None:
    limits = RateLimits(Rates(refused=Rate(1, 60)), Seconds())
    limits.note_refused(one)
    with pytest.raises(RateLimited):
        limits.refuse_guessing(one)
    if are_one:
        with pytest.raises(RateLimited):
            limits.refuse_guessing(other)
    else:
        limits.refuse_guessing(other)


def test_pages_without_a_key_are_not_limited(api: Api, seconds: Seconds) -> None:
    limit(api, seconds, reads=Rate(1, 60), refused=Rate(1, 60))
    statuses(api, 2, key="wrong")
    assert [api.call("GET", path, key=None).status_code for path in ("/health", "/docs") * 3] == [200] * 6


def test_whoever_has_not_asked_for_a_while_is_forgotten() -> None:
    seconds = Seconds()
    memory = Memory(seconds)
    for number in range(TIDY_EVERY - 1):
        memory.acquire_entry(f"address {number}", 1, 60)
    assert len(memory) == TIDY_EVERY - 1
    seconds.now += 60
    assert memory.acquire_entry("another", 1, 60)
    assert len(memory) == 1


def test_a_limit_is_not_overrun_by_several_threads() -> None:
    limits = RateLimits(Rates(writes=Rate(500, 60)))

    def ask(_: int) -> bool:
        try:
            limits.admit("key", is_write=True)
        except RateLimited:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(2000))) == 500


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("600/minute", Rate(600, 60)),
        ("1/second", Rate(1, 1)),
        ("5/hour", Rate(5, 3600)),
        ("9/day", Rate(9, 86400)),
        ("none", None),
    ],
)
def test_rates_are_read(text: str, rate: Rate | None) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text", ["", "0/minute", "-1/minute", "600", "600/week", "1.5/second", "600 / minute", "x"]
)
def test_a_rate_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape("like 600/minute, or none")):
        parse_rate(text)
