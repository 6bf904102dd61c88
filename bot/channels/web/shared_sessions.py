"""The widget's conversations in Redis, so that every process of the bot can serve every page of each.

A process follows the conversations of its own open pages in copies, which a note on Redis' channel of news
brings up to date. A message is taken once, whichever processes it reaches; the one that took it shows while
it answers that it lives, and when it was killed another one answers in its place and says nothing again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.channels.web import redis_scripts as scripts
from bot.channels.web.incoming import WebMessage
from bot.channels.web.session import MOST_EVENTS, MOST_IDS, Event, Session
from bot.channels.web.sessions import IDLE_SECONDS, MOST_WAITING, Answer, Full, Sessions, TooManyWaiting

LEASE_SECONDS = 5.0
"""How long a message waits for a process that does not show that it lives."""
RENEWALS = 4
MOST_COPIES, COPY_SECONDS = 1000, 120.0
"""Beyond so many, the copies without an open page go that were not used for so long."""
_NEWS, _DUE = "bot:web:news", "bot:web:due"

logger = logging.getLogger(__name__)


class SharedSessions(Sessions):
    """Sessions for several processes. `most_streams` is counted in each."""

    def __init__(self, url: str, most_streams: int, lease_seconds: float = LEASE_SECONDS) -> None:
        super().__init__(most_sessions=10**9, most_streams=most_streams)
        self._redis: Redis[bytes] = Redis.from_url(url, socket_connect_timeout=3)
        self._lease = lease_seconds
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, answer: Answer) -> None:
        """Listen to the news, and take over from whoever was killed, until `close`."""
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._take_over(answer))]

    async def fetch(self, session_id: str) -> Session:
        """The conversation with this id as it is now, begun anew if it is not remembered. Raises Full."""
        session = self._sessions.setdefault(session_id, Session(session_id))
        session.used_at = self._monotonic()
        self._forget_closed()
        await self._refresh(session)
        return session

    async def accept(self, session: Session, message: WebMessage) -> bool:
        """Take this message, if it has not come before; whether it is for the caller to answer."""
        event = json.dumps(["message", {"id": message.id, "text": message.shown}])
        arguments = (
            message.id,
            event,
            json.dumps(asdict(message)),
            MOST_WAITING,
            _member(session, message.id),
        )
        done = await self._script(scripts.ACCEPT, session.id, *arguments)
        if done == b"full":
            raise TooManyWaiting
        await self._refresh(session)
        return bool(done == b"taken")

    async def reply(self, session: Session, message_id: str, number: int, said: dict[str, Any]) -> None:
        """Keep what was said, the how manieth answer to this message it is, and tell every open page."""
        event = json.dumps(["reply", {"to": message_id, **said}])
        await self._script(scripts.REPLY, session.id, message_id, event, number)
        await self._refresh(session)

    async def finish(self, session: Session, message_id: str) -> None:
        """The message is answered."""
        event = json.dumps(["answered", {"id": message_id}])
        await self._script(scripts.FINISH, session.id, message_id, event, _member(session, message_id))
        await self._refresh(session)

    async def knows(self, session: Session, message_id: str) -> bool:
        """Whether this message has come before."""
        return await self._again(lambda: self._redis.zscore(_keys(session.id)[2], message_id)) is not None

    async def keep(self, session: Session, message_id: str) -> None:
        """Show that this process lives and answers the message, until cancelled or answered.

        The client of Redis may swallow that it is cancelled.
        """
        is_waiting = True
        while is_waiting:
            await asyncio.sleep(self._lease / RENEWALS)
            with suppress(RedisError):
                is_waiting = await self._redis.eval(
                    scripts.RENEW, 1, _DUE, _member(session, message_id), int(self._lease * 1000)
                )

    def close(self) -> None:
        """Let every open page go."""
        super().close()
        for task in self._tasks:
            task.cancel()

    async def _refresh(self, session: Session) -> None:
        """Bring the copy up to date, in one look at Redis."""
        fresh = secrets.token_hex(4)
        state = await self._script(scripts.STATE, session.id, fresh, session.epoch, session.number)
        epoch, turns, events = state[0].decode(), state[1], state[2]
        if epoch != session.epoch:
            session.begin_anew(epoch)
        session.turns = turns
        for number, text in zip(events[::2], events[1::2], strict=True):
            name, data = json.loads(text)
            session.keep(Event(int(number), name, data))
        session.wake()

    def _forget_closed(self) -> None:
        """Copies are for pages that are open and messages that are answered; the rest is in Redis."""
        if len(self._sessions) <= MOST_COPIES:
            return
        since = self._monotonic() - COPY_SECONDS
        closed = [each.id for each in self._sessions.values() if not each.pages and each.used_at < since]
        for session_id in closed:
            del self._sessions[session_id]

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as news:
                    await news.subscribe(_NEWS)
                    for session in self._with_pages():
                        await self._refresh(session)  # what happened while nobody listened
                    async for note in news.listen():
                        await self._hear(note)
            except (RedisError, Full):
                await asyncio.sleep(0.3)

    async def _hear(self, note: dict[str, Any]) -> None:
        session = self._sessions.get(note["data"].decode()) if note["type"] == "message" else None
        if session is not None and session.pages:
            await self._refresh(session)

    async def _take_over(self, answer: Answer) -> None:
        while True:
            await asyncio.sleep(self._lease / RENEWALS)
            with suppress(RedisError, Full):
                for member in await self._redis.eval(scripts.CLAIM, 1, _DUE, int(self._lease * 1000)):
                    session_id, _, message_id = member.decode().partition(" ")
                    pending = await self._redis.hget(_keys(session_id)[3], message_id)
                    if pending is None:
                        await self._redis.zrem(_DUE, member)
                        continue
                    session = await self.fetch(session_id)
                    logger.warning("A message is answered here that another process had taken.")
                    await answer(session, WebMessage(**json.loads(pending)))

    def _with_pages(self) -> list[Session]:
        return [session for session in self._sessions.values() if session.pages]

    async def _script(self, script: str, session_id: str, *arguments: Any) -> Any:
        keys = [*_keys(session_id), _DUE]
        common = (MOST_EVENTS, MOST_IDS, IDLE_SECONDS, int(self._lease * 1000), _NEWS, session_id)
        return await self._again(lambda: self._redis.eval(script, len(keys), *keys, *common, *arguments))

    async def _again(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        """Ask, again while Redis is being restarted. Each script can be repeated. Raises Full."""
        for _ in range(50):
            try:
                return await ask()
            except RedisError:
                await asyncio.sleep(0.2)
        raise Full("The assistant cannot take messages just now.")


def _keys(session_id: str) -> list[str]:
    name = f"bot:web:{{{session_id}}}"
    return [name, f"{name}:events", f"{name}:known", f"{name}:open"]


def _member(session: Session, message_id: str) -> str:
    return f"{session.id} {message_id}"
