from __future__ import annotations

from bot.channels.web import rates
from bot.channels.web.rates import Limiter
from bot.runtime.values import Rate


class Time:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_burst_passes_and_then_one_by_one_as_time_goes_by() -> None:
    time = Time()
    limiter = Limiter(Rate(3, 60), time)
    assert [limiter.wait_seconds("dana") for _ in range(4)] == [0, 0, 0, 20]
    time.seconds += 19.5
    assert limiter.wait_seconds("dana") == 1
    time.seconds += 0.5
    assert [limiter.wait_seconds("dana") for _ in range(2)] == [0, 20]


def test_nobody_waits_for_others() -> None:
    limiter = Limiter(Rate(1, 60), Time())
    assert [limiter.wait_seconds(name) for name in ("dana", "tom", "dana")] == [0, 0, 60]


def test_without_a_rate_nobody_waits() -> None:
    limiter = Limiter(None, Time())
    assert {limiter.wait_seconds("dana") for _ in range(1000)} == {0}


def test_many_names_do_not_fill_the_memory(monkeypatch) -> None:
    monkeypatch.setattr(rates, "MOST_NAMES", 10)
    limiter = Limiter(Rate(1, 60), Time())
    for number in range(100):
        limiter.wait_seconds(str(number))
    assert len(limiter._buckets) == 10
    assert limiter.wait_seconds("99") == 60
