"""The check of one answer against its question."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from bookings.engine.conditions import Value
from bookings.engine.questions import Limit, Question, QuestionType

LONGEST_TEXT = 2000
"""Characters of a free-text answer where the question sets no `max_length`."""

TRUE_WORDS = frozenset({"true", "yes", "y", "on"})
FALSE_WORDS = frozenset({"false", "no", "n", "off"})

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(rf"[^\s\x00-\x1f\x7f@<>(),;:\\\"\[\]]{{1,64}}@(?:{_LABEL}\.)+(?!\d+$){_LABEL}(?<=\w\w)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # all but tabs and line ends
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*")
_PHONE_FILLERS = re.compile(r"[\s().\-/]+")
_PHONE = re.compile(r"\+?[0-9]{5,15}")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadAnswer(ValueError):
    """The answer does not fit the question; the message says what would."""


def check_answer(question: Question, answer: object) -> Value | None:
    """The answer in its normal form: numbers for digits, choices spelt as the question spells them.

    None: it is no answer (null, nothing that can be seen, no choice picked). Raises BadAnswer.
    """
    if isinstance(answer, str):
        answer = answer.replace("\r\n", "\n").strip()
        if _INVISIBLE.fullmatch(answer):
            return None
    if answer is None or answer == "" or answer == [] or answer == ():
        return None
    return _CHECKS[question.type](question, answer)


def is_email(text: str) -> bool:
    """Whether the text looks like `name@domain.tld` (a plain mailbox, no display name, RFC 5321 lengths)."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None and ".." not in text


def normal_phone(text: str) -> str | None:
    """The number as digits with an optional leading +, or None; 5 to 15 digits as in ITU-T E.164."""
    bare = bare_phone(text)
    return bare if _PHONE.fullmatch(bare) else None


def bare_phone(text: str) -> str:
    """The text without what people put between the digits of a number."""
    return _PHONE_FILLERS.sub("", text)


def _boolean(question: Question, answer: object) -> Value:
    if isinstance(answer, bool):
        return answer
    word = answer.casefold() if isinstance(answer, str) else ""
    if word in TRUE_WORDS | FALSE_WORDS:
        return word in TRUE_WORDS
    raise BadAnswer("expected true or false")


def _number(question: Question, answer: object) -> Value:
    if isinstance(answer, str) and len(answer) <= 30 and _NUMBER.fullmatch(answer):
        answer = float(answer)
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not _is_sensible(answer):
        raise BadAnswer(f"expected a number{_span(question)}")
    number = int(answer) if answer == int(answer) else answer
    _check_limits(question, number, f"expected a number{_span(question)}")
    return number


def _is_sensible(number: int | float) -> bool:
    """Neither infinite nor nan nor beyond what JSON readers keep exactly (RFC 8259, section 6)."""
    return abs(number) < 2**53


def _date(question: Question, answer: object) -> Value:
    expected = f"expected a date as YYYY-MM-DD{_span(question)}"
    if not isinstance(answer, str) or not _ISO_DATE.fullmatch(answer):
        raise BadAnswer(expected)
    try:
        day = date.fromisoformat(answer)
    except ValueError:
        raise BadAnswer(f"{expected}; {answer} is no date of the calendar") from None
    _check_limits(question, day, expected)
    return answer


def _text(question: Question, answer: object) -> Value:
    longest = question.max_length or LONGEST_TEXT
    if not isinstance(answer, str):
        raise BadAnswer("expected text")
    if len(answer) > longest:
        raise BadAnswer(f"expected at most {longest} characters, not {len(answer)}")
    if _CONTROL.search(answer):
        raise BadAnswer("expected text without control characters")
    return answer


def _email(question: Question, answer: object) -> Value:
    if isinstance(answer, str) and is_email(answer):
        return answer
    raise BadAnswer("expected an e-mail address such as dana@example.com")


def _phone(question: Question, answer: object) -> Value:
    number = normal_phone(answer) if isinstance(answer, str) else None
    if number is None:
        raise BadAnswer("expected a phone number of 5 to 15 digits, as a string such as +44 20 7946 0000")
    return number


def _choice(question: Question, answer: object) -> Value:
    if isinstance(answer, str):
        for choice in question.choices:
            if choice.casefold() == answer.casefold():
                return choice
    raise BadAnswer(f"expected one of: {', '.join(question.choices)}")


def _multi_choice(question: Question, answer: object) -> Value:
    given = answer if isinstance(answer, list | tuple) else [answer]
    picked = {one.strip().casefold() if isinstance(one, str) else one for one in given if _is_hashable(one)}
    choices = tuple(choice for choice in question.choices if choice.casefold() in picked)
    if len(choices) != len(picked) or not all(isinstance(one, str) for one in given):
        raise BadAnswer(f"expected a list of any of: {', '.join(question.choices)}")
    _check_limits(question, len(choices), f"expected a number of choices{_span(question)}")
    return choices


def _is_hashable(one: object) -> bool:
    return isinstance(one, str | int | float | bool | None)


def _check_limits(question: Question, value: Limit, expected: str) -> None:
    too_low = question.min is not None and value < question.min  # type: ignore[operator]
    too_high = question.max is not None and value > question.max  # type: ignore[operator]
    if too_low or too_high:
        raise BadAnswer(expected)


def _span(question: Question) -> str:
    """The limits in words, with a leading space: " from 0 to 10"."""
    if question.min is not None and question.max is not None:
        return f" from {question.min} to {question.max}"
    if question.min is not None:
        return f" of at least {question.min}" if question.type != "date" else f" from {question.min} on"
    if question.max is not None:
        return f" of at most {question.max}" if question.type != "date" else f" up to {question.max}"
    return ""


_CHECKS: Mapping[QuestionType, Callable[[Question, object], Value]] = {
    QuestionType.BOOLEAN: _boolean,
    QuestionType.NUMBER: _number,
    QuestionType.TEXT: _text,
    QuestionType.CHOICE: _choice,
    QuestionType.MULTI_CHOICE: _multi_choice,
    QuestionType.EMAIL: _email,
    QuestionType.PHONE: _phone,
    QuestionType.DATE: _date,
}
