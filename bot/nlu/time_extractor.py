"""Dates and times."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker

from bot import clock
from bot.api_settings import api_settings
from bot.catalogue.source import shared_source
from bot.nlu.component import Extractor
from bot.nlu.entities import Entity
from bot.nlu.times import find_times
from bot.nlu.zones import zone_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TimeExtractor(Extractor):
    """Reads `when` from the words, in the person's zone, by the bot's clock."""

    def find(self, text: str, metadata: Any, tracker: DialogueStateTracker | None) -> list[Entity]:
        """See `bot.nlu.times.find_times`."""
        business = shared_source(api_settings()).current()
        return find_times(text, clock.now(), zone_of(metadata, business.timezone), business.hours)
