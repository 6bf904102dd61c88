"""What the entity extractors of the pipeline have in common."""

from __future__ import annotations

import logging
from abc import abstractmethod
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, EXTRACTOR, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import MOST_CHARACTERS, Entity, is_payload

logger = logging.getLogger(__name__)


class Extractor(GraphComponent):
    """Adds entities to messages; a message that a button sent has none."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Extractor:
        return cls(config)

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Add what is found in each message to its entities."""
        for message in messages:
            text = message.get(TEXT)
            if isinstance(text, str) and text and not is_payload(text):
                metadata = message.get(METADATA)
                found = self._find_safely(text[:MOST_CHARACTERS], metadata, tracker)
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _find_safely(self, text: str, metadata: Any, tracker: DialogueStateTracker | None) -> list[Entity]:
        """A mistake in one extractor is logged (without the words), and must not silence the bot."""
        name = type(self).__name__
        try:
            return [{**each, EXTRACTOR: name} for each in self.find(text, metadata, tracker)]
        except Exception:
            logger.exception("%s failed; the message goes on without what it finds", name)
            return []

    @abstractmethod
    def find(self, text: str, metadata: Any, tracker: DialogueStateTracker | None) -> list[Entity]:
        """The entities of a text; `metadata` is what the channel told, `tracker` the conversation so far."""
