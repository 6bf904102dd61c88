"""What routes note in a request's scope for whoever counts requests: nothing that a person has said."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, cast

ERROR = "bookings.error"
"""The code with which the request was refused."""
SLOTS = "bookings.slots"
"""How many slots were listed."""


def note(scope: Any, name: str, value: str | int) -> None:
    """`name`: ERROR or SLOTS. Costs next to nothing, so it is done whether anybody counts or not."""
    cast("MutableMapping[str, Any]", scope)[name] = value
