"""What a program of ours does about memory: little is asked for, and what stays is not looked at again.

Rasa and TensorFlow leave a million objects behind when they are loaded. Python's collector goes through all
of them again and again, in the middle of somebody's message; and the C library keeps what was freed.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import Any

_M_ARENA_MAX = -8
"""Of glibc's <malloc.h>."""
_ARENAS = 2


def spare() -> None:
    """Before anything is loaded: few arenas for all the threads that libraries start, and no JAX.

    TensorFlow imports JAX for a converter of models, which takes a tenth of the time that the bot needs to
    be ready; it knows how to do without.
    """
    _call("mallopt", _M_ARENA_MAX, _ARENAS)
    sys.modules.setdefault("jax", None)  # type: ignore[arg-type]


def settle() -> None:
    """When all is loaded: what is there now stays for good, and what was freed goes back to the system."""
    gc.collect()
    gc.freeze()
    _call("malloc_trim", 0)


def _call(name: str, *arguments: Any) -> None:
    """A function of glibc; on systems without it nothing happens."""
    if not sys.platform.startswith("linux"):
        return
    function = getattr(ctypes.CDLL(None), name, None)
    if function is not None:
        function(*arguments)
