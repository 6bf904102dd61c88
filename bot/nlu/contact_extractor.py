"""E-mail addresses, telephone numbers, references, the name of who books, and names that nobody here has."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.component import Extractor
from bot.nlu.contact_details import find_emails, find_phones
from bot.nlu.entities import Entity
from bot.nlu.person_names import find_person_names
from bot.nlu.references import find_references
from bot.nlu.strangers import find_strangers


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ContactExtractor(Extractor):
    """Finds `email`, `phone`, `reference`, `person_name` and `stranger`."""

    def find(self, text: str, metadata: Any, tracker: DialogueStateTracker | None) -> list[Entity]:
        """See the modules of `bot.nlu` that are named after each."""
        return [
            *find_emails(text),
            *find_references(text),
            *find_phones(text),
            *find_person_names(text),
            *find_strangers(text),
        ]
