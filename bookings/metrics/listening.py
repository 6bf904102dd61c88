"""Where the metrics can be fetched: a port of their own, which the public does not reach."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from bookings.engine.errors import ConfigurationError
from bookings.metrics_address import MetricsAddress


def make_registry() -> CollectorRegistry:
    """With what is known of every process: memory, processor time, open files, rubbish collected."""
    registry = CollectorRegistry()
    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)
    return registry


def serve_metrics(registry: CollectorRegistry, address: MetricsAddress, number: int = 0) -> None:
    """In a thread, until the process ends; process `number` of several listens that many ports further on.

    Raises ConfigurationError when it cannot listen there.
    """
    port = address.port + number
    try:
        start_http_server(port, addr=address.host, registry=registry)
    except (OSError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) else "there is no such port"
        raise ConfigurationError(
            f"{address.setting}: cannot listen on {address.host}:{port}: {why}. Name an address that is free."
        ) from None
