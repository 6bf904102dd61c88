"""Somebody with the chat widget open, as `web/widget` behaves: one session, one stream, messages that are
sent again until they are taken, and a pause that grows before each new try.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections import Counter
from contextlib import suppress
from typing import Any

import httpx

PATIENCE_SECONDS = 120.0
"""After which somebody gives up."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 20.0
APOLOGY = ("something went wrong on our side", "can't reach")
"""What the bot says when it could not do what was asked for; "try again" takes it up."""


class NoAnswer(Exception):
    """Somebody has given up."""


class Person:
    """Begin with `begin`, end with `leave`; `say` gives what the bot answered."""

    def __init__(self, url: str, timezone: str = "Europe/London") -> None:
        self.url, self.timezone = url, timezone
        self.waits: list[float] = []
        """Seconds from each message to its last answer."""
        self.faults: list[str] = []
        """What nobody should have seen: said twice, lost or out of order."""
        self.repeats = 0
        """How often "try again" was needed."""
        self._replies: dict[str, list[dict[str, Any]]] = {}
        self._answered: dict[str, asyncio.Event] = {}
        self._counts: Counter[str] = Counter()
        self._numbers: list[int] = []
        self._last, self._pause = "", FIRST_PAUSE

    async def begin(self) -> None:
        """Open a session and its stream."""
        # A connection for the stream, and one for the messages.
        self._http = httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=20)
        reply = await self._post("/widget/sessions", {}, "-")
        self._token = reply.json()["token"]
        self._listening = asyncio.create_task(self._listen())

    async def leave(self) -> None:
        """Close the page, and look at what it has shown."""
        self._listening.cancel()
        with suppress(asyncio.CancelledError):
            await self._listening
        await self._http.aclose()
        if self._numbers != list(range(1, len(self._numbers) + 1)):
            self.faults.append(f"lost or out of order: {self._numbers}")
        twice = [name for name, count in self._counts.items() if count > 1]
        self.faults += [f"told twice that it was answered: {name}" for name in twice]

    async def say(self, text: str) -> str:
        """All that the bot answers, after "try again" where it asks for that. Raises NoAnswer."""
        answer = await self._say_once(text)
        for _ in range(20):
            if not any(words in answer for words in APOLOGY):
                return answer
            self.repeats += 1
            await asyncio.sleep(1)
            answer = await self._say_once("try again")
        return answer

    async def _say_once(self, text: str) -> str:
        name, began = uuid.uuid4().hex, time.monotonic()
        self._replies[name], self._answered[name] = [], asyncio.Event()
        body = {"id": name, "text": text, "timezone": self.timezone}
        await self._post("/widget/messages", body, self._token)
        try:
            await asyncio.wait_for(self._answered[name].wait(), PATIENCE_SECONDS)
        except asyncio.TimeoutError:
            raise NoAnswer(f"no answer to {text!r} for {PATIENCE_SECONDS:.0f} s") from None
        self.waits.append(time.monotonic() - began)
        said = [json.dumps(each, sort_keys=True) for each in self._replies[name]]
        if len(set(said)) < len(said):
            self.faults.append(f"said twice after {text!r}")
        return " ".join(each.get("text") or "" for each in self._replies[name])

    async def _post(self, path: str, body: dict[str, Any], token: str) -> httpx.Response:
        until, pause = time.monotonic() + PATIENCE_SECONDS, FIRST_PAUSE
        headers = {"Authorization": f"Bearer {token}", "Origin": self.url}
        while time.monotonic() < until:
            with suppress(httpx.TransportError):
                reply = await self._http.post(path, json=body, headers=headers)
                if reply.status_code < 500:
                    return reply.raise_for_status()
            await asyncio.sleep(pause * random.uniform(0.75, 1.25))
            pause = min(2 * pause, LONGEST_PAUSE)
        raise NoAnswer(f"{path} was not taken for {PATIENCE_SECONDS:.0f} s")

    async def _listen(self) -> None:
        while True:
            with suppress(httpx.TransportError, httpx.HTTPStatusError):
                await self._follow()
            await asyncio.sleep(self._pause * random.uniform(0.75, 1.25))
            self._pause = min(2 * self._pause, LONGEST_PAUSE)

    async def _follow(self) -> None:
        headers = {"Authorization": f"Bearer {self._token}", "Last-Event-ID": self._last}
        async with self._http.stream("GET", "/widget/stream", headers=headers) as reply:
            reply.raise_for_status()
            event: dict[str, str] = {}
            async for line in reply.aiter_lines():
                self._pause = FIRST_PAUSE
                name, _, value = line.partition(": ")
                event[name] = value
                if not line:
                    self._hear(event)
                    event = {}

    def _hear(self, event: dict[str, str]) -> None:
        if "id" in event:
            self._last = event["id"]
            self._numbers.append(int(self._last.partition("-")[2]))
        name, data = event.get("event"), json.loads(event.get("data", "{}"))
        if name == "reply" and data["to"] in self._replies:
            self._replies[data["to"]].append(data)
        elif name == "answered":
            self._counts[data["id"]] += 1
            self._answered[data["id"]].set()
        elif name == "hello" and self._last and not data["resumed"]:
            self.faults.append("the server has forgotten what it said")
