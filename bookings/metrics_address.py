"""The settings of where metrics are told: to this machine or a private network, never to the public."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bookings.engine.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class MetricsAddress:
    """Where one program tells its metrics."""

    setting: str
    """The setting's name, for errors."""
    host: str
    """An address of this machine: loopback or private."""
    port: int
    """From 1 to 65535."""


def metrics_address(environment: Mapping[str, str], setting: str) -> MetricsAddress | None:
    """None: metrics are not wanted. Raises ConfigurationError."""
    text = environment.get(setting, "").strip()
    if not text:
        return None
    parts = re.fullmatch(r"(?:(\[[0-9a-fA-F:.]+\]|[0-9.]+):)?([0-9]{1,5})", text, re.ASCII)
    if parts is None or not 1 <= int(parts[2]) <= 65535:
        raise ConfigurationError(
            f'{setting} must be a port, or an address and a port like 127.0.0.1:9101; it is "{text}".'
        )
    host = (parts[1] or "127.0.0.1").strip("[]")
    if not _is_private(host):
        raise ConfigurationError(
            f"{setting} must name this machine (127.0.0.1) or its address in a private network, because "
            f'whoever reaches it can read the metrics; it is "{text}".'
        )
    return MetricsAddress(setting, host, int(parts[2]))


def _is_private(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_private and not address.is_unspecified
