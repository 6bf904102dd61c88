"""The catalogue as it was told at one moment, ready to match names against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.catalogue.index import BOOKING_LINK, SERVICE, STAFF, Entry
from bot.catalogue.matcher import Matcher


class WrongCatalogue(ValueError):
    """What was told is no catalogue; the message says where it goes wrong."""


@dataclass(frozen=True)
class Snapshot:
    """What the Bookings API said."""

    timezone: str | None = None
    """IANA zone of the business; None: there is no business yet."""
    matcher: Matcher = field(default_factory=Matcher)
    """Finds the names of the catalogue in messages."""


def snapshot_of(body: object) -> Snapshot:
    """The answer of GET /api/v1/catalogue, parsed from JSON. Raises WrongCatalogue."""
    data = _get(body, "data", dict)
    business = data.get("business")
    zone = None if business is None else _get(business, "timezone", str)
    return Snapshot(zone, Matcher(_entries(data)))


def _entries(data: dict[str, Any]) -> Iterator[Entry]:
    for kind, group in ((STAFF, "staff"), (SERVICE, "services")):
        for item in _get(data, group, list):
            yield Entry(kind, _get(item, "id", str), (_get(item, "name", str), *_aliases(item)))
    for item in _get(data, "booking_links", list):
        names = (_get(item, "title", str), _get(item, "slug", str))
        yield Entry(BOOKING_LINK, _get(item, "id", str), names)


def _aliases(item: dict[str, Any]) -> list[str]:
    aliases = item.get("aliases") or []
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise WrongCatalogue("aliases is not a list of texts")
    return aliases


def _get(holder: Any, key: str, kind: type) -> Any:
    value = holder.get(key) if isinstance(holder, dict) else None
    if not isinstance(value, kind):
        raise WrongCatalogue(f"{key} is not of type {kind.__name__} but {type(value).__name__}")
    return value
