"""The trained model in this process, with a catalogue of ours in place of the API's."""

from __future__ import annotations

import logging
import sys
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

import bot.nlu.catalogue_extractor
import bot.nlu.time_extractor
from actions.dialogue.memory import Memory, to_slots
from bot.catalogue.snapshot import Snapshot, snapshot_of

MODEL = Path(__file__).resolve().parent.parent / "models" / "bookings-bot.tar.gz"
warnings.simplefilter("ignore")
# Rasa logs every message that it parses.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


class Parser:
    """Parses messages as the running bot does."""

    def __init__(self, model: Path = MODEL) -> None:
        self._snapshot = Snapshot()
        for component in (bot.nlu.catalogue_extractor, bot.nlu.time_extractor):
            component.shared_source = lambda _settings: self
        self._agent = Agent.load(model)

    def current(self) -> Snapshot:
        """The catalogue, as the components ask for it."""
        return self._snapshot

    def know(self, answer: dict[str, Any]) -> None:
        """Take this for the answer of GET /api/v1/catalogue from now on."""
        self._snapshot = snapshot_of(answer)

    async def parse(self, text: str, memory: Memory | None = None) -> dict[str, Any]:
        """The intent and the entities of a message that comes when this is remembered."""
        tracker = DialogueStateTracker("somebody", self._agent.domain.slots)
        for name, value in to_slots(memory or Memory()).items():
            if value is not None:
                tracker.update(SlotSet(name, value))
        parsed: dict[str, Any] = await self._agent.processor.parse_message(UserMessage(text), tracker)
        return parsed
