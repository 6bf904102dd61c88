"""The words of each language, kept apart from the grammar: `load("en")`."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from bot.temporal.lexicon import Lexicon

LOCALES = ("en",)


@cache
def load(name: str) -> Lexicon:
    """The compiled words of a language. Raises ValueError for one that is not there."""
    if name not in LOCALES:
        raise ValueError(f"unknown locale {name!r}; there is: {', '.join(LOCALES)}")
    words = import_module(f"bot.temporal.locales.{name}")
    return Lexicon(words.WORDS, words.PARTS, words.SPELLED, words.REAL_WORDS, words.JOINED)
