"""Text and names as words that can be compared: without accents, case and possessives."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*", re.UNICODE)
_POSSESSIVE = re.compile(r"['’ʼ`]s$", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’ʼ`]")
# Letters that do not decompose into a base letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})


@dataclass(frozen=True)
class Word:
    """One word of a text."""

    text: str
    """Folded: lower case, no accents, no apostrophes, no possessive s."""
    start: int
    """Where it begins in the text, in characters."""
    end: int
    """Where it ends, exclusive; a possessive s is left out."""
    is_capitalised: bool
    """Begins with a capital and is not all capitals (unless it is one letter)."""
    is_possessive: bool
    """Was followed by a possessive s."""


def words_of(text: str, most: int | None = None) -> list[Word]:
    """The words of a text, in order; of a long one the first `most`."""
    return [_word(match) for match in islice(_WORD.finditer(text), most)]


def _word(match: re.Match[str]) -> Word:
    raw = match.group()
    stripped = _POSSESSIVE.sub("", raw)
    capitalised = stripped[:1].isupper() and (len(stripped) == 1 or not stripped.isupper())
    return Word(
        fold(stripped), match.start(), match.start() + len(stripped), capitalised, len(stripped) < len(raw)
    )


def fold(word: str) -> str:
    """A word as it is compared: "O’Brien" and "obrien", "José" and "jose" are one."""
    if word.isascii():
        return _APOSTROPHES.sub("", word).lower()
    parts = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return _APOSTROPHES.sub("", "".join(part for part in parts if not unicodedata.combining(part)))


_SPELLINGS = (
    (re.compile(r"(?<=..)our(?=\b|s\b|ing\b|ist)"), "or"),
    (re.compile(r"is(?=(e|ed|es|ing|ation|ations|er)\b)"), "iz"),
    (re.compile(r"ll(?=(ings?|ed|ors?)\b)"), "l"),
    (re.compile(r"tre\b"), "ter"),
    (re.compile(r"ae|oe(?=.{3})"), "e"),
)
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ings", ""), ("ing", ""), ("ed", ""), ("s", ""))


_DOUBLED = re.compile(r"([^\Waeiou\d_])\1$")


def one_spelling(word: str) -> str:
    """The British and the American spelling of a word as one: "colour" and "color"."""
    for spelling, one in _SPELLINGS:
        word = spelling.sub(one, word)
    return word


def stem(word: str) -> str:
    """What the forms of a noun have in common: "cleanings", "cleaning" and "clean"; "colour" and "color".

    For names of things, not of people. Short words keep their form.
    """
    word = one_spelling(word)
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            word = word[: len(word) - len(ending)] + instead
            break
    return _DOUBLED.sub(r"\1", word) if len(word) > 3 else word
