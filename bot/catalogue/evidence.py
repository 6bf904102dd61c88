"""Whether words that fit a name mean it: "with Mark" does, "mark it as urgent" does not."""

from __future__ import annotations

from bot.catalogue.lexicon import (
    AFTER_A_NAME,
    AFTER_A_VERB,
    AVAILABILITY,
    BEFORE_A_VERB,
    CALENDAR,
    GENERIC_OFFERS,
    NEVER_A_NAME,
    NEVER_ALONE,
    PERSON_CUES,
    PLACE_CUES,
    PLACE_PREFIXES,
    QUESTION_VERBS,
    TRADES,
    common_words,
)
from bot.catalogue.segments import INITIAL, Segment
from bot.catalogue.sentence import Sentence
from bot.catalogue.words import stem

_GENERIC = frozenset(stem(word) for word in GENERIC_OFFERS)
_NEVER_ALONE = frozenset(stem(word) for word in NEVER_ALONE)


def means_person(sentence: Sentence, segment: Segment) -> bool:
    """Whether a segment that fits the name of a member of staff means that person (or firm)."""
    words = [sentence.at(at) for at in segment.strong]
    if segment.is_every_word and len(segment.used) > 1 and not all(word in NEVER_A_NAME for word in words):
        return True  # in full, also where a number is all that tells it apart ("1201 Barber Shop")
    if all(word in NEVER_A_NAME or word.isdigit() for word in words):
        return False
    if segment.has_title and (_is_telling(words[-1]) or sentence.ends_phrase(segment.end, AFTER_A_NAME)):
        return True
    if _is_place(sentence, segment):
        return False
    meant = [segment.name.words[place] for place, value in segment.used.items() if value > INITIAL]
    if any(_is_telling(word) for word in words) and any(_is_telling(word) for word in meant):
        return True
    if len(words) > 1 and segment.is_all:
        return not all(_is_trade(word) for word in words)
    return not any(_is_trade(word) for word in meant) and _is_person_by_context(sentence, segment, words[0])


def _is_telling(word: str) -> bool:
    return word not in common_words() and word not in CALENDAR and not _is_trade(word) and len(word) > 1


def _is_trade(word: str) -> bool:
    return word in TRADES or word.removesuffix("s") in TRADES


def _is_place(sentence: Sentence, segment: Segment) -> bool:
    """In "near Menlo Park" nobody called Park is meant."""
    at = segment.begin - 1
    if sentence.at(at) in PLACE_PREFIXES:
        return True
    while at > 0 and sentence.words[at].is_capitalised and sentence.at(at) not in PLACE_CUES:
        at -= 1
    return sentence.at(at) in PLACE_CUES


def _is_person_by_context(sentence: Sentence, segment: Segment, word: str) -> bool:
    before, after = sentence.at(segment.begin - 1), sentence.at(segment.end)
    ends = sentence.ends_phrase(segment.end, AFTER_A_NAME | AVAILABILITY)
    if before in PERSON_CUES and ends:
        return True
    if word in CALENDAR or word in NEVER_A_NAME:
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
