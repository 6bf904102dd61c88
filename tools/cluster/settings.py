"""How many processes of each kind, and where they listen: read from the environment and checked at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.console import Problem
from tools.paths import ROOT, VAR

MOST = 8
"""Processes of a kind; ports are set apart for so many."""
_KINDS = {
    "CLUSTER_API": "the Bookings API",
    "CLUSTER_WORKERS": "the worker",
    "CLUSTER_ACTIONS": "the action server",
    "CLUSTER_BOTS": "Rasa",
}


@dataclass(frozen=True)
class ClusterSettings:
    """What the environment asks of the cluster."""

    port: int
    """CLUSTER_PORT: where nginx listens to people."""
    first_port: int
    """CLUSTER_FIRST_PORT: from here on the programs listen to one another, on so many ports: PORTS."""
    apis: int
    """CLUSTER_API."""
    workers: int
    """CLUSTER_WORKERS."""
    action_servers: int
    """CLUSTER_ACTIONS."""
    bots: int
    """CLUSTER_BOTS."""
    folder: Path
    """CLUSTER_FOLDER: data of PostgreSQL and Redis, mails, logs."""

    @property
    def database_port(self) -> int:
        return self.first_port

    @property
    def redis_port(self) -> int:
        return self.first_port + 1

    @property
    def api_port(self) -> int:
        """Where nginx shares out what the bot asks the API."""
        return self.first_port + 2

    @property
    def actions_port(self) -> int:
        """Where nginx shares out the actions."""
        return self.first_port + 3

    @property
    def api_ports(self) -> range:
        return self._ports(1, self.apis)

    @property
    def actions_ports(self) -> range:
        return self._ports(2, self.action_servers)

    @property
    def bot_ports(self) -> range:
        return self._ports(3, self.bots)

    @property
    def every_port(self) -> list[tuple[str, int, str]]:
        """Host, port, and the setting that moves it."""
        shared = range(self.first_port, self.first_port + 4)
        inside = [*shared, *self.api_ports, *self.actions_ports, *self.bot_ports]
        return [
            ("127.0.0.1", self.port, "CLUSTER_PORT"),
            *(("127.0.0.1", port, "CLUSTER_FIRST_PORT") for port in inside),
        ]

    def _ports(self, kind: int, count: int) -> range:
        start = self.first_port + 10 * kind
        return range(start, start + count)


PORTS = 40


def read(base: Mapping[str, str]) -> ClusterSettings:
    """Raises Problem that names the setting, what it is and what it should be. Empty counts as not set."""
    given = {key: value.strip() for key, value in base.items() if value.strip()}
    apis, workers, actions, bots = (_number(given, name, 2, 1, MOST, _KINDS[name]) for name in _KINDS)
    port = _number(given, "CLUSTER_PORT", 8080, 1, 65535, "nginx's port")
    first = _number(
        given, "CLUSTER_FIRST_PORT", 8200, 1024, 65535 - PORTS, f"the first of {PORTS} ports in a row"
    )
    if first <= port < first + PORTS:
        raise Problem(
            f"CLUSTER_PORT={port} is among the {PORTS} ports from CLUSTER_FIRST_PORT={first} on, on which "
            "the programs listen to one another: move one of the two."
        )
    folder = (ROOT / given["CLUSTER_FOLDER"]).resolve() if "CLUSTER_FOLDER" in given else VAR / "cluster"
    return ClusterSettings(port, first, apis, workers, actions, bots, folder)


def _number(given: Mapping[str, str], name: str, default: int, least: int, most: int, what: str) -> int:
    text = given.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
        raise Problem(f"{name}={text}: {what} takes a whole number from {least} to {most}.")
    return int(text)
