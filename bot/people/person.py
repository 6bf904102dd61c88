"""Whom a text names: e-mail addresses, telephone numbers, and marks such as a booking's reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TOLD_BY, FEWEST_DIGITS = 9, 6
"""A number is told by its last digits, of which there are at least so many."""

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"\+?\d(?:[\s().\-/]{0,3}\d)+")
_REFERENCE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{8}(?![0-9A-Z])")


class NobodyMeant(ValueError):
    """What was typed is neither an address nor a number; the text says what would be right."""


@dataclass(frozen=True)
class Person:
    """One person."""

    emails: frozenset[str]
    """In small letters."""
    phones: frozenset[str]
    """The last digits of numbers."""
    marks: frozenset[str] = frozenset()
    """References of their bookings, in capital letters, without hyphens."""

    def is_named(self, text: str) -> bool:
        """Whether one of them stands in the text, as a whole."""
        small = text.lower()
        if any(re.search(_whole(email), small) for email in self.emails if email in small):
            return True
        if self.marks and not self.marks.isdisjoint(_REFERENCE.findall(text.upper().replace("-", ""))):
            return True
        return bool(self.phones) and any(phone_key(found) in self.phones for found in _NUMBER.findall(text))

    def patterns(self) -> Sequence[str]:
        """For SQL's LIKE on texts in small letters: what matches none of them names nobody."""
        loose = [*self.phones, *(mark.lower() for mark in self.marks)]
        return [f"%{_escaped(email)}%" for email in self.emails] + [f"%{'%'.join(each)}%" for each in loose]


def person(words: Iterable[str], references: Iterable[str] = ()) -> Person:
    """From what an operator types. Raises NobodyMeant."""
    emails, phones = set(), set()
    for word in words:
        if _ADDRESS.fullmatch(word.strip()):
            emails.add(word.strip().lower())
        elif _NUMBER.fullmatch(word.strip()) and len(phone_key(word)) >= FEWEST_DIGITS:
            phones.add(phone_key(word))
        else:
            raise NobodyMeant(
                f'"{word}" is neither an e-mail address, like dana@example.com, nor a telephone number of at '
                f"least {FEWEST_DIGITS} digits, like +44 117 496 0000."
            )
    marks = frozenset(reference.upper().replace("-", "") for reference in references)
    return Person(frozenset(emails), frozenset(phones), marks)


def phone_key(phone: str) -> str:
    """What two ways of writing the same number have in common."""
    return "".join(character for character in phone if character in "0123456789")[-TOLD_BY:]


def _whole(email: str) -> str:
    return rf"(?<![\w.+\-']){re.escape(email)}(?!\w|-|\.\w)"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
