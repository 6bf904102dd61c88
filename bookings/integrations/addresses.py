"""Addresses that people name: only those that the internet reaches, unless a setting says otherwise."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

Resolve = Callable[[str, int], Iterable[str]]
"""From host and port to IP addresses. Raises OSError."""


class AddressRefused(Exception):
    """`reason`: what is wrong with the address, and what would be right."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def resolved(host: str, port: int) -> list[str]:
    """What the system says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return sorted({str(address[0]) for _, _, _, _, address in found})


def refuse_private(url: str, allow_private: bool, setting: str, resolve: Resolve = resolved) -> None:
    """Raises AddressRefused for what is not http(s), not encrypted, or leads into a private network;
    the last two are right if `setting` allows them."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ("http", "https") or not parts.hostname or port == -1:
        raise AddressRefused(f"{_shown(url)} is no address like https://dav.example.com/.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("User and password do not belong into the address.")
    if allow_private:
        return
    if parts.scheme != "https":
        raise AddressRefused(f"{_shown(url)} is not encrypted: use https, or set {setting}=1.")
    try:
        addresses = list(resolve(parts.hostname, port or 443))
    except OSError as error:
        raise AddressRefused(f"{parts.hostname} cannot be found: {error.strerror or error}.") from error
    for address in addresses:
        if not ipaddress.ip_address(address.partition("%")[0]).is_global:
            raise AddressRefused(
                f"{parts.hostname} is {address}, which is no public address: set {setting}=1 if it is meant."
            )


def _shown(url: str) -> str:
    """Without user and password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
