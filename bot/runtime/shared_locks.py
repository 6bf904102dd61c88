"""One message of a conversation after the other, whichever process of the bot each of them lands on.

Rasa's lock in Redis is read, changed and written back, so that two processes can both believe to be next, and
it is asked again once a second. Here each step is one script inside Redis. Whoever waits is woken, in the
order in which they came; who was killed is passed over after `LEASE_SECONDS`, for each shows that it lives.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import InMemoryLockStore, LockError
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis as AsyncRedis
from redis.exceptions import RedisError

from bot.runtime.shared_places import REDIS, answering, redis_url
from bot.runtime.values import SettingError

LEASE_SECONDS = 5.0
"""How long one that does not show that it lives keeps its place."""
RENEWALS = 4
"""How often in that time it shows it."""
_PATIENCE_SECONDS = 60.0
"""How long a message waits for those before it, Rasa's own default."""

_ASK = """
-- KEYS: the queue (list of tickets), when each of them ends (hash). ARGV: my ticket, the lease in ms.
-- 1: it is my turn. 0: others are before me.
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then redis.call('RPUSH', KEYS[1], ARGV[1]) end
redis.call('HSET', KEYS[2], ARGV[1], string.format('%d', now + ARGV[2]))
redis.call('PEXPIRE', KEYS[1], 10 * ARGV[2])
redis.call('PEXPIRE', KEYS[2], 10 * ARGV[2])
while true do
  local first = redis.call('LINDEX', KEYS[1], 0)
  if first == ARGV[1] then return 1 end
  local ends = redis.call('HGET', KEYS[2], first)
  if ends and tonumber(ends) > now then return 0 end
  redis.call('LPOP', KEYS[1])
  redis.call('HDEL', KEYS[2], first)
end
"""
_LEAVE = """
-- KEYS: as above. ARGV: my ticket, what the keys begin with by which others are woken, the lease in ms.
redis.call('LREM', KEYS[1], 0, ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
local first = redis.call('LINDEX', KEYS[1], 0)
if first then
  local bell = ARGV[2] .. first
  redis.call('LPUSH', bell, '1')
  redis.call('PEXPIRE', bell, ARGV[3])
end
"""

logger = logging.getLogger(__name__)


class SharedLocks(InMemoryLockStore):
    """Locks of conversations in Redis: fair, without polling, and outliving whoever held them."""

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, lease_seconds: float = LEASE_SECONDS, **_: Any
    ) -> None:
        """At the endpoint's `url`, else BOT_REDIS_URL. Raises RasaException if nothing is there."""
        super().__init__()
        given = endpoint_config.url if endpoint_config else None
        try:
            url = answering(redis_url({REDIS: given} if given else None))
        except SettingError as problem:
            raise RasaException(str(problem)) from None
        self._lease, self._redis = lease_seconds, AsyncRedis.from_url(url, socket_connect_timeout=3)

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = _PATIENCE_SECONDS, wait_time_in_seconds: float = 0
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold the conversation's lock. Raises LockError when it stays taken for `lock_lifetime` seconds."""
        ticket, is_over = _Ticket(self._redis, conversation_id, self._lease), asyncio.Event()
        alive: asyncio.Task[None] | None = None
        try:
            await ticket.wait(time.monotonic() + lock_lifetime)
            alive = asyncio.create_task(ticket.show_life(is_over))
            yield TicketLock(conversation_id)
        finally:
            is_over.set()
            if alive is not None:
                await asyncio.wait([alive])
            # Also when the person's connection is gone and this is being cancelled.
            await asyncio.shield(ticket.leave())


class _Ticket:
    """The place of one message in the queue of its conversation."""

    def __init__(self, redis: AsyncRedis[bytes], conversation: str, lease_seconds: float) -> None:
        # In braces: what is kept together in a Redis Cluster.
        name = f"bot:lock:{{{conversation}}}"
        self._redis, self._lease = redis, lease_seconds
        self._keys, self._bells, self._number = [name, f"{name}:ends"], f"{name}:bell:", secrets.token_hex(8)

    async def wait(self, until: float) -> None:
        """Come back when it is this one's turn. Raises LockError at `until` (monotonic seconds)."""
        while not await self._ask():
            left = until - time.monotonic()
            if left <= 0:
                raise LockError("The messages before this one took too long.")
            with suppress(RedisError):
                # Woken by whoever leaves; else asks again, for that one may have been killed.
                await self._redis.blpop([self._bells + self._number], max(0.05, min(self._pause, left)))

    async def show_life(self, is_over: asyncio.Event) -> None:
        """For as long as the lock is held. Not to be cancelled: the client of Redis may swallow that."""
        while True:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(is_over.wait(), self._pause)
            if is_over.is_set():
                return
            with suppress(RedisError):
                if not await self._script(_ASK, self._number, int(self._lease * 1000)):
                    logger.error("A conversation's lock was lost before its message was answered.")
                    return

    async def leave(self) -> None:
        """Make way. If Redis cannot be told, the lease ends by itself."""
        with suppress(RedisError):
            await self._script(_LEAVE, self._number, self._bells, int(self._lease * 1000))

    @property
    def _pause(self) -> float:
        return self._lease / RENEWALS

    async def _ask(self) -> bool:
        try:
            return bool(await self._script(_ASK, self._number, int(self._lease * 1000)))
        except RedisError:
            logger.warning("Redis does not answer; trying again.")
            await asyncio.sleep(0.2)
            return False

    async def _script(self, script: str, *arguments: Any) -> Any:
        return await self._redis.eval(script, 2, *self._keys, *arguments)
