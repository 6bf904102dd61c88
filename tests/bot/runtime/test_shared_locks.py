from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rasa.core.lock_store import LockError, LockStore
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.runtime.shared_locks import SharedLocks
from tests.servers import Server

ROOT = Path(__file__).parents[3]
HOLD = """
import asyncio, sys
from rasa.utils.endpoints import EndpointConfig
from bot.runtime.shared_locks import SharedLocks
async def hold():
    async with SharedLocks(EndpointConfig(sys.argv[1])).lock("a"):
        print("held", flush=True)
        await asyncio.sleep(600)
asyncio.run(hold())
"""


def process(redis_server: Server) -> SharedLocks:
    """The locks as one process of the bot has them."""
    return SharedLocks(EndpointConfig(redis_server.url))


async def hold(locks: LockStore, conversation: str, name: str, log: list[str], seconds: float = 0.01) -> None:
    async with locks.lock(conversation):
        log.append(f"{name} begins")
        await asyncio.sleep(seconds)
        log.append(f"{name} ends")


async def test_two_processes_take_the_messages_of_one_conversation_one_after_the_other(
    redis_server: Server,
) -> None:
    both, log = (process(redis_server), process(redis_server)), []
    async with both[0].lock("a"):
        waiting = []
        for number in range(10):
            waiting.append(asyncio.create_task(hold(both[number % 2], "a", str(number), log)))
            await asyncio.sleep(0.02)
        assert log == []
    await asyncio.gather(*waiting)
    assert log == [f"{number} {step}" for number in range(10) for step in ("begins", "ends")]


async def test_many_at_once_never_overlap(redis_server: Server) -> None:
    both, log = (process(redis_server), process(redis_server)), []
    await asyncio.gather(*(hold(both[number % 2], "b", str(number), log, 0.001) for number in range(60)))
    assert len(log) == 120
    assert all(log[i].split()[0] == log[i + 1].split()[0] for i in range(0, 120, 2))


async def test_a_lock_is_let_go_of_also_while_its_holder_tells_that_it_lives(
    redis_server: Server,
) -> None:
    """With a lease as short as here it is telling that all the time."""
    locks, log = SharedLocks(EndpointConfig(redis_server.url), lease_seconds=0.01), []
    turns = (hold(locks, f"t{number}", str(number), log, 0.003 + number % 20 / 1000) for number in range(200))
    await asyncio.wait_for(asyncio.gather(*turns), 60)
    assert len(log) == 400


async def test_conversations_do_not_wait_for_each_other(redis_server: Server) -> None:
    locks, log = process(redis_server), []
    async with locks.lock("a"):
        await asyncio.wait_for(hold(locks, "b", "b", log), 30)
    assert log == ["b begins", "b ends"]


async def test_the_next_one_is_woken_and_does_not_ask_again_and_again(
    redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks = SharedLocks(EndpointConfig(redis_server.url), lease_seconds=600.0)
    holding, log = asyncio.create_task(hold(locks, "a", "1", [], 0.2)), []
    await asyncio.sleep(0.1)
    # The next look would be after 150 seconds.
    await asyncio.wait_for(hold(locks, "a", "2", log), 60)
    await holding
    assert log == ["2 begins", "2 ends"]


async def test_a_killed_process_is_passed_over_within_seconds(redis_server: Server) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, redis_server.url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert (await asyncio.to_thread(holder.stdout.readline)).strip() == "held"
    locks = process(redis_server)
    waiting = asyncio.create_task(hold(locks, "a", "next", []))
    await asyncio.sleep(6)
    assert not waiting.done()  # whoever lives keeps it, however long its turn takes
    holder.kill()
    holder.communicate()
    killed_at = time.monotonic()
    await asyncio.wait_for(waiting, 60)
    assert time.monotonic() - killed_at > 1  # it was the lease that ended


async def test_waiting_too_long_is_an_error_and_leaves_the_lock_in_order(redis_server: Server) -> None:
    locks = process(redis_server)
    async with locks.lock("a"):
        with pytest.raises(LockError):
            async with locks.lock("a", lock_lifetime=0.1):
                pytest.fail("two held one lock")
    async with locks.lock("a", lock_lifetime=30):
        pass


async def test_an_error_or_a_cancelled_wait_frees_the_place(redis_server: Server) -> None:
    locks, log = process(redis_server), []
    with pytest.raises(RuntimeError):
        async with locks.lock("a"):
            raise RuntimeError
    async with locks.lock("a"):
        impatient = asyncio.create_task(hold(locks, "a", "impatient", log))
        await asyncio.sleep(0.1)
        patient = asyncio.create_task(hold(locks, "a", "patient", log))
        await asyncio.sleep(0.1)
        impatient.cancel()
    await asyncio.wait_for(patient, 60)
    assert log == ["patient begins", "patient ends"]


async def test_a_redis_that_is_restarted_changes_nothing(redis_server: Server) -> None:
    both, log = (process(redis_server), process(redis_server)), []
    holding = asyncio.create_task(hold(both[0], "a", "1", log, 2))
    await asyncio.sleep(0.2)
    redis_server.stop()
    waiting = asyncio.create_task(hold(both[1], "a", "2", log))
    await asyncio.sleep(0.3)
    redis_server.start()  # in this thread: a server ends with the thread that started it
    await asyncio.gather(holding, waiting)
    assert log == ["1 begins", "1 ends", "2 begins", "2 ends"]


async def test_nothing_is_left_behind_in_redis(redis_server: Server) -> None:
    locks = process(redis_server)
    await asyncio.gather(*(hold(locks, "left", str(number), []) for number in range(5)))
    bells = [key async for key in locks._redis.scan_iter("bot:lock:{left}*")]
    assert all(b":bell:" in key for key in bells)
    assert all([await locks._redis.pttl(key) > 0 for key in bells])


@pytest.mark.parametrize("given", ["http://localhost", "redis://127.0.0.1:1/0"])
def test_a_redis_that_cannot_be_used_is_told_at_the_start(given: str) -> None:
    with pytest.raises(RasaException, match="BOT_REDIS_URL"):
        SharedLocks(EndpointConfig(given))


def test_a_missing_address_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOT_REDIS_URL", raising=False)
    with pytest.raises(RasaException, match="BOT_REDIS_URL is not set"):
        SharedLocks()
