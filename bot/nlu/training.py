"""The entities of an example in the training data, as the pipeline would see them at run time."""

from __future__ import annotations

import logging
from datetime import datetime, timezone

from bot.nlu.contact_details import find_emails, find_phones
from bot.nlu.entities import Entity
from bot.nlu.numbers import find_numbers
from bot.nlu.ordinals import find_ordinals
from bot.nlu.overlaps import without_overlaps
from bot.nlu.person_names import find_person_names
from bot.nlu.references import find_references
from bot.nlu.strangers import find_strangers
from bot.nlu.times import find_times

# Any instant does: only where the words stand matters. A fixed one makes training repeatable.
_REFERENCE = datetime(2026, 1, 5, 9, 0, tzinfo=timezone.utc)


logger = logging.getLogger(__name__)

_TOLD = ("staff", "service", "booking_link")


def entities_in_training(text: str, annotated: list[Entity]) -> list[Entity]:
    """What the extractors find in an example, and the names of the catalogue from its annotations.

    There is no catalogue in training. Of all other kinds the annotations are for people: a time that is
    not read at run time must not be hidden from the classifier in training either.
    """
    told = [
        {**each, "text": text[each["start"] : each["end"]]} for each in annotated if each["entity"] in _TOLD
    ]
    found = [
        *_times(text),
        *find_emails(text),
        *find_references(text),
        *find_phones(text),
        *find_person_names(text),
        *find_strangers(text),
        *find_numbers(text),
        *find_ordinals(text),
    ]
    return without_overlaps(text, [*told, *found])


def _times(text: str) -> list[Entity]:
    """At run time a text that the reader of dates fails on goes on without; so does an example."""
    try:
        return find_times(text, _REFERENCE, "UTC")
    except Exception:
        logger.exception("An example of the training data cannot be read for dates: %r", text)
        return []
