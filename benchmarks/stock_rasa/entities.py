"""Makes room for the entities that the actions work with: ids and instants, where DIET finds words."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class WordsDropped(GraphComponent):
    """Stands between DIET and the extractors of ours."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WordsDropped:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Forget the entities found so far."""
        for message in messages:
            if message.get(ENTITIES):
                message.set(ENTITIES, [], add_to_output=True)
        return messages
