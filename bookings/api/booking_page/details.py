"""What the form for the details shows: fields, questions, and what is in the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bookings.api.booking_page.calendar import Time
from bookings.api.booking_page.sent import Sent, asked_questions, field_of
from bookings.api.booking_page.visit import Visit
from bookings.engine.errors import Problem
from bookings.engine.questions import Question
from bookings.engine.wording import iso
from bookings.services.page_forms import VALID_FOR, Forms, PageForm

_ABOUT_WHOLE = ("booking_link_id", "service_id", "staff_id", "answers", "client_timezone", "timezone")
"""Fields that are not in the form: what is wrong with them is told above it."""


@dataclass(frozen=True)
class Obstacle:
    """Why it was not carried out."""

    code: str
    """What the template `obstacle.html` has words for."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What it can say."""
    times: Sequence[Time] = ()
    """What can be chosen instead."""
    problems: Sequence[Problem] = ()
    """With single fields."""
    status: int = 400
    """Of the answer."""


@dataclass(frozen=True)
class Asked:
    """A question in the form."""

    question: Question
    """What is asked."""
    name: str
    """Of its field."""
    values: Sequence[str]
    """What was answered before."""
    is_new: bool
    """Whether it was not in the form before, though others were."""


def details(
    forms: Forms, purpose: str, visit: Visit, sent: Sent, obstacle: Obstacle | None, key: str, now: datetime
) -> dict[str, Any]:
    """What the template can say. `key`: the form's Idempotency-Key, kept while it is not carried out."""
    times = obstacle.times if obstacle else ()
    starts = [iso(one.starts_at) for one in times] or ([iso(visit.start)] if visit.start else [])
    until = now + VALID_FOR
    made_for = PageForm(purpose, visit.configuration.business.id, visit.link.id, tuple(starts), key, until)
    problems = _by_field(visit, sent, obstacle.problems if obstacle else ())
    return {
        "purpose": purpose,
        "sent": sent,
        "token": forms.sign(made_for),
        "questions": _asked(visit, sent),
        "problems": problems,
        "obstacle": obstacle,
        "start": starts[0] if len(starts) == 1 and not times else None,
        "times": [(iso(one.starts_at), one) for one in times],
    }


def unseen(visit: Visit, sent: Sent) -> Collection[str]:
    """The ids of questions that the answers have led to and that were not in the form."""
    return [one.id for one in asked_questions(visit.link, sent) if not sent.has_seen(one)]


def _asked(visit: Visit, sent: Sent) -> list[Asked]:
    is_first = not sent.fields
    return [
        Asked(one, field_of(one.id), sent.all(field_of(one.id)), not is_first and not sent.has_seen(one))
        for one in asked_questions(visit.link, sent)
    ]


def _by_field(visit: Visit, sent: Sent, problems: Sequence[Problem]) -> dict[str, Problem]:
    """By the name of the form's field, in the form's order; the first of each. That a question has no answer
    which was not asked before is no fault of theirs."""
    found: dict[str, Problem] = {}
    for problem in problems:
        if problem.kind == "missing" and problem.question_id and problem.question_id not in sent.all("shown"):
            continue
        if problem.field not in _ABOUT_WHOLE:
            name = field_of(problem.question_id) if problem.question_id else problem.field or ""
            found.setdefault(name, problem)
    order = ["start_time", "first_date", "last_date", "from_time", "until_time"]
    order += ["contact_name", "contact_email", "contact_phone"]
    order += [field_of(one.id) for one in visit.link.questions] + ["notes"]
    return {name: found[name] for name in order if name in found}
