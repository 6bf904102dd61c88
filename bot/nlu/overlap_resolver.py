"""Settles which of the extractors is right where two claim the same words."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.overlaps import without_overlaps


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class OverlapResolver(GraphComponent):
    """Stands after all extractors; the rules are in `bot.nlu.overlaps`."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OverlapResolver:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave in each message the entities that hold."""
        for message in messages:
            entities = message.get(ENTITIES)
            if entities:
                message.set(ENTITIES, without_overlaps(message.get(TEXT), entities), add_to_output=True)
        return messages
