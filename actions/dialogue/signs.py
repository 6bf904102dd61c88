"""What in a text nobody sees: control characters, and signs that turn the direction of writing round."""

from __future__ import annotations

import re

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def without_control(text: str) -> str:
    """The text with a space in the place of each control character but tabs and line ends."""
    return _CONTROL.sub(" ", text)


def plain(text: str) -> str:
    """The text also without signs by which what is read is not what is written."""
    return _UNSEEN.sub("", text)


def is_blank(text: str) -> bool:
    """Whether there is nothing to be seen: spaces, signs of no width, marks of direction."""
    return not any(sign.isprintable() and not sign.isspace() for sign in text)
