"""Whether words that fit a name mean it: "with Mark" does, "mark it as urgent" does not."""

from __future__ import annotations

from bot.catalogue.lexicon import (
    AFTER_A_NAME,
    AFTER_A_VERB,
    AVAILABILITY,
    BEFORE_A_VERB,
    CALENDAR,
    GENERIC_OFFERS,
    NEVER_ALONE,
    PERSON_CUES,
    PLACE_CUES,
    QUESTION_VERBS,
    common_words,
)
from bot.catalogue.segments import Segment
from bot.catalogue.sentence import Sentence
from bot.catalogue.words import stem

_GENERIC = frozenset(stem(word) for word in GENERIC_OFFERS)
_NEVER_ALONE = frozenset(stem(word) for word in NEVER_ALONE)


def means_person(sentence: Sentence, segment: Segment) -> bool:
    """Whether a segment that fits the name of a member of staff means that person."""
    words = [sentence.at(at) for at in segment.strong]
    if segment.has_title:
        return True
    if sentence.at(segment.begin - 1) in PLACE_CUES and not segment.is_all:
        return False
    if any(word not in common_words() and word not in CALENDAR for word in words):
        return True
    if len(words) > 1 and segment.is_all:
        return True
    return _is_person_by_context(sentence, segment, words[0])


def _is_person_by_context(sentence: Sentence, segment: Segment, word: str) -> bool:
    before, after = sentence.at(segment.begin - 1), sentence.at(segment.end)
    ends = sentence.ends_phrase(segment.end, AFTER_A_NAME | AVAILABILITY)
    if before in PERSON_CUES and ends:
        return True
    if word in CALENDAR:
        return False
    if sentence.has_telling_capital(segment.strong[0]) or sentence.words[segment.strong[0]].is_possessive:
        return True
    is_whole_message = len(sentence) == segment.end - segment.begin and len(word) > 2
    return is_whole_message or (before in QUESTION_VERBS and after in AVAILABILITY)


def means_offer(sentence: Sentence, segment: Segment) -> bool:
    """Whether a segment that fits the name of a service or link means that thing."""
    found = {
        segment.name.words[place] for place, value in segment.used.items() if segment.name.is_strong[place]
    }
    if found <= _NEVER_ALONE:
        return False
    if not segment.is_all and not _has_the_core(segment, found):
        return False
    is_everyday = all(sentence.at(at) in common_words() for at in segment.strong)
    return not (is_everyday and len(segment.strong) == 1 and _is_verb(sentence, segment))


def _has_the_core(segment: Segment, found: set[str]) -> bool:
    """In "deep tissue massage" the last word says what it is; where it says little, another does."""
    telling = {word for word in found - _GENERIC if not word.isdigit()}
    strong = [word for at, word in enumerate(segment.name.words) if segment.name.is_strong[at]]
    return bool(telling) and (strong[-1] in found or strong[-1] in _GENERIC)


def _is_verb(sentence: Sentence, segment: Segment) -> bool:
    return sentence.at(segment.begin - 1) in BEFORE_A_VERB or sentence.at(segment.end) in AFTER_A_VERB
