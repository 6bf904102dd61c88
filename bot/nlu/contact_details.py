"""E-mail addresses and telephone numbers in what people write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities import Entity, entity

_LOCAL = r"[A-Z0-9](?:[A-Z0-9._%+'-]{0,62}[A-Z0-9_+-])?"
_DOMAIN = r"(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+[A-Z]{2,24}"
_EMAIL = re.compile(rf"(?<![\w.+-])({_LOCAL})\s?@\s?({_DOMAIN})(?![\w-])", re.IGNORECASE)
# "jane at example dot org", as people dictate it: only with a dot said and an ending that is one.
_ENDING = r"(?:com|org|net|edu|gov|info|io|co\.uk|co|uk|eu|de|fr|ie|us|ca|au|in|example|test)"
_SPOKEN = re.compile(
    rf"(?<![\w.@])([A-Z0-9]+(?:(?:[._-]| dot )[A-Z0-9]+){{0,4}})"
    rf"(?: at ([A-Z0-9-]+) dot |\s?[(\[]at[)\]]\s?([A-Z0-9-]+)(?: dot |\s?[(\[]dot[)\]]\s?|\.))"
    rf"({_ENDING})(?: dot (uk))?(?![\w-])",
    re.IGNORECASE,
)

FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""Of a telephone number; the most by ITU-T E.164."""
_PHONE = re.compile(
    r"(?<![\w@.#£$€:/-])(?:\+|\(\+?)?\d(?:[ \t]{0,2}[().\-/\u2010-\u2013]{0,2}[ \t]?\d){6,17}(?![\w@:])"
)
_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{2,4})(?!\d|[-./]\d)")
_GROUPED = re.compile(
    r"\(?\d{3}\)?[ .\-\u2010-\u2013]?\d{3}[ .\-\u2010-\u2013]?\d{4}|\d{3}[ .\-\u2010-\u2013]\d{4}"
)
_CUE = re.compile(
    r"\b(?:phone|mobile|cell(?:phone)?|tele?phone|tel|number|contact|call|reach|text|ring|whatsapp|landline|"
    r"fax|mob|ph)\b[^\d\n]{0,24}$",
    re.IGNORECASE,
)


def find_emails(text: str) -> Iterator[Entity]:
    """E-mail addresses, lower-cased; also "jane at example dot org" and with spaces around the @."""
    for match in _EMAIL.finditer(text):
        yield entity("email", text, *match.span(), f"{match[1]}@{match[2]}".lower())
    for match in _SPOKEN.finditer(text):
        local = re.sub(r"\s+dot\s+", ".", match[1], flags=re.IGNORECASE)
        domain = ".".join(part for part in match.group(2, 3, 4, 5) if part)
        yield entity("email", text, *match.span(), f"{local}@{domain}".lower())


def find_phones(text: str) -> Iterator[Entity]:
    """Telephone numbers of any country as digits, with a + in front where one was written.

    Seven digits and more that are neither a date nor a plain count: written with a + or a leading 0, in
    the groups of North America, nine digits and more in one piece, or announced ("my number is …").
    """
    for match in _PHONE.finditer(text):
        written, start = match.group(), match.start()
        digits = re.sub(r"\D", "", written)
        if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS and _is_phone(
            written, digits, text[max(0, start - 50) : start]
        ):
            yield entity("phone", text, start, match.end(), ("+" if "+" in written else "") + digits)


def _is_phone(written: str, digits: str, before: str) -> bool:
    if "+" in written:
        return True
    if _DATE.match(written):
        return False
    if digits.startswith("0") or _GROUPED.fullmatch(written):
        return True
    is_announced = _CUE.search(before) is not None
    return is_announced or (written.isdigit() and len(digits) >= 9) or len(digits) == 11 and digits[0] == "1"
