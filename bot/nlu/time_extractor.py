"""Dates and times."""

from __future__ import annotations

from functools import partial
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker

from bot import clock
from bot.api_settings import api_settings
from bot.catalogue.source import shared_source
from bot.nlu.bare_times import find_bare_times
from bot.nlu.component import Extractor
from bot.nlu.entities import Entity
from bot.nlu.foreign_dates import find_foreign_dates
from bot.nlu.times import find_times
from bot.nlu.zones import zone_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TimeExtractor(Extractor):
    """Reads `when` from the words, in the person's zone, by the bot's clock."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        # A wrong setting is an error when the model is loaded, and not one with each message.
        clock.now()
        api_settings()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Which slots of the tracker tell that a bare number answers the bot's question.

        `asked_slot` holds what the bot asked last, `asked_for_time` the values that ask for a time, and
        `offered_slot` the list of options that a small number would pick from.
        """
        return {"asked_slot": "asked", "asked_for_time": ["when", "confirmation"], "offered_slot": "offered"}

    def find(self, text: str, metadata: Any, tracker: DialogueStateTracker | None) -> list[Entity]:
        """See `bot.nlu.times`, `bot.nlu.foreign_dates` and `bot.nlu.bare_times`."""
        business = shared_source(api_settings()).current()
        now, zone = clock.now(), zone_of(metadata, business.timezone)
        read = partial(find_times, reference=now, zone=zone, hours=business.hours)
        found = read(text)
        if not any(each["value"]["date"] or "date" in each["value"]["kind"] for each in found):
            found += find_foreign_dates(text, now, zone, read)
        if not found and self._slot(tracker, "asked_slot") in self._config["asked_for_time"]:
            offered = self._slot(tracker, "offered_slot")
            found = find_bare_times(text, len(offered) if isinstance(offered, list) else 0, read)
        return found

    def _slot(self, tracker: DialogueStateTracker | None, key: str) -> Any:
        slot = tracker.slots.get(self._config[key]) if tracker else None
        return slot.value if slot else None
