"""The entities of an example in the training data, as the pipeline would see them at run time."""

from __future__ import annotations

from datetime import datetime, timezone

from bot.nlu.contact_details import find_emails, find_phones
from bot.nlu.entities import Entity
from bot.nlu.numbers import find_numbers
from bot.nlu.ordinals import find_ordinals
from bot.nlu.overlaps import overlap, without_overlaps
from bot.nlu.person_names import find_person_names
from bot.nlu.times import find_times

# Any instant does: only where the words stand matters. A fixed one makes training repeatable.
_REFERENCE = datetime(2026, 1, 5, 9, 0, tzinfo=timezone.utc)


def entities_in_training(text: str, annotated: list[Entity]) -> list[Entity]:
    """What the extractors find in an example, and what only its annotations tell.

    Names of staff, services and links are annotated, since there is no catalogue in training. Where an
    extractor finds the same kind, its bounds hold: they are what the classifier will see later.
    """
    found = [
        *find_times(text, _REFERENCE, "UTC"),
        *find_emails(text),
        *find_phones(text),
        *find_person_names(text),
        *find_numbers(text),
        *find_ordinals(text),
    ]
    told = [{**each, "text": text[each["start"] : each["end"]]} for each in annotated]
    missed = [
        each
        for each in told
        if not any(each["entity"] == other["entity"] and overlap(each, other) for other in found)
    ]
    return without_overlaps(text, [*found, *missed])
