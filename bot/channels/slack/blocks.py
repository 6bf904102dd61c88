"""The bot's messages in Block Kit, within its limits.

Source: https://docs.slack.dev/reference/block-kit
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.channels.providers.said import Said, numbered
from bot.channels.providers.text import cut, parts
from bot.channels.slack.markup import written

Block = dict[str, Any]

MOST_BLOCKS = 50
SECTION_CHARACTERS = 3000
BUTTON_CHARACTERS = 75
VALUE_CHARACTERS = 2000
FALLBACK_CHARACTERS = 4000
"""Of the text that notifications and screen readers get."""
BUTTONS_A_ROW = 5
"""Fewer than the 25 that an actions block may hold: rows that stay readable on a telephone."""
CHOICES, DAY = "choices", "day"
"""What the ids of blocks begin with; the person who is asked follows, since in a channel others see them."""
CHOSEN = "✅"


def blocks(message: Said, owner: str, calendar: Block | None = None) -> list[Block]:
    """The blocks of `message` for the person `owner`, perhaps with a calendar below it."""
    long = any(len(choice.title) > BUTTON_CHARACTERS for choice in message.choices)
    found = sections(numbered(message) if long else message.text)
    if message.image:
        found.append(
            {"type": "image", "image_url": message.image, "alt_text": cut(message.text, 2000) or "-"}
        )
    buttons = [_button(number, choice.title, choice.payload) for number, choice in enumerate(message.choices)]
    rows = [buttons[start : start + BUTTONS_A_ROW] for start in range(0, len(buttons), BUTTONS_A_ROW)]
    room = MOST_BLOCKS - len(found) - (calendar is not None)
    for number, row in enumerate(rows[:room]):
        found.append({"type": "actions", "block_id": f"{CHOICES}:{owner}:{number}", "elements": row})
    if calendar is not None:
        found.append({"type": "actions", "block_id": f"{DAY}:{owner}", "elements": [calendar]})
    return found


def calendar(day: str) -> Block:
    """A calendar that opens at `day` (ISO 8601), or today if that is none; what is picked is said so."""
    picker: Block = {"type": "datepicker", "action_id": DAY}
    try:
        return picker | {"initial_date": date.fromisoformat(day).isoformat()}
    except ValueError:
        return picker


def sections(text: str) -> list[Block]:
    """A text of any length."""
    pieces = parts(text, SECTION_CHARACTERS, lambda piece: len(written(piece)))[:MOST_BLOCKS]
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": written(piece), "verbatim": True}}
        for piece in pieces
    ]


def fallback(text: str) -> str:
    """The text for notifications."""
    return written(cut(text, FALLBACK_CHARACTERS, lambda piece: len(written(piece))))


def chosen(shown: Sequence[Mapping[str, Any]], what: str) -> list[Block]:
    """The blocks of a message after a choice: what was chosen in place of the choices."""
    kept = [dict(block) for block in shown if block.get("type") not in ("actions", "context")]
    note = {"type": "mrkdwn", "text": f"{CHOSEN} *{written(cut(what, 150))}*"}
    return [*kept[: MOST_BLOCKS - 1], {"type": "context", "elements": [note]}]


def owner_of(block_id: str) -> str | None:
    """Who is asked by the block with this id; None: it is none of ours."""
    kind, _, rest = block_id.partition(":")
    return rest.partition(":")[0] or None if kind in (CHOICES, DAY) else None


def _button(number: int, title: str, payload: str) -> Block:
    label = f"{number + 1}. {title}" if len(title) > BUTTON_CHARACTERS else title
    return {
        "type": "button",
        "action_id": f"choice_{number}",
        "text": {"type": "plain_text", "text": cut(label, BUTTON_CHARACTERS), "emoji": False},
        # A payload that is longer is a text that can be typed as well; none of ours comes near.
        "value": payload if len(payload) <= VALUE_CHARACTERS else cut(title, VALUE_CHARACTERS),
    }
