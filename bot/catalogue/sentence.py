"""A message as the matching sees it: its words and what stands between them."""

from __future__ import annotations

import re
from functools import cached_property

from bot.catalogue.lexicon import CALENDAR
from bot.catalogue.words import Word, words_of

_JOINING = re.compile(r"[ \t]|-|‐|‑|")
_WITHIN_A_NAME = re.compile(r"[\s.,&/+'’\"()-]{0,4}")
_SENTENCE_END = re.compile(r"[.!?:;\n]")


class Sentence:
    """The words of one message. Indices of words may lie outside: there is no word there."""

    def __init__(self, text: str, most_words: int | None = None) -> None:
        self.text = text
        self.words: list[Word] = words_of(text, most_words)

    def __len__(self) -> int:
        return len(self.words)

    def at(self, index: int) -> str:
        """The folded word, or an empty text outside the message."""
        return self.words[index].text if 0 <= index < len(self.words) else ""

    def gap(self, index: int) -> str:
        """What stands between a word and the one before it."""
        start = self.words[index - 1].end if index > 0 else 0
        return self.text[start : self.words[index].start if index < len(self.words) else len(self.text)]

    def joined_next(self, index: int) -> str | None:
        """The word after, when only a space or a hyphen parts them."""
        if index + 1 < len(self.words) and _JOINING.fullmatch(self.gap(index + 1)):
            return self.words[index + 1].text
        return None

    def may_join(self, index: int) -> bool:
        """Whether a name may go on from the word before into this one."""
        return 0 < index < len(self.words) and _WITHIN_A_NAME.fullmatch(self.gap(index)) is not None

    def ends_phrase(self, index: int, followers: frozenset[str]) -> bool:
        """Whether what stands there may follow a complete phrase: nothing, a mark, a date, a follower."""
        word = self.at(index)
        if not word or word in followers or word in CALENDAR or word[0].isdigit():
            return True
        return bool(self.gap(index).strip())

    def has_telling_capital(self, index: int) -> bool:
        """Whether the word has a capital that neither a sentence's beginning nor a habit explains."""
        if not self.words[index].is_capitalised or self._writes_capitals:
            return False
        return index > 0 and not _SENTENCE_END.search(self.gap(index))

    @cached_property
    def _writes_capitals(self) -> bool:
        later = [word for word in self.words[1:] if word.text.isalpha() and word.text != "i"]
        return sum(word.is_capitalised for word in later) * 2 > max(len(later), 2)
