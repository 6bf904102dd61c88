"""What the bot says, as Rasa hands it to a channel: one message with its choices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Choice:
    """A choice that can be taken; its title can be typed as well."""

    title: str
    """What the person reads."""
    payload: str
    """What is said when it is taken."""


@dataclass(frozen=True)
class Said:
    """One message of the bot."""

    text: str = ""
    """May be empty."""
    choices: tuple[Choice, ...] = ()
    image: str | None = None
    """The address of a picture."""
    custom: Mapping[str, Any] = field(default_factory=dict)
    """What the message is about, for channels that show it in their own way; never needed."""


def said(message: Mapping[str, Any]) -> Said | None:
    """The message in Rasa's dictionary; None when it holds nothing to be shown."""
    choices = tuple(
        Choice(str(button["title"]), str(button.get("payload") or button["title"]))
        for button in [*(message.get("buttons") or []), *(message.get("quick_replies") or [])]
    )
    custom = message.get("custom")
    text = str(message.get("text") or message.get("attachment") or "").strip()
    found = Said(text, choices, message.get("image"), custom if isinstance(custom, dict) else {})
    return found if found.text or found.choices or found.image else None


def numbered(message: Said, spare: int = 0) -> str:
    """The text with its choices as a numbered list below it."""
    lines = [f"{number}. {choice.title}" for number, choice in enumerate(message.choices, start=1 + spare)]
    return "\n".join([message.text, *lines]).strip()


def as_json(value: object) -> str:
    """JSON without needless spaces, as it stands in requests."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
