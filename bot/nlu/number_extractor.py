"""Numbers and places in a list."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.component import Extractor
from bot.nlu.entities import Entity
from bot.nlu.numbers import find_numbers
from bot.nlu.ordinals import find_ordinals


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class NumberExtractor(Extractor):
    """Finds `number` and `ordinal`."""

    def find(self, text: str, metadata: Any, tracker: DialogueStateTracker | None) -> list[Entity]:
        """See `bot.nlu.numbers` and `bot.nlu.ordinals`."""
        return [*find_numbers(text), *find_ordinals(text)]
