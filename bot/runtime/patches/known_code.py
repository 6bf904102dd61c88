"""A mend may only be put on the code that it was written for."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any


class UnknownCode(RuntimeError):
    """The installed library's code is not the code that a mend was written for."""


def digest(code: Callable[..., Any] | ModuleType) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the source text of `code`."""
    return hashlib.sha256(inspect.getsource(code).encode()).hexdigest()[:16]


def require(known: Mapping[Callable[..., Any] | ModuleType, str]) -> None:
    """Raise UnknownCode unless each of the functions and modules in `known` has the digest beside it."""
    for code, expected in known.items():
        if digest(code) != expected:
            raise UnknownCode(
                f"{_name(code)} is not the code that bot/runtime mends "
                f"(digest {digest(code)}, expected {expected}): install the locked version of Rasa, "
                "or read the mend again and renew its digest"
            )


def _name(code: Callable[..., Any] | ModuleType) -> str:
    return code.__name__ if isinstance(code, ModuleType) else f"{code.__module__}.{code.__qualname__}"
