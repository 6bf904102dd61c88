"""The simulation of queues agrees with the formulae where there are any."""

import pytest

from benchmarks.queueing import (
    erlang_c,
    mean_wait_md1,
    mean_wait_mmc,
    percentile_wait_mmc,
    simulate,
)

ARRIVALS = 200_000


@pytest.mark.parametrize(("busy", "servers"), [(0.5, 1), (0.8, 1), (0.7, 2), (0.85, 4), (0.8, 16)])
def test_random_service_agrees_with_erlang(busy: float, servers: int) -> None:
    seconds = 0.05
    rate = busy * servers / seconds
    waits = simulate(rate, servers, lambda chance: chance.expovariate(1 / seconds), ARRIVALS)
    assert waits.mean == pytest.approx(mean_wait_mmc(rate, seconds, servers), rel=0.08)
    assert waits.percentile(0.95) == pytest.approx(
        percentile_wait_mmc(rate, seconds, servers, 0.95), rel=0.08
    )
    waited = sum(wait > 0 for wait in waits.seconds) / len(waits.seconds)
    assert waited == pytest.approx(erlang_c(rate, seconds, servers), rel=0.05)


@pytest.mark.parametrize("busy", [0.3, 0.6, 0.85])
def test_even_service_agrees_with_pollaczek_and_khinchine(busy: float) -> None:
    seconds = 0.05
    waits = simulate(busy / seconds, 1, lambda _: seconds, ARRIVALS)
    assert waits.mean == pytest.approx(mean_wait_md1(busy / seconds, seconds), rel=0.06)


def test_the_textbook_s_example() -> None:
    """Two servers, busy three quarters: 9/14 of the arrivals wait."""
    assert erlang_c(1.5, 1.0, 2) == pytest.approx(9 / 14)


def test_nobody_waits_where_there_are_many() -> None:
    assert simulate(1, 50, lambda _: 0.1, 1000).percentile(1.0) == 0
