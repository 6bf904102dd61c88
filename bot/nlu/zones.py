"""Which time zone a message's words are meant in."""

from __future__ import annotations

from typing import Any

from bot.zones import is_zone


def zone_of(metadata: Any, business_zone: str | None) -> str:
    """The person's zone when the message tells a valid one, else the business's, else UTC (IANA names).

    Metadata is written by the client: anything may stand there.
    """
    told = metadata.get("timezone") if isinstance(metadata, dict) else None
    for zone in (told, business_zone):
        if zone is not None and is_zone(zone):
            return zone
    return "UTC"
