"""The name of the person who books, where the words say that it is one: "my name is Dana Cole"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.catalogue.lexicon import CALENDAR, TITLES, TRADES, common_words
from bot.catalogue.words import fold
from bot.nlu.entities import Entity, entity

# After these anything that can be a name is one.
_ANNOUNCED = (
    r"(?:my|the|his|her|their|your client'?s?) (?:full |first |last )?names?"
    r"(?: is|'s|’s|s|:| are| would be| will be| should be| should read| has to be)?"
    r"|name(?: is|'s|’s|:| should be| should read| has to be)|(?:under|in) (?:the|my) name(?: of)?"
    r"|i(?: a|'|’)?m called"
    r"|i go by|(?:put|book) (?:it|me|us) (?:down )?(?:under|as)|on behalf of"
)
# After these it may be anything: "I'm late", "this is urgent", "it's for Tuesday".
# "its" without the apostrophe may also be the one of "the car failed its MOT".
_IT_IS = r"(?:it(?:'|’)s|(?<!\w )its|it is|this is|that(?:'|’)?s|(?:appointment|booking) is)"
_HINTED = rf"{_IT_IS} for|(?:appointment|booking) for|i(?: a|'|’)?m|{_IT_IS}|call me"
_CUE = re.compile(rf"\b(?:(?P<announced>{_ANNOUNCED})|(?P<hinted>{_HINTED}))\s+", re.IGNORECASE)
_PART = re.compile(r"(?!(?:[^\W\d_]-){2})[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?", re.UNICODE)
_BETWEEN = re.compile(r"[ \t]+")
_PARTICLES = frozenset("van von de der den del della di da dos la le el al bin ibn ter ten st mac mc".split())
# What follows a name, but is no part of it; "will" and "may" can be either.
_ENDS = frozenset(
    "and my is with at on for but please from email mail e-mail phone mobile number the you i a an to in by "
    "that this he she it we they are was thanks thank speaking here calling again if so or because as who "
    "can could would want wants need needs have has had just not also do does should today tomorrow about "
    "looking trying hoping".split()
)
_NO_NAME = _ENDS | frozenset(
    "wrong spelt spelled already still correct right different same under written misspelled incorrect "
    "actually going good fine ok okay sorry late early free busy new sure ready interested happy available "
    "afraid there back flexible allergic pregnant sick ill calling booked your any anything anyone someone "
    "both all none what of off your yours".split()
)
MOST_PARTS = 5
_STAFF = TRADES | {"dr", "doctor", "doc", "provider", "nurse", "hygienist", "clinician"}


def find_person_names(text: str) -> Iterator[Entity]:
    """Names after words that announce them, written as names are: "dana cole" becomes "Dana Cole"."""
    for cue in _CUE.finditer(text):
        if _is_of_staff(text, cue):
            continue
        parts = _parts(text, cue.end())
        if parts and (cue["announced"] or _looks_like_a_name(parts)):
            start, end = parts[0].start(), parts[-1].end()
            end -= text[start:end].endswith(".") and not _is_initial(parts[-1])
            # "It's for Dr Jones" may as well name whom to see; see `overlaps`.
            certainty = 0.5 if cue.group().split()[-1].lower() == "for" else 1.0
            yield entity("person_name", text, start, end, _written(text[start:end]), confidence=certainty)


def _is_of_staff(text: str, cue: re.Match[str]) -> bool:
    """Whether the name is not that of who writes: "the dentist's name is", "my stylist's name is"."""
    owner = re.search(r"([^\W\d_]+?)(?:['’]?s?['’]?)?[ \t]+$", text[: cue.start()])
    return cue.group().lower().startswith("name") and owner is not None and fold(owner[1]) in _STAFF


def _parts(text: str, at: int) -> list[re.Match[str]]:
    """The words from `at` on that can be parts of one name."""
    parts: list[re.Match[str]] = []
    while len(parts) < MOST_PARTS:
        part = _PART.match(text, at)
        # A letter right before an @ or a digit belongs to something else.
        if part is None or text[part.end() : part.end() + 1] in "@_0123456789" and part.end() < len(text):
            break
        if fold(part.group().rstrip(".")) in (_ENDS if parts else _NO_NAME):
            break
        parts.append(part)
        ends_here = part.group().endswith(".") and not (_is_initial(part) or _is_title(part))
        gap = _BETWEEN.match(text, part.end())
        if ends_here or gap is None:
            break
        at = gap.end()
    while len(parts) > 1 and (
        fold(parts[-1].group()) in _PARTICLES or fold(parts[-1].group()) in CALENDAR - {"may"}
    ):
        parts.pop()
    return parts


def _looks_like_a_name(parts: list[re.Match[str]]) -> bool:
    words = [part.group() for part in parts if not (_is_title(part) or _is_initial(part))]
    if not words or any(fold(word) in CALENDAR for word in words):
        return False
    unusual = [word for word in words if fold(word) not in common_words()]
    if all(word[0].isupper() for word in words):
        # "I'm Will Young" are two words of everybody's, but nobody writes them so.
        return bool(unusual) or len(words) > 1
    return len(words) > 1 and len(unusual) == len(words)


def _is_initial(part: re.Match[str]) -> bool:
    return len(part.group().rstrip(".")) == 1


def _is_title(part: re.Match[str]) -> bool:
    return fold(part.group().rstrip(".")) in TITLES


def _written(name: str) -> str:
    name = " ".join(name.split())
    if name != name.lower() and name != name.upper():
        return name
    return re.sub(r"(?<![^\W_])[^\W_]", lambda first: first.group().upper(), name.lower())
