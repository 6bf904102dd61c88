"""A mend may only be put on the code that it was written for."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping
from typing import Any


class UnknownCode(RuntimeError):
    """The installed library's code is not the code that a mend was written for."""


def digest(code: Callable[..., Any]) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the source text of `code`."""
    return hashlib.sha256(inspect.getsource(code).encode()).hexdigest()[:16]


def require(known: Mapping[Callable[..., Any], str]) -> None:
    """Raise UnknownCode unless each of the functions in `known` has the digest beside it."""
    for code, expected in known.items():
        if digest(code) != expected:
            raise UnknownCode(
                f"{code.__module__}.{code.__qualname__} is not the code that bot/runtime mends "
                f"(digest {digest(code)}, expected {expected}): install the locked version of Rasa, "
                "or read the mend again and renew its digest"
            )
