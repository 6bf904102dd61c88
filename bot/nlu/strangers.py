"""Names of people whom nobody of the business has: "with John", where there is no John.

Whether there is one is for the catalogue: where it knows the name, its reading counts (see `overlaps`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.catalogue.lexicon import CALENDAR, NAMES_AS_WELL, TITLES, TRADES, common_words
from bot.catalogue.words import fold
from bot.nlu.entities import Entity, entity

_TITLE = rf"(?:(?:{'|'.join(sorted(TITLES, key=len, reverse=True))})\b\.? +)"
_NAME = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_CUE = re.compile(
    r"\b(?:with|see|seeing|meet|meeting|visit) +(?:an? )?"
    rf"(?P<name>(?P<title>{_TITLE})?{_NAME}(?: +{_NAME})?)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"(?:ists?|ology|ing|tion|sia|ment|ity|ness|age|ure)$")
"""Endings of words in small letters that are hardly a name: hygienist, anesthesia, whitening."""
_INSURED = re.compile(r"\binsur(?:ed|ance|er)\b", re.IGNORECASE)


def find_strangers(text: str) -> Iterator[Entity]:
    """Names after "with" and "see": words that hardly stand in other sentences, or stand after a title."""
    if _INSURED.search(text):
        return
    for cue in _CUE.finditer(text):
        title, words = cue["title"] or "", cue["name"][len(cue["title"] or "") :].split()
        while words and not _is_name(words[-1], bool(title)):
            words.pop()
        if words and all(_is_name(word, bool(title)) for word in words):
            start = cue.start("name")
            end = start + len(title) + len(cue["name"][len(title) :].split(words[-1])[0]) + len(words[-1])
            yield entity("stranger", text, start, end, _written(text[start:end]))


def _is_name(word: str, after_title: bool) -> bool:
    plain = fold(word)
    if word.isupper() or len(plain) < 3 or plain in CALENDAR or plain in TRADES or plain in TITLES:
        return False
    if after_title or word[0].isupper():
        return plain not in common_words() or plain in NAMES_AS_WELL or after_title
    return plain not in common_words() and len(plain) > 3 and not _NO_NAME.search(plain)


def _written(name: str) -> str:
    name = " ".join(name.split())
    return name if name != name.lower() else name.title()
