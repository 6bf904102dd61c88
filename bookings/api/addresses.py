"""What no address may have, whatever the route: found before the parameters are read one by one."""

from __future__ import annotations

from collections import Counter
from urllib.parse import parse_qsl

from litestar.types import Scope

from bookings.engine.errors import InvalidRequest, Problem, ValidationFailed

_NEVER_TEXT = frozenset({"status", "page", "limit", "date", "from", "to", "next", "include"})
"""Parameters that name no id and hold no text: "null" would count as not given, and narrow nothing down."""


def refuse_nul(scope: Scope) -> None:
    """PostgreSQL stores none. Raises InvalidRequest."""
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        raise InvalidRequest("The address must not hold NUL characters.")


def refuse_odd(scope: Scope) -> None:
    """Raises ValidationFailed for parameters that cannot be meant so, all at once."""
    if not scope["query_string"]:
        return
    given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    counts = Counter(name for name, _ in given)
    problems = [
        Problem(f"{name} is given {count} times; give it once.", field=name)
        for name, count in counts.items()
        if count > 1
    ]
    nulls = sorted({name for name, value in given if name in _NEVER_TEXT and value.lower() == "null"})
    problems += [Problem(f"{name} must not be null; leave it out.", field=name) for name in nulls]
    if problems:
        raise ValidationFailed(problems)
