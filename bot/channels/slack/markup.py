"""Slack's own way of writing messages, to and from plain text.

Source: https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

_ADDRESS = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?)'\"]")
_TOKEN = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def written(text: str) -> str:
    """Plain text as it must be sent: nothing in it can mention, link or call for everybody by itself."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _ADDRESS.sub(lambda address: f"<{address[0]}>", escaped)


def mentioned(text: str) -> tuple[str, ...]:
    """The ids of those mentioned in a message, in the order of the text."""
    return tuple(dict.fromkeys(_MENTION.findall(text)))


def plain(text: str, bot_id: str | None = None, names: Mapping[str, str] | None = None) -> str:
    """What a person wrote, without Slack's marks.

    The bot's own mention is left out, others become the `names` by id, links what was seen of them.
    """
    known = names or {}

    def readable(token: re.Match[str]) -> str:
        target, label = token[1], token[2]
        if target.startswith("@"):
            return "" if target[1:] == bot_id else known.get(target[1:]) or label or ""
        if target.startswith(("#", "!")):
            return label or ""
        return label or re.sub(r"^(mailto|tel):", "", target)

    return re.sub(r"[ \t]+", " ", html.unescape(_TOKEN.sub(readable, text))).strip()
