"""Readers of a booking link's routing rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from bookings.business_file.conditions import Subjects, read_conditions
from bookings.business_file.mistakes import did_you_mean, listed
from bookings.business_file.place import Place, Word, Wrong
from bookings.business_file.questions import as_written
from bookings.business_file.section import Key, Section, Values, read_section
from bookings.business_file.values import distinct, identifier, text
from bookings.engine.questions import Question, QuestionType
from bookings.engine.routing import CONTACT_FIELDS, Outcome, Redirect, Reject, RoutingRule, SendTo

RULE: Section = {
    "if": Key(as_written),
    "then": Key(as_written, required=True),
}

OUTCOME: Section = {
    "staff": Key(distinct(identifier, "a list of staff ids such as [staff_sarah]")),
    "link": Key(identifier),
    "reject": Key(text(1000)),
}


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A rule with its place."""

    rule: RoutingRule
    place: Place
    other_link: Word | None = None
    """The link to which it sends on, yet to be looked for."""


def read_routing(
    place: Place, questions: Subjects, staff: Sequence[str], services: Sequence[str]
) -> list[ReadRule]:
    """The rules in their order; `staff` and `services` are the link's. Reports all mistakes."""
    subjects = {**questions, **contact_subjects(services)}
    rules = []
    for at in place.items("a list of rules"):
        try:
            rules.append(_rule(at, subjects, staff))
        except Wrong:
            continue
    return rules


def contact_subjects(services: Sequence[str]) -> dict[str, Question]:
    """What a rule may look at beside the answers, as if each had been asked."""
    texts = {name: Question(name, "", QuestionType.TEXT) for name in CONTACT_FIELDS if name != "service_id"}
    texts["contact_phone"] = Question("contact_phone", "", QuestionType.PHONE)
    service = Question("service_id", "", QuestionType.CHOICE, choices=tuple(services))
    return ({"service_id": service} if services else {}) | texts


def _rule(place: Place, subjects: Subjects, staff: Sequence[str]) -> ReadRule:
    values = read_section(place, RULE)
    then = _then(values["then"]) if values["then"] else None
    outcome = _outcome(then, staff) if then else None
    conditions = read_conditions(values["if"], subjects) if values["if"] else {}
    if then is None or outcome is None:
        raise Wrong
    return ReadRule(RoutingRule(conditions, outcome), place, then["link"])


def _then(place: Place) -> Values | None:
    """Exactly one outcome; None where that could not be read."""
    try:
        values = read_section(place, OUTCOME)
    except Wrong:
        return None
    if not values.complete:
        return None
    known = values.places.keys() & OUTCOME.keys()
    if len(known) > 1 or not values.places:
        place.report('expected either "staff", a list of ids, "link", an id, or "reject", the reason to tell')
    return values if len(known) == 1 else None


def _outcome(values: Values, staff: Sequence[str]) -> Outcome | None:
    if values["reject"]:
        return Reject(values["reject"])
    if values["link"]:
        return Redirect(str(values["link"]))
    return _send_to(values.places.get("staff"), values["staff"] or (), staff)


def _send_to(place: Place | None, words: Sequence[Word], staff: Sequence[str]) -> SendTo | None:
    if place and not words:
        place.report("found an empty list, expected at least one id of the link's staff")
    for word in words:
        if staff and word not in staff:
            hint = did_you_mean(word, staff)
            word.place.report(f'found "{word}", expected one of the link\'s staff: {listed(staff)}{hint}')
    return SendTo(tuple(map(str, words))) if words else None
