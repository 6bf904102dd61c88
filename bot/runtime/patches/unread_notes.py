"""Rasa copies everything that it would note at debug level, to the last entity, whether it notes it or not.

In these modules `copy.deepcopy` serves such notes and nothing else, and those are off (see `console`), so
nothing is copied there.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TypeVar

from rasa.core import processor
from rasa.core.actions import forms
from rasa.core.policies import memoization, rule_policy

from bot.runtime.patches.known_code import require

KNOWN = {
    processor: "f42dfbf26e2ffcb6",
    forms: "7cb6c30550116597",
    memoization: "e4519f1a04ecdcce",
    rule_policy: "952d1a13906511ac",
}
T = TypeVar("T")


def apply() -> None:
    """Let these modules note what is there instead of a copy."""
    require(KNOWN)
    for module in KNOWN:
        module.copy = SimpleNamespace(deepcopy=itself)  # type: ignore[attr-defined]


def itself(value: T) -> T:
    """The value, not a copy."""
    return value
