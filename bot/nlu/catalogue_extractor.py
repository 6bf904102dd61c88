"""Staff, services and booking links by their names."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker

from bot.api_settings import api_settings
from bot.catalogue.source import shared_source
from bot.nlu.component import Extractor
from bot.nlu.entities import Entity, entity


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CatalogueExtractor(Extractor):
    """Finds the names that the Bookings API knows at this moment; see `bot.catalogue`."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        # A wrong setting is an error when the model is loaded, and not one with each message.
        api_settings()

    def find(self, text: str, metadata: Any, tracker: DialogueStateTracker | None) -> list[Entity]:
        """`staff`, `service` and `booking_link` with ids as values."""
        return [
            entity(
                match.kind,
                text,
                match.start,
                match.end,
                match.id,
                confidence=match.confidence,
                alternatives=list(match.alternatives),
            )
            for match in shared_source(api_settings()).current().matcher.find(text)
        ]
