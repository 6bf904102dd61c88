"""The bot's messages in the Send API's shapes, within their limits.

Source: https://developers.facebook.com/docs/messenger-platform/reference/buttons/quick-replies
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.channels.providers.said import Choice, Said, numbered
from bot.channels.providers.text import cut, parts

TEXT_CHARACTERS = 2000
TITLE_CHARACTERS = 20
PAYLOAD_CHARACTERS = 1000
MOST_QUICK_REPLIES = 13


def is_listed(said: Said) -> bool:
    """Whether the choices stand as a numbered list in the text: too many for buttons, or too long."""
    titles = [choice.title for choice in said.choices]
    return len(titles) > MOST_QUICK_REPLIES or any(len(title) > TITLE_CHARACTERS for title in titles)


def messages(said: Said, hint: str) -> list[dict[str, Any]]:
    """The `message` of each request; `hint` says that numbers can be answered with, below a list."""
    text = f"{numbered(said)}\n{hint}" if is_listed(said) else said.text
    found: list[dict[str, Any]] = [{"text": piece} for piece in parts(text, TEXT_CHARACTERS)]
    if said.image:
        picture = {"type": "image", "payload": {"url": said.image, "is_reusable": True}}
        found.insert(0, {"attachment": picture})
    if said.choices:
        found[-1]["quick_replies"] = _quick_replies(said.choices, is_listed(said))
    return found


def _quick_replies(choices: Sequence[Choice], are_listed: bool) -> list[dict[str, str]]:
    return [
        {
            "content_type": "text",
            "title": cut(f"{number}. {choice.title}" if are_listed else choice.title, TITLE_CHARACTERS),
            "payload": choice.payload if len(choice.payload) <= PAYLOAD_CHARACTERS else choice.title,
        }
        for number, choice in enumerate(choices[:MOST_QUICK_REPLIES], start=1)
    ]
