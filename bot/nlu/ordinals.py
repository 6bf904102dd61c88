"""Places in a list: "the second one", "2nd", "option 3", "the last"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities import Entity, entity

LAST = -1
_WORDS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
} | {"last": LAST, "final": LAST, "latter": LAST, "former": 1, "top": 1, "bottom": LAST}
_WORDS |= {
    "frist": 1,
    "fisrt": 1,
    "1rst": 1,
    "secnd": 2,
    "secod": 2,
    "scond": 2,
    "thrid": 3,
    "forth": 4,
    "fith": 5,
}
_ONLY_OF_A_CHOICE = frozenset({"top", "bottom", "final"})
_CARDINALS = {
    word: value
    for value, word in enumerate("one two three four five six seven eight nine ten".split(), start=1)
}

_CHOSEN = r"one|option|choice|slot|suggestion|possibility|item|entry|offer|answer|on the list|in the list"
IS_CHOSEN = re.compile(rf"\s+(?:{_CHOSEN})\b", re.IGNORECASE)
"""What follows an ordinal that cannot be a day of the month."""
_NO_PLACE_AFTER = (
    "thing time times name names minute night week month year weekend monday tuesday wednesday thursday "
    "friday saturday sunday floor hand born opinion visit aid class available free place step question "
    "digit digits line sign try attempt world half thought thoughts of\\s+all"
)
_WORD = re.compile(
    rf"(?<![\w-])(?:{'|'.join(_WORDS)})(?![\w-])(?!\s+(?:{'|'.join(_NO_PLACE_AFTER.split(' '))})\b)",
    re.IGNORECASE,
)
# "I have to ask my wife first" and "it will last" pick nothing.
_PLACE_BEFORE = re.compile(
    r"(?:^|[.,;:!?(/]|\b(?:the|that|this|those|take|pick|choose|select|want|prefer|have|book|with|or|and|maybe|say|"
    r"ok|okay|yes|no|please|definitely|probably|go for|mean|meant|for|is))\s*$",
    re.IGNORECASE,
)
_NO_OPTION_BEFORE = re.compile(
    r"\b(?:phone|mobile|cell|telephone|contact|house|room|flat|order|reference|account|my)\s+$", re.IGNORECASE
)
_DIGITS = re.compile(r"(?<![\w.:/-])(\d{1,2})(?:st|nd|rd|th)(?!\w)", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"(?<!\w)(?:(?:option|choice|number|no\.?|nr\.?|item|suggestion|slot)\s*#?\s*|#\s?)(\d{{1,2}}|{'|'.join(_CARDINALS)})"
    r"(?![\w:/@-]|[ .]?\d|\s*[ap]\.?m)",
    re.IGNORECASE,
)


def find_ordinals(text: str) -> Iterator[Entity]:
    """Places in a list, counted from 1; -1 is the last."""
    for match in _WORD.finditer(text):
        if _is_place(text, match):
            yield entity("ordinal", text, *match.span(), _WORDS[match.group().lower()])
    for match in _DIGITS.finditer(text):
        if int(match[1]) > 0:
            yield entity("ordinal", text, *match.span(), int(match[1]))
    for match in _NUMBERED.finditer(text):
        value = _CARDINALS.get(match[1].lower()) or (int(match[1]) if match[1].isdigit() else 0)
        if value > 0 and not _NO_OPTION_BEFORE.search(_before(text, match)):
            yield entity("ordinal", text, *match.span(), value)


def _is_place(text: str, match: re.Match[str]) -> bool:
    if IS_CHOSEN.match(text, match.end()):
        return True
    is_place = _PLACE_BEFORE.search(_before(text, match)) is not None
    return is_place and match.group().lower() not in _ONLY_OF_A_CHOICE


def _before(text: str, match: re.Match[str]) -> str:
    """The few words before; the whole text would be searched again for each match."""
    return text[max(0, match.start() - 30) : match.start()]
