"""What a call of the action server costs: a new connection each time, and the whole conversation as JSON.

Connections are kept open for a moment, shorter than any server of Rasa's kind keeps them, so that none is
used that the other side is about to close. An action is told the events since the last ten messages, and of
what is older the words; the slots hold the rest. The action server is told to which message the call belongs.

A call whose connection fails or breaks is made again for some seconds: an action server, or the proxy before
it, is being started again. What an action writes has an Idempotency-Key, or may find that it is done.
"""

from __future__ import annotations

import asyncio
from collections import deque
from http import HTTPStatus
from typing import Any

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.runtime.patches.known_code import require
from telemetry import trace

KNOWN = {
    RemoteAction._action_call_format: "428795b944f22edb",
    DialogueStateTracker.current_state: "a9f1526ceddf7a28",
    DialogueStateTracker._events_for_verbosity: "29302d57e28afac9",
    EndpointConfig.session: "e55aa13d9d4fb4bc",
    EndpointConfig.request: "ccdb778aed8208e2",
}
KEPT_OPEN_SECONDS = 3.0
"""How long an unused connection stays; Sanic, under the action server, closes after 5 seconds."""
RETRY_SECONDS = 4.0
"""How long a call is begun again; the person is waiting."""
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 0.8
MESSAGES_TOLD = 10
"""How many of the person's last messages an action is told, with all that happened since."""
_session = EndpointConfig.session
_request = EndpointConfig.request
_action_call_format = RemoteAction._action_call_format


def apply() -> None:
    """Let actions be called over open connections, with what is recent."""
    require(KNOWN)
    EndpointConfig.session = session
    EndpointConfig.request = request
    RemoteAction._action_call_format = action_call_format


class KeptOpen:
    """Stands for a session in `async with`, and leaves it open afterwards."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self.session

    async def __aexit__(self, *_: Any) -> None:
        """The session is used again."""


def session(self: EndpointConfig) -> KeptOpen:
    """The endpoint's one session in the running event loop."""
    loop = asyncio.get_running_loop()
    kept = self.__dict__.get("_kept")
    if kept is None or kept[0] is not loop or kept[1].closed:
        opened = _session(self)
        opened._connector._keepalive_timeout = KEPT_OPEN_SECONDS
        self._kept = kept = (loop, opened)
    return KeptOpen(kept[1])


async def request(self: EndpointConfig, *arguments: Any, **options: Any) -> Any:
    """As Rasa's, with the trace that it belongs to, and again while nobody is there to answer."""
    options["headers"] = {**options.get("headers", {}), **trace.headers()}
    clock = asyncio.get_running_loop().time
    until, pause = clock() + RETRY_SECONDS, _FIRST_PAUSE_SECONDS
    while True:
        try:
            return await _request(self, *arguments, **options)
        except (aiohttp.ClientConnectionError, ClientResponseError) as error:
            if not passes(error) or clock() + pause > until:
                raise
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)


def passes(error: Exception) -> bool:
    """Whether this may be otherwise in a second; who takes too long is not asked twice."""
    if isinstance(error, ClientResponseError):
        return bool(error.status == HTTPStatus.BAD_GATEWAY)  # the proxy finds no action server
    return not isinstance(error, asyncio.TimeoutError)


def action_call_format(self: RemoteAction, tracker: DialogueStateTracker, domain: Any) -> dict[str, Any]:
    """As Rasa's, with the recent events only."""
    told = tracker.copy()
    told.events = deque(recent(tracker.events))
    call: dict[str, Any] = _action_call_format(self, told, domain)
    older = list(tracker.events)[: -len(told.events) or None]
    call["tracker"]["events"][:0] = words(older)
    return call


def words(events: list[Event]) -> list[dict[str, Any]]:
    """What was said in these events, without what was understood of it."""
    said = []
    for event in events:
        if isinstance(event, UserUttered):
            said.append({"event": "user", "text": event.text, "message_id": event.message_id})
        elif isinstance(event, BotUttered):
            said.append({"event": "bot", "text": event.text, "data": {"buttons": event.data.get("buttons")}})
        else:
            continue
        said[-1]["timestamp"] = event.timestamp
    return said


def recent(events: deque[Event], messages: int = MESSAGES_TOLD) -> list[Event]:
    """The events from the person's so many last messages on; all when there are fewer."""
    found: list[Event] = []
    for event in reversed(events):
        found.append(event)
        if isinstance(event, UserUttered):
            messages -= 1
            if not messages:
                break
    return found[::-1]
