"""What follows an attempt to book, by how it ended. The API's answers come here as facts."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue import cards, wording
from actions.dialogue.catalogue import Catalogue, link_of, staff_name
from actions.dialogue.decision import Decision, Say
from actions.dialogue.memory import Made, Memory
from actions.dialogue.steps import WHEN
from actions.dialogue.times import instant


def booked(memory: Memory, made: Made, catalogue: Catalogue | None = None) -> Decision:
    """Booked: tell the reference."""
    zone = memory.zone or "UTC"
    values = {
        "title": made.title,
        "staff": made.staff,
        "when": wording.moment(instant(made.start), zone, with_year=True),
        "zone": wording.zone_label(zone),
        "reference": made.reference,
    }
    rest = memory.fresh()
    says = Say("utter_booking_booked", values, card=cards.booked(memory, made, catalogue))
    return Decision(rest.but(made=(*rest.made, made), another=memory.another), (says,))


def taken(memory: Memory, gone: bool = False) -> Decision:
    """The time is lost; all that was said is kept, and the form offers others.

    `gone`: nobody took it, it just can't be booked (any more).
    """
    lost = (memory.chosen.start,) if memory.chosen and not gone else ()
    return Decision(memory.but(chosen=None, lost=(*memory.lost, *lost), asked=WHEN, unsure_start=None))


def routed(decision: Decision, staff_ids: Sequence[str], catalogue: Catalogue) -> Decision:
    """The same, where a routing rule has chosen the staff: only they can be offered, and it is said why."""
    memory = decision.memory.but(wanted_staff=tuple(staff_ids), anybody=False, chosen=None)
    names = wording.either([staff_name(catalogue, staff_id) for staff_id in staff_ids])
    return Decision(memory, (Say("utter_booking_routed", {"staff": names}),))


def sent_on(decision: Decision, link_id: str, catalogue: Catalogue) -> Decision:
    """The same, where a routing rule wants another booking link: its times and questions come next."""
    link = link_of(catalogue, link_id)
    if link is None:
        return decision
    memory, asked = decision.memory, {question.id for question in link.questions}
    memory = memory.but(
        link_id=link.id,
        service_id=memory.service_id if memory.service_id in link.service_ids else None,
        wanted_staff=tuple(one for one in memory.wanted_staff if one in link.staff_ids),
        answers={question: answer for question, answer in memory.answers.items() if question in asked},
        skipped=tuple(question for question in memory.skipped if question in asked),
        chosen=None,
        offered=(),
        shown=(),
    )
    says = Say("utter_booking_sent_on", {"title": link.title, "minutes": str(link.duration_minutes)})
    return Decision(memory, (says, *decision.says))


def rejected(memory: Memory, reason: str, catalogue: Catalogue) -> Decision:
    """A routing rule turned the answers down: its reason, and what can be done instead."""
    phone = (catalogue.business.facts if catalogue.business else {}).get("phone")
    if phone and _digits(phone) in _digits(reason):
        phone = None  # the reason tells it already
    says = Say(
        "utter_booking_rejected_call" if phone else "utter_booking_rejected",
        {"reason": reason, "phone": phone},
    )
    return Decision(memory.fresh(), (says,))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def incomplete(memory: Memory, problems: Sequence[tuple[str, bool]]) -> Decision:
    """Answers or details are missing or wrong: forget just those, so that just those are asked again.

    `problems`: the question's id or the field's name, and whether it is a question.
    """
    names = {name for name, is_question in problems if is_question}
    answers = {question: answer for question, answer in memory.answers.items() if question not in names}
    skipped = tuple(question for question in memory.skipped if question not in names)
    memory = memory.but(answers=answers, skipped=skipped, asked=None)
    fields = {name for name, is_question in problems if not is_question}
    wrong = {name: None for name in ("contact_name", "contact_email", "contact_phone") if name in fields}
    if "start_time" in fields or "staff_id" in fields:
        memory = memory.but(chosen=None)
    return Decision(memory.but(**wrong), (Say("utter_booking_incomplete"),))
