from __future__ import annotations

import asyncio
import time

import pytest
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

from bot.runtime.locks import ConversationLocks


async def hold(locks: LockStore, conversation: str, name: str, log: list[str]) -> None:
    async with locks.lock(conversation):
        log.append(f"{name} begins")
        await asyncio.sleep(0.01)
        log.append(f"{name} ends")


async def test_messages_of_one_conversation_are_taken_one_after_the_other_in_their_order() -> None:
    locks, log = ConversationLocks(), []
    await asyncio.gather(*(hold(locks, "a", str(number), log) for number in range(5)))
    assert log == [f"{number} {step}" for number in range(5) for step in ("begins", "ends")]


async def test_conversations_do_not_wait_for_each_other() -> None:
    locks, log = ConversationLocks(), []
    await asyncio.gather(hold(locks, "a", "a", log), hold(locks, "b", "b", log))
    assert log[:2] == ["a begins", "b begins"]


async def test_the_next_message_does_not_wait_a_second_for_nothing() -> None:
    locks, started = ConversationLocks(), time.monotonic()
    await asyncio.gather(hold(locks, "a", "1", []), hold(locks, "a", "2", []))
    assert time.monotonic() - started < 0.5


async def test_waiting_too_long_is_an_error_and_leaves_the_lock_in_order() -> None:
    locks = ConversationLocks()
    async with locks.lock("a"):
        with pytest.raises(LockError):
            async with locks.lock("a", lock_lifetime=0.02):
                pytest.fail("two held one lock")
    async with locks.lock("a", lock_lifetime=0.02):
        pass


async def test_an_error_while_holding_frees_the_lock() -> None:
    locks = ConversationLocks()
    with pytest.raises(RuntimeError):
        async with locks.lock("a"):
            raise RuntimeError
    await asyncio.wait_for(hold(locks, "a", "1", []), 1)


async def test_a_waiter_that_gives_up_does_not_block_those_behind_it() -> None:
    locks, log = ConversationLocks(), []
    async with locks.lock("a"):
        impatient = asyncio.ensure_future(hold(locks, "a", "impatient", log))
        patient = asyncio.ensure_future(hold(locks, "a", "patient", log))
        await asyncio.sleep(0.01)
        impatient.cancel()
    await asyncio.wait_for(patient, 1)
    assert log == ["patient begins", "patient ends"]


async def test_nothing_is_kept_of_conversations_that_are_over() -> None:
    locks = ConversationLocks()
    await asyncio.gather(*(hold(locks, str(number % 3), "x", []) for number in range(9)))
    assert not locks._turns
    assert not locks._interested


def test_rasa_makes_it_from_the_endpoints_file() -> None:
    configured = EndpointConfig(type="bot.runtime.locks.ConversationLocks")
    assert isinstance(LockStore.create(configured), ConversationLocks)
