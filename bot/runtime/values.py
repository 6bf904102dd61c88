"""Values of settings, read from the environment and checked at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_YES, _NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")
_PERIODS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
SHORTEST_KEY = 32


class SettingError(ValueError):
    """A setting is wrong; the message names it, what it is and what it has to be."""


@dataclass(frozen=True)
class Rate:
    """How often something may happen: `count` times in `seconds`."""

    count: int
    seconds: int


def text(source: Mapping[str, str], name: str, default: str) -> str:
    """What is set, without blanks around it; an empty value counts as not set."""
    return source.get(name, "").strip() or default


def number(source: Mapping[str, str], name: str, default: int | float, least: float, most: float) -> float:
    """A number within bounds, a whole one where the default is. Raises SettingError."""
    given, whole = text(source, name, str(default)), isinstance(default, int)
    try:
        value = int(given) if whole else float(given)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        kind = "a whole number" if whole else "a number"
        raise SettingError(f"{name} is {given!r}: it has to be {kind} from {least:g} to {most:g}")
    return value


def switch(source: Mapping[str, str], name: str) -> bool:
    """On or off. Raises SettingError."""
    given = source.get(name, "").strip().lower()
    if given not in _YES + _NO:
        raise SettingError(f"{name} is {given!r}: write 1 for on or 0 for off")
    return given in _YES


def rate(source: Mapping[str, str], name: str, default: str) -> Rate | None:
    """A number per `second`, `minute`, `hour` or `day`; None for `none`. Raises SettingError."""
    given = text(source, name, default)
    if given == "none":
        return None
    read = re.fullmatch(r"([1-9][0-9]{0,6})/(second|minute|hour|day)", given)
    if read is None:
        raise SettingError(f"{name} is {given!r}: write a rate such as {default}, or none for no limit")
    return Rate(int(read[1]), _PERIODS[read[2]])


def origins(source: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Origins as browsers write them, separated by commas or blanks; `*` for any. Raises SettingError."""
    found = []
    for given in re.split(r"[\s,]+", source.get(name, "").strip()):
        parts = urlsplit(given)
        if given and given != "*" and given != f"{parts.scheme}://{parts.netloc}".lower():
            raise SettingError(f"{name} names {given!r}: write each as https://example.com, without a path")
        found += [given] if given else []
    return tuple(found)


def secrets(source: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Keys separated by commas, the newest first; none when it is not set. Raises SettingError."""
    given = tuple(key.strip() for key in source.get(name, "").split(",") if key.strip())
    if any(len(key) < SHORTEST_KEY for key in given):
        raise SettingError(f"{name} is too short: each key has to have {SHORTEST_KEY} characters or more")
    return given
