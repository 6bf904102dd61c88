"""Conversations in PostgreSQL: Rasa's own store and ours, for 16 people at once who all say so much.

Measured: how many messages a second are read and written, and for how long the event loop answers nobody.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
warnings.simplefilter("ignore")

import sqlalchemy as sa  # noqa: E402
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore  # noqa: E402
from rasa.shared.core.domain import Domain  # noqa: E402
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered  # noqa: E402

from bot.runtime.patches import quick_tracker  # noqa: E402
from bot.runtime.shared_conversations import SharedConversations  # noqa: E402
from tools import postgresql  # noqa: E402

PEOPLE = 16
RASAS = "Rasa's SQL store"
DOMAIN = Domain.load("domain.yml")
SLOTS = [slot.name for slot in DOMAIN.slots][:4]


async def say(store: TrackerStore, sender: str, number: int) -> None:
    """One message: read the conversation, add what a turn adds, write it."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    ranking = [{"name": f"intent_{each}", "confidence": 0.1} for each in range(10)]
    heard = UserUttered(
        f"message {number}",
        {"name": "inform", "confidence": 0.9},
        parse_data={
            "intent": {"name": "inform", "confidence": 0.9},
            "intent_ranking": ranking,
            "entities": [],
            "text": f"message {number}",
        },
    )
    turn = [ActionExecuted("action_listen"), heard, *(SlotSet(name, number) for name in SLOTS)]
    turn += [
        ActionExecuted("utter_greet"),
        BotUttered("A sentence of the bot of usual length, with buttons."),
    ]
    tracker.update_with_events(turn, DOMAIN)
    await store.save(tracker)


async def measure(store: TrackerStore, messages: int) -> tuple[float, list[float]]:
    """Messages a second, and how late the event loop was each time, in milliseconds."""
    late: list[float] = []

    async def watch() -> None:
        while True:
            due = time.perf_counter() + 0.002
            await asyncio.sleep(0.002)
            late.append(max(0.0, time.perf_counter() - due) * 1000)

    async def person(name: str) -> None:
        for number in range(messages):
            await say(store, name, number)
            # As a call of the action server: whoever else is due has their turn.
            await asyncio.sleep(0)

    watching, started = asyncio.create_task(watch()), time.perf_counter()
    await asyncio.gather(*(person(f"person {number}") for number in range(PEOPLE)))
    seconds = time.perf_counter() - started
    watching.cancel()
    return PEOPLE * messages / seconds, sorted(late)


def main() -> None:
    """Print a line for each store, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=40, help="of each of the 16 people (default 40)")
    messages = parser.parse_args().messages
    logging.disable(logging.CRITICAL)
    quick_tracker.apply()
    results = {}
    with postgresql.running(durable=True) as server:
        url = server.replace("postgresql:", "postgresql+psycopg2:")
        for name in (RASAS, "ours"):
            with sa.create_engine(url).begin() as connection:
                connection.execute(sa.text("DROP TABLE IF EXISTS events"))
            if name == "ours":
                store: TrackerStore = SharedConversations(DOMAIN, server)
            else:
                store = SQLTrackerStore(DOMAIN, dialect="postgresql", host=url)
            rate, late = asyncio.run(measure(store, messages))
            results[name] = rate
            typical, rare, most = statistics.median(late), late[int(len(late) * 0.99)], late[-1]
            print(f"{name:18} {rate:6.0f} messages/s; the event loop is late by", end=" ")
            print(f"{typical:.1f} ms (median), {rare:.1f} ms (99 %), {most:.1f} ms (most)")
    print(f"ratio: {results['ours'] / results[RASAS]:.1f}")


if __name__ == "__main__":
    main()
