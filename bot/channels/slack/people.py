"""What Slack knows of a person: name, e-mail address and time zone."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.channels.base import clean_metadata
from bot.channels.providers.api import ProviderError
from bot.channels.slack.api import SlackApi

_KEEP_SECONDS = 3600.0
_MOST_KEPT = 5000

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Person:
    """One member of the workspace; None: Slack does not say."""

    name: str | None = None
    email: str | None = None
    timezone: str | None = None

    def metadata(self) -> dict[str, Any]:
        """What goes with the person's messages; name and address are used only when the person agrees."""
        profile = {"name": self.name, "email": self.email}
        known = {key: value for key, value in profile.items() if value}
        found = {"timezone": self.timezone, "profile": known or None}
        return clean_metadata({key: value for key, value in found.items() if value})


class People:
    """The members of the workspace, asked for when they write and kept for an hour."""

    def __init__(self, api: SlackApi, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._api, self._monotonic = api, monotonic
        self._known: dict[str, tuple[float, Person]] = {}

    async def get(self, user: str) -> Person:
        """The person with this id; one without properties when Slack does not tell."""
        found = self._known.get(user)
        if found and found[0] > self._monotonic():
            return found[1]
        try:
            person = _person((await self._api.ask("users.info", user=user)).get("user") or {})
        except ProviderError as problem:
            logger.warning("A profile could not be read: %s", problem)
            return Person()
        while len(self._known) >= _MOST_KEPT:
            del self._known[next(iter(self._known))]
        self._known[user] = (self._monotonic() + _KEEP_SECONDS, person)
        return person


def _person(user: dict[str, Any]) -> Person:
    profile = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or profile.get("display_name")
    return Person(name or None, profile.get("email") or None, user.get("tz") or None)
