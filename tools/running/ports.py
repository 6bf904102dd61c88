"""Whether the ports are free, told before minutes of set-up."""

import errno
import socket
from collections.abc import Iterable

from tools.console import Problem


def refuse_taken(ports: Iterable[tuple[str, int, str]]) -> None:
    """Raise Problem that names every taken port among (host, port, setting) and the setting that moves it."""
    taken = [(port, setting) for host, port, setting in ports if _is_taken(host, port)]
    if taken:
        lines = [
            f"Port {port} is in use by another program: stop that, or set {setting} to a free port."
            for port, setting in taken
        ]
        raise Problem("\n".join(lines))


def _is_taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise Problem(f"Cannot listen on {host} port {port}: {error.strerror or error}.") from None
    return False
