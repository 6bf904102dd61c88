"""What people do in Slack, read from what Slack tells: messages and choices.

Sources: https://docs.slack.dev/reference/events/message,
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.slack.blocks import owner_of

_FROM_PEOPLE = (None, "file_share", "thread_broadcast")
"""Kinds of messages that a person wrote just now; edits, deletions, joins and the like are others."""


@dataclass(frozen=True)
class Place:
    """Where something was said and where to answer."""

    team: str
    channel: str
    thread: str | None
    """The thread's first message (its `ts`); None: not in a thread."""
    user: str

    @property
    def is_direct(self) -> bool:
        """Whether only the person and the bot are there."""
        return self.channel.startswith("D")

    @property
    def conversation(self) -> str:
        """The bot's name for the conversation: one for each person, and for each thread in a channel."""
        if self.is_direct:
            return f"slack:{self.team}:{self.user}"
        return f"slack:{self.team}:{self.channel}:{self.thread}:{self.user}"


@dataclass(frozen=True)
class Message:
    """Something that a person wrote to the bot."""

    place: Place
    ts: str
    """The message's name within its channel."""
    text: str
    """As Slack writes it; see markup."""
    bot_id: str | None
    """The bot's own user id, if it was told."""
    is_mention: bool
    has_files: bool


def message(delivery: Mapping[str, Any]) -> Message | None:
    """The message in an `event_callback`; None when no person wrote one just now."""
    event = delivery.get("event") or {}
    kind, user, channel = event.get("type"), event.get("user"), event.get("channel")
    bot_id = next((a.get("user_id") for a in delivery.get("authorizations") or [] if a.get("is_bot")), None)
    if kind not in ("message", "app_mention") or event.get("subtype") not in _FROM_PEOPLE:
        return None
    if event.get("bot_id") or event.get("edited") or event.get("hidden") or not (user and channel):
        return None
    if user in (bot_id, "USLACKBOT"):
        return None
    ts, direct = str(event.get("ts")), event.get("channel_type") == "im" or str(channel).startswith("D")
    thread = event.get("thread_ts") or (None if direct else ts)
    place = Place(str(delivery.get("team_id")), str(channel), thread, str(user))
    text = str(event.get("text") or "")
    is_mention = kind == "app_mention" or (bot_id is not None and f"<@{bot_id}>" in text)
    return Message(place, ts, text, bot_id, is_mention, bool(event.get("files")))


@dataclass(frozen=True)
class Press:
    """A choice that a person took."""

    place: Place
    message_ts: str
    """The message that offered it."""
    payload: str
    """What is said by it."""
    title: str
    """What was read on it."""
    owner: str | None
    """Who was asked; None: the block is none of ours."""
    blocks: Sequence[Mapping[str, Any]]
    """The message as it was shown."""
    text: str
    response_url: str | None


def press(interaction: Mapping[str, Any]) -> Press | None:
    """The choice in an interaction; None when it holds none that is known."""
    actions = interaction.get("actions") or []
    if interaction.get("type") != "block_actions" or not actions:
        return None
    found = _chosen(actions[0])
    container, shown = interaction.get("container") or {}, interaction.get("message") or {}
    channel = (interaction.get("channel") or {}).get("id") or container.get("channel_id")
    user, ts = (interaction.get("user") or {}).get("id"), shown.get("ts") or container.get("message_ts")
    if not (found and channel and user and ts):
        return None
    team = (interaction.get("team") or {}).get("id") or (interaction.get("user") or {}).get("team_id")
    thread = shown.get("thread_ts") or container.get("thread_ts")
    return Press(
        Place(str(team), str(channel), thread, str(user)),
        str(ts),
        *found,
        owner_of(str(actions[0].get("block_id"))),
        shown.get("blocks") or [],
        str(shown.get("text") or ""),
        interaction.get("response_url"),
    )


def _chosen(action: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is said by an element, and what was read on it."""
    kind = action.get("type")
    if kind == "button":
        found, label = action.get("value"), (action.get("text") or {}).get("text")
    elif kind in ("static_select", "radio_buttons", "overflow"):
        option = action.get("selected_option") or {}
        found, label = option.get("value"), (option.get("text") or {}).get("text")
    elif kind in ("datepicker", "timepicker"):
        found = label = action.get("selected_date") or action.get("selected_time")
    else:
        return None
    return (str(found), str(label or found)) if found else None
