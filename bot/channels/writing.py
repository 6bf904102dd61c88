"""Channels in which the bot writes to people of its own accord: reminders, offers of the waitlist."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.channels.base import BotChannel
from bot.channels.providers.agreements import Place


@dataclass(frozen=True)
class Notice:
    """Something that a person is told without having asked."""

    name: str
    """The same when it is delivered again."""
    until: datetime
    """An aware instant after which nobody has to be told any more."""


class WritingChannel(BotChannel, ABC):
    """A channel that finds the way to a person again."""

    @property
    @abstractmethod
    def can_write(self) -> bool:
        """Whether its settings are there."""

    @abstractmethod
    def begin(self, conversation: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do `work` in the background, in the order of this conversation."""

    @abstractmethod
    def way_to(self, place: Place, domain: Any, notice: Notice) -> OutputChannel:
        """What takes a notice to a person."""
