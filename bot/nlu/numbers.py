"""Numbers in digits and in words: "4", "a four", "three out of ten", "twenty-five"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities import Entity, entity

_ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
} | {"nought": 0, "nil": 0}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
} | {"fourty": 40}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_WHOLE = {"dozen": 12, "couple": 2}

_DIGITS = re.compile(
    r"(?<![\w.,:/@#£$€+-])(?P<sign>[-−]|minus )?(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,12})(?P<part>[.,]\d{1,6})?"
    r"(?P<scale>\s?/\s?\d+(?![\d/])|\s+out of\s+\w+)?(?![\w@]|[.,:/-]\d|%?\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_JOINED = re.compile(r"\s+and\s+|[ -]", re.IGNORECASE)
_MOST = 1_000_000_000
_OUT_OF = re.compile(r"\s+out of\s+(?:a )?\w+", re.IGNORECASE)
_POINT = re.compile(r"\s+point\s+([a-z]+)(?![a-z])", re.IGNORECASE)
_HALF = re.compile(r"\s+and a half\b", re.IGNORECASE)
# "one" is mostly no number: "this one", "one of them", "I need one". It is where these words, or nothing,
# stand before it, and an end or one of those after it.
_BEFORE_ONE = re.compile(
    r"(?:^|[,;:(]|\b(?:a|an|just|only|about|around|maybe|perhaps|say|like|roughly|be|is|it's|probably|level|or|to))"
    r"\s*$",
    re.I,
)
_AFTER_ONE = re.compile(
    r"\s*(?:$|[.,;!?)]|(?:or|to|and a half|out of|please|maybe|i think|i guess|only|person|people|"
    r"adult|child|kid|hour)\b)",
    re.I,
)


def find_numbers(text: str) -> Iterator[Entity]:
    """Numbers, each with its value as a float; "three out of ten" and "3/10" are 3."""
    yield from _in_digits(text)
    yield from _in_words(text)


def _in_digits(text: str) -> Iterator[Entity]:
    for match in _DIGITS.finditer(text):
        if match.group() == "24/7":
            continue
        value = float(match["whole"].replace(",", "") + (match["part"] or "").replace(",", "."))
        yield entity("number", text, *match.span(), -value if match["sign"] else value)


def _in_words(text: str) -> Iterator[Entity]:
    at = 0
    while match := _WORD.search(text, at):
        value, end = _read(text, match)
        if value is None or (match.end() == end and _is_pronoun(text, match)):
            at = match.end()
            continue
        end, value = _finish(text, end, value)
        yield entity("number", text, match.start(), end, value)
        at = end


def _read(text: str, first: re.Match[str]) -> tuple[float | None, int]:
    """The number whose first word is `first`, and where it ends; None when the word is none."""
    total = group = last = None
    match: re.Match[str] | None = first
    end = first.end()
    while match is not None and (total or 0) + (group or 0) < _MOST:
        word = match.group().lower()
        if word in _SCALES and group is not None:
            group *= _SCALES[word]
            if word != "hundred":
                total, group = (total or 0) + group, 0
            last = None
        elif word in _ONES and (last is None or (last >= 20 and 0 < _ONES[word] < 10)):
            group, last = (group or 0) + _ONES[word], _ONES[word]
        elif word in _TENS and last is None:
            group, last = (group or 0) + _TENS[word], _TENS[word]
        elif word in _WHOLE and group is None and total is None:
            return _WHOLE[word], match.end()
        elif word in ("hundred", "thousand") and group is None and _follows_an_article(text, match):
            group, last = _SCALES[word], None
        else:
            break
        end = match.end()
        gap = _JOINED.match(text, end)
        match = _WORD.match(text, gap.end()) if gap else None
    if group is None and total is None:
        return None, end
    return float((total or 0) + (group or 0)), end


def _finish(text: str, end: int, value: float) -> tuple[int, float]:
    if half := _HALF.match(text, end):
        return half.end(), value + 0.5
    if (point := _POINT.match(text, end)) and _ONES.get(point[1].lower(), 10) < 10:
        return point.end(), value + _ONES[point[1].lower()] / 10
    out_of = _OUT_OF.match(text, end)
    return (out_of.end() if out_of else end), float(value)


def _is_pronoun(text: str, match: re.Match[str]) -> bool:
    if match.group().lower() != "one":
        return False
    return not (_AFTER_ONE.match(text, match.end()) and _BEFORE_ONE.search(_before(text, match)))


def _follows_an_article(text: str, match: re.Match[str]) -> bool:
    return re.search(r"\ban?\s+$", _before(text, match), re.IGNORECASE) is not None


def _before(text: str, match: re.Match[str]) -> str:
    """The few words before; the whole text would be searched again for each match."""
    return text[max(0, match.start() - 30) : match.start()]
