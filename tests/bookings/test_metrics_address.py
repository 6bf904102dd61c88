"""Where metrics may be told."""

import pytest

from bookings.config import settings_from
from bookings.engine.errors import ConfigurationError
from bookings.metrics_address import MetricsAddress, metrics_address

NAME = "BOOKINGS_METRICS"


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("9101", "127.0.0.1", 9101),
        (" 127.0.0.1:9101 ", "127.0.0.1", 9101),
        ("10.0.0.5:1", "10.0.0.5", 1),
        ("[::1]:65535", "::1", 65535),
        ("[fd00::7]:9101", "fd00::7", 9101),
    ],
)
def test_a_port_or_a_private_address_is_taken(text: str, host: str, port: int) -> None:
    assert metrics_address({NAME: text}, NAME) == MetricsAddress(NAME, host, port)


@pytest.mark.parametrize(
    "text", ["0.0.0.0:9101", "[::]:9101", "8.8.8.8:9101", "[2001:4860::1]:9101", "999.1.1.1:9101"]
)
def test_an_address_that_the_public_reaches_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="BOOKINGS_METRICS must name this machine"):
        metrics_address({NAME: text}, NAME)


@pytest.mark.parametrize("text", ["x", "0", "65536", "localhost:9101", "127.0.0.1:", "9101/metrics", "٨٠"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="BOOKINGS_METRICS must be a port, or an address and a port"):
        metrics_address({NAME: text}, NAME)


def test_without_the_settings_there_are_none() -> None:
    settings = settings_from({"BOOKINGS_METRICS": " "})
    assert (settings.metrics, settings.worker_metrics) == (None, None)
    assert settings_from({"BOOKINGS_WORKER_METRICS": "1"}).worker_metrics is not None
