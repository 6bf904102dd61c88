"""The catalogue as it was told at one moment, ready to match names against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
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
    hours: tuple[time, time] | None = None
    """Earliest opening and latest closing time of any booking link, wall clock; None: not told."""
    matcher: Matcher = field(default_factory=Matcher)
    """Finds the names of the catalogue in messages."""


def snapshot_of(body: object) -> Snapshot:
    """The answer of GET /api/v1/catalogue, parsed from JSON. Raises WrongCatalogue."""
    data = _get(body, "data", dict)
    business = data.get("business")
    zone = None if business is None else _get(business, "timezone", str)
    return Snapshot(zone, _hours(_get(data, "booking_links", list)), Matcher(_entries(data)))


_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")


def _hours(links: list[Any]) -> tuple[time, time] | None:
    opens, closes = [], []
    for window in _windows(links):
        if found := _WINDOW.fullmatch(window):
            opens.append(time(int(found[1]), int(found[2])))
            closes.append(time(int(found[3]), int(found[4])) if found[3] else time.max)
    # Open the whole day, or over midnight, says nothing about which half of the day is meant.
    if not opens or time.max in closes or min(opens) >= max(closes):
        return None
    return min(opens), max(closes)


def _windows(links: list[Any]) -> Iterator[str]:
    for link in links:
        windows = link.get("windows") if isinstance(link, dict) else None
        for day in windows.values() if isinstance(windows, dict) else ():
            yield from (window for window in day if isinstance(window, str)) if isinstance(day, list) else ()


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
