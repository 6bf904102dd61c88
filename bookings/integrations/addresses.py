"""Addresses that people name: only those that the internet reaches, unless a setting says otherwise."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

Resolve = Callable[[str, int], Iterable[str]]
"""From host and port to IP addresses. Raises OSError."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_UNICAST = ipaddress.ip_network("2000::/3")  # RFC 4291: all that is in use
_PLATFORM = frozenset({ipaddress.ip_address("168.63.129.16")})
"""Public by its number, but in a data centre the platform's own service."""


class AddressRefused(Exception):
    """`reason`: what is wrong with the address, and what would be right."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotFound(AddressRefused):
    """There is no such host, or nobody could be asked for it just now."""


def resolved(host: str, port: int) -> list[str]:
    """What the system says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return sorted({str(address[0]) for _, _, _, _, address in found})


def is_public(address: str) -> bool:
    """Whether the internet reaches it: not private, loopback, link-local (where clouds keep their metadata),
    multicast or reserved, nor an IPv6 address that leads to such an IPv4 address."""
    found = _carried(ipaddress.ip_address(address.partition("%")[0]))
    if isinstance(found, IPv6Address) and found not in _UNICAST:
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved and found not in _PLATFORM


def _carried(found: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for (mapped, 6to4, Teredo, NAT64), else itself."""
    if isinstance(found, IPv4Address):
        return found
    if found in _NAT64:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    teredo = found.teredo[1] if found.teredo else None
    return found.ipv4_mapped or found.sixtofour or teredo or found


def refuse_private(url: str, allow_private: bool, setting: str, resolve: Resolve = resolved) -> None:
    """Raises AddressRefused for what is not http(s), not encrypted, or leads into a private network;
    the last two are right if `setting` allows them."""
    refuse_malformed(url, allow_private, setting)
    if not allow_private:
        addresses_of(url, allow_private, setting, resolve)


def refuse_malformed(url: str, allow_private: bool, setting: str) -> None:
    """What can be seen without asking for the host. Raises AddressRefused."""
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_right = False
    if not is_right:
        raise AddressRefused(f"{_shown(url)} is no address like https://example.com/.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("User and password do not belong into the address.")
    if parts.scheme != "https" and not allow_private:
        raise AddressRefused(f"{_shown(url)} is not encrypted: use https, or set {setting}=1.")


def addresses_of(
    url: str, allow_private: bool, setting: str, resolve: Resolve = resolved
) -> list[tuple[str, int]]:
    """IP address and port of each way to the host of a well-formed address.

    Whoever then connects to one of these, and not to the name, cannot be led elsewhere by a name that
    means something else a moment later. Raises AddressRefused if even one of them is not public, unless
    that is allowed.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        addresses = list(resolve(host, port))
    except (OSError, UnicodeError) as error:
        raise NotFound(f"{host} cannot be found: {getattr(error, 'strerror', None) or error}.") from error
    for address in addresses:
        if not (allow_private or is_public(address)):
            raise AddressRefused(
                f"{host} is {address}, which is no public address: set {setting}=1 if it is meant."
            )
    return [(address, port) for address in addresses]


def _shown(url: str) -> str:
    """Without user and password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "This"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
