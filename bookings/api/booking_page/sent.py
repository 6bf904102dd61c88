"""A form as it was sent: its fields, as requests of the use cases or as what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import msgspec

from bookings.api.booking_page.visit import Visit
from bookings.api.fields import content_problems, fields_of, missing_fields, values_of
from bookings.api.reading import new_booking
from bookings.api.schemas import NewBooking, NewWaitlistEntry
from bookings.api.waitlist_bodies import new_entry, wish_problems
from bookings.engine.booking import BookingRequest
from bookings.engine.errors import Problem, ValidationFailed
from bookings.engine.model import BookingLink
from bookings.engine.qualification import applicable, qualify
from bookings.engine.questions import Question, QuestionType
from bookings.services.booking_plan import answer_problems
from bookings.services.join_waitlist import JoinRequest

MOST_FIELDS = 1000
_CONTACT = ("contact_name", "contact_email", "contact_phone", "notes")
_WISH = ("first_date", "last_date", "from_time", "until_time")

Given = Sequence[tuple[str, Any]]
"""(question id, answer) pairs."""


def field_of(question_id: str) -> str:
    """The name of a question's field."""
    return f"answer-{question_id}"


@dataclass(frozen=True)
class Sent:
    """What came; nothing if it is the first time that the form is shown."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By name; line ends are plain."""

    def one(self, name: str) -> str:
        values = self.fields.get(name, ())
        return values[0] if values else ""

    def all(self, name: str) -> Sequence[str]:
        return self.fields.get(name, ())

    def has_seen(self, question: Question) -> bool:
        """Whether the question was in the form."""
        return question.id in self.all("shown")


def read_sent(body: bytes) -> Sent:
    """Whatever cannot be read as a form is an empty one."""
    try:
        fields = parse_qs(body.decode(), max_num_fields=MOST_FIELDS)
    except ValueError:
        return Sent()
    return Sent({name: [value.replace("\r\n", "\n") for value in found] for name, found in fields.items()})


def asked_questions(link: BookingLink, sent: Sent) -> list[Question]:
    """Those that have to be in the form, given the answers so far."""
    return applicable(link.questions, qualify(link.questions, _all_answers(link, sent)).answers)


def answers_to(questions: Sequence[Question], sent: Sent) -> Given:
    """Answers to questions that are not asked (any more) are left out."""
    return [(one.id, answer) for one in questions if (answer := _answer(one, sent)) is not None]


def _all_answers(link: BookingLink, sent: Sent) -> Given:
    return answers_to(link.questions, sent)


def _answer(question: Question, sent: Sent) -> str | list[str] | None:
    values = [value for value in sent.all(field_of(question.id)) if value.strip()]
    if not values:
        return None
    return list(values) if question.type is QuestionType.MULTI_CHOICE else values[0]


def booking_in(visit: Visit, sent: Sent, start_time: str) -> BookingRequest:
    """Raises ValidationFailed with all that is wrong, fields and answers together."""
    body = _body(visit, sent, _CONTACT) | {"start_time": start_time}
    body |= {"client_timezone": visit.zone.key}
    _refuse(visit, body, NewBooking, content_problems(fields_of(_encoded(body), NewBooking)))
    return new_booking(_encoded(body))


def wish_in(visit: Visit, sent: Sent) -> JoinRequest:
    """Raises ValidationFailed with all that is wrong, fields and answers together."""
    body = _body(visit, sent, (*_CONTACT, *_WISH))
    body |= {"timezone": visit.zone.key, "client_timezone": visit.zone.key}
    given = fields_of(_encoded(body), NewWaitlistEntry)
    _refuse(visit, body, NewWaitlistEntry, [*content_problems(given), *wish_problems(given)])
    return new_entry(_encoded(body))


def _body(visit: Visit, sent: Sent, names: Sequence[str]) -> dict[str, Any]:
    """The same as a program would send."""
    answers = answers_to(asked_questions(visit.link, sent), sent)
    return {name: sent.one(name) for name in names} | {
        "booking_link_id": visit.link.id,
        "service_id": visit.service_id,
        "staff_id": visit.staff_id,
        "answers": [{"question_id": question_id, "answer": answer} for question_id, answer in answers],
    }


def _refuse(
    visit: Visit, body: dict[str, Any], kind: type[msgspec.Struct], problems: Sequence[Problem]
) -> None:
    given = fields_of(_encoded(body), kind)
    missing = [Problem(f"{name} is required.", "missing", field=name) for name in missing_fields(given, kind)]
    _, found = values_of(given, kind, list(problems))
    answers = [(one["question_id"], one["answer"]) for one in body["answers"]]
    found += answer_problems(
        visit.configuration, visit.link.id, None, visit.service_id, visit.staff_id, answers
    )
    if missing or found:
        raise ValidationFailed([*missing, *found])


def _encoded(body: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(body)
