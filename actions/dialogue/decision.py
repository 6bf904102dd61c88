"""What a decision consists of: responses to say, by name, and what is to be remembered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from actions.dialogue.memory import Memory


@dataclass(frozen=True)
class Button:
    """A choice that can be pressed; everything on it can be typed as well."""

    title: str
    """What the person reads."""
    payload: str
    """What is sent when it is pressed: `/intent{...}`."""


@dataclass(frozen=True)
class Say:
    """One message of the bot: a response in data/responses and the values for its placeholders."""

    response: str
    values: dict[str, Any] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    card: dict[str, Any] | None = field(default=None, compare=False)
    """The same as data, for channels that can show more than words; see cards."""


@dataclass(frozen=True)
class Decision:
    """What to say, what to remember, and what the conversation waits for."""

    memory: Memory
    says: tuple[Say, ...] = ()
    waits_for: str | None = None
    """The step that the person's next words answer; None: nothing, the topic is finished."""
    outcome: str | None = None
    """How the topic was left when nothing is waited for: `confirmed`, `left`."""
