"""JSON into the frozen dataclasses of `models`, checked by their annotations.

Keys that the dataclass does not know are left out: the API may tell more than this client uses.
A missing key or a value of the wrong type is a `WrongShape` that says where it stands.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class WrongShape(ValueError):
    """The JSON is not what the contract says; the message names the place and what was expected."""


def decode(kind: type[T], value: object, at: str = "answer") -> T:
    """`value`, parsed from JSON, as `kind`. Raises WrongShape; `at` is how its place is called there."""
    decoded: T = _decode(kind, value, at)
    return decoded


def _decode(kind: Any, value: object, at: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else _decode(_not_none(kind), value, at)
    if origin is tuple:
        return _decode_list(get_args(kind)[0], value, at)
    if origin is Mapping:
        return _decode_mapping(get_args(kind)[1], value, at)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _decode_fields(kind, value, at)
    return value if kind is object else _decode_plain(kind, value, at)


def _not_none(kind: Any) -> Any:
    (inner,) = (option for option in get_args(kind) if option is not type(None))
    return inner


def _decode_list(item_kind: Any, value: object, at: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _wrong(at, "a list", value)
    return tuple(_decode(item_kind, item, f"{at}[{index}]") for index, item in enumerate(value))


def _decode_mapping(item_kind: Any, value: object, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(at, "an object", value)
    return {key: _decode(item_kind, item, f"{at}.{key}") for key, item in value.items()}


def _decode_fields(kind: Any, value: object, at: str) -> Any:
    if not isinstance(value, dict):
        raise _wrong(at, "an object", value)
    hints, found = _hints(kind), {}
    for spec in dataclasses.fields(kind):
        key = spec.metadata.get("json", spec.name)
        # A null where there is a default means the same as no key at all.
        if value.get(key) is not None:
            found[spec.name] = _decode(hints[spec.name], value[key], f"{at}.{key}")
        elif key in value and _allows_none(hints[spec.name]):
            found[spec.name] = None
        elif spec.default is dataclasses.MISSING and spec.default_factory is dataclasses.MISSING:
            raise WrongShape(f"{at}.{key} is missing")
    return kind(**found)


def _allows_none(kind: Any) -> bool:
    return kind is object or type(None) in get_args(kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode_plain(kind: Any, value: object, at: str) -> Any:
    if kind is datetime:
        return _instant(value, at)
    if kind is float and type(value) in (int, float):
        return float(value)  # type: ignore[arg-type]
    # type() rather than isinstance(): a JSON true is not the number 1.
    if type(value) is not kind:
        raise _wrong(at, _NAMES[kind], value)
    return value


_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def _instant(value: object, at: str) -> datetime:
    if not isinstance(value, str):
        raise _wrong(at, "an instant", value)
    try:
        # Python 3.10 does not read the "Z" of ISO 8601.
        instant = datetime.fromisoformat(value[:-1] + "+00:00" if value.endswith("Z") else value)
        if instant.utcoffset() is not None:
            return instant.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        pass
    raise WrongShape(f"{at} is not an instant such as 2026-05-01T10:00:00Z")


def _wrong(at: str, expected: str, value: object) -> WrongShape:
    return WrongShape(f"{at} is not {expected} but {type(value).__name__}")
