"""`openapi`: print the OpenAPI document."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bookings.cli import exits


def add_commands(commands: Any) -> None:
    exits.command(
        commands,
        "openapi",
        run,
        "print the OpenAPI document",
        "Print the OpenAPI document of the API, as docs/openapi.json holds it. Needs no database.",
        "bookings openapi > openapi.json",
        {},
    )


def run(_: argparse.Namespace) -> int:
    from bookings.api.app import described  # slow to import, and only needed here

    print(json.dumps(described(), indent=2, ensure_ascii=False))
    return exits.DONE
