"""`openapi`: print the OpenAPI document."""

from __future__ import annotations

import argparse
import json
from typing import Any


def add_commands(commands: Any) -> None:
    command = commands.add_parser(
        "openapi",
        help="print the OpenAPI document",
        description="Print the OpenAPI document, as docs/openapi.json holds it.",
    )
    command.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    from bookings.api.app import described  # slow to import, and only needed here

    print(json.dumps(described(), indent=2, ensure_ascii=False))
    return 0
