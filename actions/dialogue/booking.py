"""What comes next in a booking: the steps in their order, each asking for what is missing.

    what -> (who) -> when -> contact -> qualification questions -> summary -> confirmed

Every step looks at the memory alone; so whatever the person says in whatever order, just the missing
parts are asked for, and a change asks again only for what it touches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from actions.dialogue import (
    cards,
    offering,
    profile,
    qualification,
    reanswering,
    rescheduling,
    waitlist,
    wording,
)
from actions.dialogue.bookable import MOST_CHOICES, bookable, button
from actions.dialogue.catalogue import Catalogue, Question, able, staff_name
from actions.dialogue.decision import Button, Decision, Say
from actions.dialogue.draft import Draft, Known
from actions.dialogue.search import Inquiry
from actions.dialogue.steps import CHANGE, CONFIRMATION, CONFIRMED, CONTACT, LEFT, QUESTION, WHAT, WHO
from actions.dialogue.times import Query, instant
from actions.dialogue.understanding import Understood

MOST_MISREAD = 3
"""From so many messages in a row that were not understood on, a human is offered."""

ANOTHER_WAY = 2
"""At so many, what was asked is asked in another way: by buttons."""

SKIP = Button("Skip", "/skip_question")
"""Leaves an optional question with choices out."""

Step = Callable[[Draft], "Draft | Decision | Query"]


def next_step(
    turn: Understood, catalogue: Catalogue, now: datetime, known: Known
) -> Decision | Query | Inquiry:
    """What to say and wait for; or which free times must be looked up first and put into `known`.

    An `Inquiry` comes only when a booking is to be moved; see `search`.
    """
    memory = turn.memory
    if memory.moving_id:
        return rescheduling.next_step(Draft(memory, turn, catalogue, now, known, _opening(turn)))
    if turn.left:
        rest = memory if turn.kept else memory.fresh()
        return Decision(rest, (*turn.notes, Say(turn.left)), outcome=LEFT)
    if catalogue.business is None or not catalogue.booking_links:
        return Decision(memory.fresh(), (Say("utter_business_nothing_bookable"),), outcome=LEFT)
    if turn.accepts:
        return Decision(memory, outcome=waitlist.ACCEPTING)
    draft = Draft(memory, turn, catalogue, now, known, _opening(turn))
    for step in STEPS:
        result = step(draft)
        if not isinstance(result, Draft):
            return result
        draft = result
    if memory.waiting:
        return Decision(draft.memory, draft.says, outcome=waitlist.JOINING)
    if turn.confirmed:
        return Decision(draft.memory, draft.says, outcome=CONFIRMED)
    return _summary(draft)


def _opening(turn: Understood) -> tuple[Say, ...]:
    """What is said before anything else: what was wrong with the message; at last, who else can help."""
    misread = turn.memory.misread
    if misread >= MOST_MISREAD:
        return (*turn.notes, Say("utter_fallback_human"))
    if turn.notes or turn.resumed or not misread:
        return turn.notes
    return (Say("utter_fallback_not_understood"),)


# ---- What --------------------------------------------------------------------------------------------


def _what(draft: Draft) -> Draft | Decision | Query:
    offers = bookable(draft.memory, draft.catalogue)
    if not offers:  # the link or service was archived, or nobody of those wanted offers it
        draft = draft.remembering(link_id=None, service_id=None, wanted_staff=(), chosen=None)
        offers = bookable(draft.memory, draft.catalogue)
    if len(offers) > 1:
        buttons = tuple(button(link, service) for link, service in offers[:MOST_CHOICES])
        options = wording.either([each.title for each in buttons])
        otherwise = draft.memory.asked == WHAT and draft.memory.misread == ANOTHER_WAY
        response = "utter_booking_choose_what" if otherwise else "utter_booking_ask_what"
        return draft.asks(WHAT, Say(response, {"options": options}, buttons))
    link, service = offers[0]
    service_id = service.id if service else None
    memory = draft.memory
    if (memory.link_id, memory.service_id) == (link.id, service_id):
        return draft
    return draft.remembering(link_id=link.id, service_id=service_id, chosen=None)


# ---- Who ---------------------------------------------------------------------------------------------


def _who(draft: Draft) -> Draft | Decision | Query:
    wanted, link = draft.memory.wanted_staff, draft.link
    team_ids = able(draft.catalogue, link, draft.memory.service_id)
    fit = tuple(staff_id for staff_id in wanted if staff_id in team_ids)
    if wanted and not fit:
        names = [staff_name(draft.catalogue, s) for s in wanted]
        team = [staff_name(draft.catalogue, s) for s in team_ids]
        values = {
            "staff": wording.either(names),
            "title": draft.title,
            "others": wording.both(team[:MOST_CHOICES]),
        }
        draft = draft.saying("utter_booking_staff_not_offered", **values)
    doubtful = tuple(staff_id for staff_id in draft.memory.doubtful_staff if staff_id in team_ids)
    if len(doubtful) > 1:
        buttons = _staff_buttons(draft, doubtful)
        options = {"options": wording.either([button.title for button in buttons])}
        return draft.asks(WHO, Say("utter_booking_ask_which_person", options, buttons))
    unheard = draft.memory.asked == WHO and 0 < draft.memory.misread <= ANOTHER_WAY
    if _names_nobody(draft) or unheard or draft.turn.ask_who:
        way = "choose" if draft.memory.misread == ANOTHER_WAY else "ask"
        return draft.asks(WHO, Say(f"utter_booking_{way}_who", {}, _staff_buttons(draft, fit or team_ids)))
    return draft if fit == wanted else draft.remembering(wanted_staff=fit, chosen=None)


def _names_nobody(draft: Draft) -> bool:
    """Whether names that nobody here has came for the second time running."""
    strangers = any(note.response == "utter_booking_nobody_called" for note in draft.turn.notes)
    return strangers and draft.memory.misread == ANOTHER_WAY


def _staff_buttons(draft: Draft, team: Sequence[str]) -> tuple[Button, ...]:
    people = [(s, staff_name(draft.catalogue, s)) for s in team[:MOST_CHOICES]]
    return tuple(Button(name, f'/choose_option{{"option": "staff:{s}"}}') for s, name in people)


# ---- Contact and questions ---------------------------------------------------------------------------


def _contact(draft: Draft) -> Draft | Decision | Query:
    memory = draft.memory
    if draft.turn.ask_change:
        return draft.asks(CHANGE, Say("utter_booking_ask_change"))
    if memory.contact_name and memory.contact_email:
        return draft
    if draft.turn.refused and memory.asked == CONTACT:
        draft = draft.saying("utter_booking_why_contact")
    if memory.asked == CONTACT and memory.misread > 1:
        draft = draft.saying("utter_booking_contact_example")
    if memory.contact_email:
        return draft.asks(CONTACT, Say("utter_booking_ask_name", card=cards.ask_contact("name")))
    if memory.contact_name:
        values = {"name": memory.contact_name}
        return draft.asks(CONTACT, Say("utter_booking_ask_email", values, card=cards.ask_contact("email")))
    if profile.may_be_offered(memory):
        return draft.asks(CONTACT, profile.offer(memory))
    both = cards.ask_contact("name", "email")
    return draft.asks(CONTACT, Say("utter_booking_ask_name_and_email", card=both))


def _questions(draft: Draft) -> Draft | Decision | Query:
    answers = qualification.applicable(draft.link, draft.memory.answers)
    draft = draft.remembering(answers=answers)
    question = qualification.next_question(draft.link, answers, draft.memory.skipped)
    if question is None:
        return draft
    values, card = {"question": question.text}, cards.ask_answer(question)
    says = Say(_asking(question), values, _answer_buttons(question), card)
    return draft.asks(QUESTION, says, question=question.id)


def _asking(question: Question) -> str:
    kind = "boolean" if question.type == "boolean" else "open"
    skippable = not question.required and not question.choices  # with choices "Skip" comes after them
    return f"utter_qualification_ask_{kind}" + ("_optional" if skippable else "")


def _answer_buttons(question: Question) -> tuple[Button, ...]:
    choices = tuple(Button(choice, choice) for choice in question.choices or ())
    return (*choices, SKIP) if choices and not question.required else choices


def _question_buttons(draft: Draft) -> tuple[Button, ...]:
    questions = reanswering.answered(draft.memory, draft.catalogue)[:MOST_CHOICES]
    return tuple(Button(q.text, f'/choose_option{{"option": "answer:{q.id}"}}') for q in questions)


# ---- Summary -----------------------------------------------------------------------------------------

ACKNOWLEDGEMENTS = {"utter_times_free", "utter_times_free_anybody"}
"""Said when a time was found; the summary says the same again, better."""


def _summary(draft: Draft) -> Decision:
    if draft.turn.refused and draft.memory.asked == CONFIRMATION:
        return draft.asks(CHANGE, Say("utter_booking_ask_change"))
    if draft.turn.ask_answer:
        return draft.asks(CHANGE, Say("utter_qualification_ask_which", {}, _question_buttons(draft)))
    before = tuple(say for say in draft.says if say.response not in ACKNOWLEDGEMENTS)
    memory, chosen = draft.memory, draft.memory.chosen
    assert chosen is not None  # the step `when` has found one
    start, business = instant(chosen.start), draft.catalogue.business
    values = {
        "title": draft.title,
        "when": wording.moment(start, draft.zone, with_year=True),
        "zone": wording.zone_label(draft.zone),
        "name": memory.contact_name,
        "email": memory.contact_email,
        "staff": staff_name(draft.catalogue, chosen.staff_id) if chosen.staff_id else "",
        "there": wording.moment(start, business.timezone) if business else "",
        "there_zone": wording.zone_label(business.timezone) if business else "",
    }
    response = "utter_booking_summary" if chosen.staff_id else "utter_booking_summary_anybody"
    if business and wording.moment(start, business.timezone) != wording.moment(start, draft.zone):
        response += "_two_zones"
    decision = draft.asks(CONFIRMATION, Say(response, values, card=cards.summary(draft)))
    return Decision(decision.memory, (*before, decision.says[-1]), decision.waits_for)


STEPS: tuple[Step, ...] = (_what, _who, offering.when, _contact, _questions)
