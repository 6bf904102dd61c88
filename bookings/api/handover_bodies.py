"""Handovers on the wire: read from bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bookings.api import schemas
from bookings.api.fields import content_problems, converted, fields_of, invalid
from bookings.engine.errors import MissingField, Problem
from bookings.engine.handover import LONGEST_LINE, Line
from bookings.services.hand_over import HandoverRequest

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def new_handover(body: bytes) -> HandoverRequest:
    """Raises MalformedJson, MissingField, ValidationFailed."""
    given = fields_of(body, schemas.NewHandover)
    if "contact_email" not in given and "contact_phone" not in given:
        raise MissingField(["contact_email"], "contact_email or contact_phone is required.")
    wanted = converted(given, schemas.NewHandover, [*content_problems(given), *_problems(given)])
    lines = tuple(Line(line.author, line.text) for line in wanted.transcript or ())
    return HandoverRequest(
        contact_name=wanted.contact_name,
        contact_email=wanted.contact_email,
        contact_phone=wanted.contact_phone,
        about=wanted.about,
        transcript=lines,
    )


def _problems(given: dict[str, Any]) -> Iterator[Problem]:
    if isinstance(about := given.get("about"), str) and len(about) > LONGEST_LINE:
        yield invalid("about", f"must have {LONGEST_LINE} characters at most")
    lines = given.get("transcript")
    for place, line in enumerate(lines if isinstance(lines, list) else ()):
        text = line.get("text") if isinstance(line, dict) else None
        if isinstance(text, str) and _UNPRINTABLE.search(text):
            yield Problem(f"transcript[{place}].text must not hold control characters.", field="transcript")
