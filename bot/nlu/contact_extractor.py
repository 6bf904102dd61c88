"""E-mail addresses, telephone numbers and the name of the person who books."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.component import Extractor
from bot.nlu.contact_details import find_emails, find_phones
from bot.nlu.entities import Entity
from bot.nlu.person_names import find_person_names


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ContactExtractor(Extractor):
    """Finds `email`, `phone` and `person_name`."""

    def find(self, text: str, metadata: Any, tracker: DialogueStateTracker | None) -> list[Entity]:
        """See `bot.nlu.contact_details` and `bot.nlu.person_names`."""
        return [*find_emails(text), *find_phones(text), *find_person_names(text)]
