"""Names for addresses: people and services are told apart by what everybody may know, never by their ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

_BETWEEN = re.compile(r"[^a-z0-9]+")


class _Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)


def by_public_name(items: Iterable[N]) -> Mapping[str, N]:
    """ "sarah-jones" for Sarah Jones, in their order; namesakes are numbered."""
    found: dict[str, N] = {}
    for item in items:
        plain = _plain(item.name)
        name, number = plain, 2
        while name in found:
            name, number = f"{plain}-{number}", number + 1
        found[name] = item
    return found


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _BETWEEN.sub("-", bare).strip("-") or "one"
