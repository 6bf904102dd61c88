"""Whose data is meant: one person, by the e-mail addresses and telephone numbers that they have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bookings.engine.errors import InvalidRequest

FEWEST_DIGITS = 6
"""Of a number that tells people apart."""
TOLD_BY = 9
"""A number is told by its last digits: +44 117 496 0000 and 0117 496 0000 are the same."""

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]+")
_NUMBER = re.compile(r"\+?\d(?:[\s().\-/]{0,3}\d)+")


@dataclass(frozen=True, slots=True)
class Person:
    """One person; at least one address or number."""

    emails: frozenset[str] = frozenset()
    """Addresses in small letters."""
    phones: frozenset[str] = frozenset()
    """The last digits of numbers, TOLD_BY at most."""

    def has_email(self, email: str | None) -> bool:
        return email is not None and email.strip().lower() in self.emails

    def has_phone(self, phone: str | None) -> bool:
        return phone is not None and phone_key(phone) in self.phones

    def is_mentioned(self, text: str) -> bool:
        """Whether one of the addresses or numbers stands in the text, as a whole."""
        small = text.lower()
        if any(re.search(_whole(email), small) for email in self.emails if email in small):
            return True
        return bool(self.phones) and any(self.has_phone(found) for found in _NUMBER.findall(text))


def person(words: Iterable[str]) -> Person:
    """From what an operator types. Raises InvalidRequest for what is neither an address nor a number."""
    emails, phones = set(), set()
    for word in map(str.strip, words):
        if _ADDRESS.fullmatch(word):
            emails.add(word.lower())
        elif _NUMBER.fullmatch(word) and len(phone_key(word)) >= FEWEST_DIGITS:
            phones.add(phone_key(word))
        else:
            raise InvalidRequest(
                f'"{word}" is neither an e-mail address, like dana@example.com, nor a telephone number of at '
                f"least {FEWEST_DIGITS} digits, like +44 117 496 0000."
            )
    if not emails and not phones:
        raise InvalidRequest("Whose data? Name an e-mail address or a telephone number.")
    return Person(frozenset(emails), frozenset(phones))


def phone_key(phone: str) -> str:
    """What two ways of writing the same number have in common."""
    digits = "".join(character for character in phone if character in "0123456789")
    return digits[-TOLD_BY:]


def _whole(email: str) -> str:
    """Not a part of a longer address: ana@example.com is not in dana@example.com.au."""
    return rf"(?<![\w.+\-']){re.escape(email)}(?!\w|-|\.\w)"
