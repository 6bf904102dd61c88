"""How much applying a business file has changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the items of one section."""

    added: int = 0
    """New, or named again after they had been archived."""
    changed: int = 0
    """There before, with something else in them."""
    archived: int = 0
    """No longer named by the file; keys: revoked."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.added + other.added, self.changed + other.changed, self.archived + other.archived)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.archived)
