"""Whether the program is there."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class Health(Struct):
    status: Annotated[str, Meta(description="Always ok.", examples=["ok"])]
