"""Cuts a text into tokens once; everything after reads tags, not characters.

Words and digits are separate tokens even when glued ("2pm" is `2` and `pm`), so that spelling,
case and spaces stop mattering here. Offsets always point into the original text.
"""

from __future__ import annotations

import re
from typing import Any

from bot.temporal.lexicon import NO_TAGS, Lexicon, Tags

_LONGEST_NUMBER = 8


class Token:
    """One word, number or sign. `glued`: no space before it."""

    __slots__ = ("digits", "end", "glued", "norm", "num", "start", "tags", "text")

    def __init__(self, text: str, norm: str, start: int, end: int, glued: bool, tags: Tags) -> None:
        self.text = text
        self.norm = norm
        self.start = start
        self.end = end
        self.glued = glued
        self.tags = tags
        self.num: int | None = None
        self.digits = 0

    def get(self, tag: str) -> Any:
        return self.tags.get(tag)


def tokenise(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens of a text, phrases already joined into one token each."""
    return _join_phrases(_cut(text, lexicon), text, lexicon)


_DIGIT = Tags({"digit": True})
_LONG = Tags({"long_digit": True})
END = Token("", "", 0, 0, False, NO_TAGS)
"""Stands for what is before the first and after the last token."""


def _cut(text: str, lexicon: Lexicon) -> list[Token]:
    tokens: list[Token] = []
    masks = _masks(text)
    last_end = 0
    for match in lexicon.token_pattern.finditer(text):
        raw = match.group()
        start, end = match.span()
        glued = start == last_end and start > 0
        last_end = end
        while masks and start >= masks[-1][1]:
            masks.pop()
        if masks and start >= masks[-1][0]:
            tokens.append(Token(raw, raw.lower(), start, end, glued, NO_TAGS))
        elif raw[0].isdigit() and raw.isdecimal():
            tokens.append(_number(raw, start, end, glued))
        else:
            _add_word(tokens, raw, start, end, glued, lexicon)
    return tokens


def _number(raw: str, start: int, end: int, glued: bool) -> Token:
    if len(raw) > _LONGEST_NUMBER:
        return Token(raw, raw, start, end, glued, _LONG)
    token = Token(raw, raw, start, end, glued, _DIGIT)
    token.num, token.digits = int(raw), len(raw)
    return token


def _add_word(tokens: list[Token], raw: str, start: int, end: int, glued: bool, lexicon: Lexicon) -> None:
    norm = raw.lower().replace("’", "'")
    tags = lexicon.words.get(norm)
    if tags is None and raw[0].isalpha():
        _add_unknown(tokens, raw, norm, start, end, glued, lexicon)
    else:
        tokens.append(Token(raw, norm, start, end, glued, tags or NO_TAGS))


_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]+|(?:https?://|www\.)\S+", re.IGNORECASE)


def _masks(text: str) -> list[tuple[int, int]]:
    """Where e-mail and web addresses stand, last first: what looks like a date in them is none."""
    if "@" not in text and "://" not in text and "www." not in text:
        return []
    spans = [match.span() for match in _ADDRESS.finditer(text)]
    return spans[::-1]


def _add_unknown(
    tokens: list[Token], raw: str, norm: str, start: int, end: int, glued: bool, lexicon: Lexicon
) -> None:
    """A possessive, a slip of the finger, two words run together, or simply another word."""
    if norm.endswith("'s") and norm[:-2] in lexicon.words:
        tokens.append(Token(raw, norm, start, end, glued, lexicon.words[norm[:-2]]))
        return
    halves = lexicon.split(norm) if len(norm) == len(raw) else None
    if halves:
        cut = start + len(halves[0])
        tokens.append(Token(raw[: cut - start], halves[0], start, cut, glued, lexicon.words[halves[0]]))
        tokens.append(Token(raw[cut - start :], halves[1], cut, end, True, lexicon.words[halves[1]]))
        return
    norm = lexicon.normal(norm)
    tokens.append(Token(raw, norm, start, end, glued, lexicon.words.get(norm, NO_TAGS)))


def _join_phrases(tokens: list[Token], text: str, lexicon: Lexicon) -> list[Token]:
    joined: list[Token] = []
    index, count = 0, len(tokens)
    while index < count:
        seconds = lexicon.phrases.get(tokens[index].norm)
        phrase = _phrase_at(tokens, index, seconds) if seconds else None
        if phrase is None:
            joined.append(tokens[index])
            index += 1
            continue
        words, tags = phrase
        first, last = tokens[index], tokens[index + len(words) - 1]
        joined.append(
            Token(text[first.start : last.end], " ".join(words), first.start, last.end, first.glued, tags)
        )
        index += len(words)
    return joined


def _phrase_at(
    tokens: list[Token], index: int, seconds: dict[str, list[tuple[tuple[str, ...], Tags]]]
) -> tuple[tuple[str, ...], Tags] | None:
    """The longest phrase that begins here."""
    if index + 1 >= len(tokens):
        return None
    if tokens[index].glued and tokens[index].norm.isalpha() and tokens[index - 1].norm == "-":
        return None  # the tail of another word: "check-up to Friday"
    for words, tags in seconds.get(tokens[index + 1].norm, ()):
        if len(words) <= len(tokens) - index and all(
            tokens[index + k].norm == words[k] for k in range(2, len(words))
        ):
            return words, tags
    return None
