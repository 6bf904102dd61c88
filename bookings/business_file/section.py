"""Reading mappings and lists: which keys there may be, and how the value of each is read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bookings.business_file.mistakes import listed, near, quoted
from bookings.business_file.place import Place, Wrong
from bookings.business_file.tree import Scalar

T = TypeVar("T")

Reader = Callable[[Place], T]
"""Reads the value at a place; raises Wrong after it has reported what is wrong."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key that a mapping may have."""

    read: Reader[Any]
    """Reads its value."""
    required: bool = False
    """Whether the mapping needs it."""
    default: Any = None
    """Its value where it is left out or null."""


Section = Mapping[str, Key]
"""All the keys of one kind of mapping."""


class Values(dict[str, Any]):
    """What was read from one mapping; `complete` unless something in it was wrong."""

    complete: bool = True
    places: dict[str, Place]


def read_section(place: Place, section: Section) -> Values:
    """Read every key, reporting unknown, missing and wrong ones all at once.

    Raises Wrong only where no mapping stands at all.
    """
    found = place.entries(f"a mapping with {listed(section)}")
    values = Values()
    values.places = {key: at for key, at in found.items() if not _is_null(at)}
    misspelt = {_unknown(place, at, key, section, found) for key, at in found.items() if key not in section}
    for name, expected in section.items():
        try:
            values[name] = _value(place, values.places.get(name), name, expected, name in misspelt)
        except Wrong:
            values.complete = False
            values[name] = expected.default
    return values


def _is_null(place: Place) -> bool:
    return isinstance(place.node, Scalar) and place.node.is_null


def _value(owner: Place, place: Place | None, name: str, key: Key, is_misspelt: bool) -> Any:
    if place is not None:
        return key.read(place)
    if key.required and is_misspelt:  # which has been reported
        raise Wrong
    if key.required:
        raise owner.wrong(f'the key "{name}" is missing')
    return key.default


def _unknown(
    owner: Place, place: Place, key: str, section: Section, found: Mapping[str, Place]
) -> str | None:
    """Report the unknown key, and return the missing key that it may be meant for."""
    meant = near(key, [name for name in section if name not in found])
    hint = f'; did you mean "{meant}"?' if meant else f"; the keys here are {', '.join(section)}"
    owner.report(f"unknown key {quoted(key)}{hint}", place.key_mark)
    return meant


def each(places: list[Place], read: Reader[T]) -> Iterator[T]:
    """What can be read of the places; the rest has been reported."""
    for place in places:
        try:
            yield read(place)
        except Wrong:
            continue
