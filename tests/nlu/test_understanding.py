"""What the trained model makes of messages it has never seen.

The held-out tables are next to this file. A message that the model leaves to the fallback counts as not
understood; for one that is out of scope that is as good as saying so.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from rasa.core.agent import Agent

from actions.dialogue.message import Message
from bot.catalogue.snapshot import Snapshot, snapshot_of
from tests.nlu.acting import begins, message_of
from tests.nlu.catalogue import catalogue

pytestmark = pytest.mark.conversation

HERE = Path(__file__).parent
MODELS = HERE.parents[1] / "models"
RIGHT_AT_LEAST = 0.92
RIGHT_OF_EACH_INTENT_AT_LEAST = 0.7
GROWN_AT_LEAST = 0.55
NOTHING_BEGUN_AT_LEAST = {
    "out_of_scope.yml": 0.985,
    "out_of_scope_unseen.yml": 0.98,
    "out_of_scope_third.yml": 0.97,
    "out_of_scope_fourth.yml": 0.97,
    "out_of_scope_fifth.yml": 0.94,
    "out_of_scope_sixth.yml": 0.96,
    "out_of_scope_seventh.yml": 0.98,
}
"""The share of the messages out of scope with which no booking, cancelling or anything like it is begun."""


@dataclass(frozen=True)
class Reading:
    """A held-out message and what was made of it."""

    text: str
    """As the person wrote it."""
    meant: str
    """The intent it has."""
    message: Message
    """What the pipeline made of it."""

    @property
    def read(self) -> str:
        """The intent that the pipeline gave it."""
        return self.message.intent


class _Known:
    """Stands in for the source of the catalogue, so that nothing is fetched."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def current(self) -> Snapshot:
        return self._snapshot


@pytest.fixture(scope="module")
def agent() -> Iterator[Agent]:
    """The newest trained model, with a catalogue of its own; `make train` makes the model."""
    found = sorted(MODELS.glob("*.tar.gz"), key=os.path.getmtime)
    assert found, "there is no trained model: run `make train`"
    known = _Known(snapshot_of(catalogue()))
    with pytest.MonkeyPatch.context() as patch:
        for component in ("time_extractor", "catalogue_extractor"):
            patch.setattr(f"bot.nlu.{component}.shared_source", lambda settings: known)
        yield Agent.load(found[-1])


@pytest.fixture(scope="module")
def readings(agent: Agent) -> list[Reading]:
    return _read(agent, {intent: block.splitlines() for intent, block in _table("messages.yml").items()})


def test_held_out_messages_are_understood(readings: list[Reading]) -> None:
    wrong = [reading for reading in readings if reading.read != reading.meant]
    assert 1 - len(wrong) / len(readings) >= RIGHT_AT_LEAST, _table_of(wrong)


def test_no_intent_is_understood_badly(readings: list[Reading]) -> None:
    messages = Counter(reading.meant for reading in readings)
    right = Counter(reading.meant for reading in readings if reading.read == reading.meant)
    bad = {
        intent: f"{right[intent]} of {count}"
        for intent, count in messages.items()
        if right[intent] / count < RIGHT_OF_EACH_INTENT_AT_LEAST
    }
    assert bad == {}


def test_what_grew_from_templates_of_its_own_is_understood(agent: Agent) -> None:
    grown = _read(agent, {intent: block.splitlines() for intent, block in _table("grown.yml").items()})
    wrong = [reading for reading in grown if not _fits(reading)]
    assert 1 - len(wrong) / len(grown) >= GROWN_AT_LEAST, _table_of(wrong)


@pytest.mark.parametrize("table", NOTHING_BEGUN_AT_LEAST)
def test_nothing_is_begun_with_what_is_out_of_scope(agent: Agent, table: str) -> None:
    messages = _read(agent, {kind: block.splitlines() for kind, block in _table(table).items()})
    begun = [reading for reading in messages if begins(reading.message)]
    assert 1 - len(begun) / len(messages) >= NOTHING_BEGUN_AT_LEAST[table], _table_of(begun)


def _fits(reading: Reading) -> bool:
    """Whether it was understood; with what is out of scope it is enough that nothing is begun."""
    return not begins(reading.message) if reading.meant == "out_of_scope" else reading.read == reading.meant


def _table(name: str) -> dict[str, str]:
    tables: dict[str, str] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return tables


def _read(agent: Agent, messages: dict[str, list[str]]) -> list[Reading]:
    async def all_of_them() -> list[Reading]:
        return [
            Reading(text, meant, message_of(text, await agent.parse_message(text)))
            for meant, texts in messages.items()
            for text in texts
        ]

    return asyncio.run(all_of_them())


def _table_of(wrong: list[Reading]) -> str:
    lines = [f"{each.meant:20} read as {each.read:20} {each.text}" for each in wrong]
    return "\n".join(["", *lines])
