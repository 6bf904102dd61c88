"""Moving a booking: which one, to when, sure. The steps of a booking, without what is known already."""

from __future__ import annotations

from datetime import datetime

from actions.dialogue import cancelling, cards, finding, moving, offering, wording
from actions.dialogue.catalogue import Catalogue, link_of
from actions.dialogue.decision import Button, Decision, Say
from actions.dialogue.draft import Draft
from actions.dialogue.memory import Made, Memory
from actions.dialogue.search import Inquiry
from actions.dialogue.steps import CONFIRMATION, LEFT, MOVE_WHICH, MOVING, WHEN
from actions.dialogue.times import Query, instant, local_start


def next_step(draft: Draft) -> Decision | Query | Inquiry:
    """What to say and wait for; or what has to be looked up first."""
    if draft.turn.left:
        return Decision(
            draft.memory.fresh(), (*draft.turn.notes, Say("utter_rescheduling_kept")), outcome=LEFT
        )
    booking = moving.moved(draft.memory)
    if booking is None:
        return _which(draft)
    if link_of(draft.catalogue, booking.link_id) is None:
        return gone(draft.memory)
    draft = _introduced(draft, booking)
    if draft.turn.refused and draft.memory.asked == CONFIRMATION:
        return draft.remembering(chosen=None).asks(WHEN, _ask_other(draft))
    if _is_there_already(draft, booking):
        already = Say("utter_rescheduling_same", {"when": wording.moment(instant(booking.start), draft.zone)})
        return draft.remembering(chosen=None).asks(WHEN, already, _ask_other(draft))
    found = offering.when(draft)
    if not isinstance(found, Draft):
        return found
    return _agreed(found, booking)


def _ask_other(draft: Draft) -> Say:
    return Say("utter_rescheduling_ask_other", card=cards.ask_date(draft))


def _which(draft: Draft) -> Decision | Inquiry:
    memory = draft.memory
    if memory.sought or memory.by_code or memory.proof or not memory.made:
        return finding.next_step(memory, draft.catalogue)
    says = (Say("utter_fallback_not_understood"),) if memory.misread else ()
    titles = [cancelling.described(made, memory) for made in memory.made]
    buttons = tuple(
        Button(title, f'/choose_option{{"option": "booking:{made.id}"}}')
        for title, made in zip(titles, memory.made, strict=True)
    )
    asked = Say("utter_rescheduling_ask_which", {"options": "\n".join(f"- {t}" for t in titles)}, buttons)
    return Decision(memory.but(asked=MOVE_WHICH), (*says, asked), waits_for=MOVE_WHICH)


def _introduced(draft: Draft, booking: Made) -> Draft:
    """Which booking it is about is said once, before the first question."""
    if draft.memory.asked in (WHEN, CONFIRMATION) or draft.memory.wish.exact:
        return draft
    return draft.saying("utter_rescheduling_begin", booking=cancelling.described(booking, draft.memory))


def _is_there_already(draft: Draft, booking: Made) -> bool:
    """Whether the wish is where the booking is; its own time is not listed as free."""
    exact, wanted = draft.memory.wish.exact, draft.memory.wanted_staff
    same_person = not wanted or booking.staff_id in wanted
    return same_person and exact is not None and local_start(exact, draft.zone) == instant(booking.start)


def _agreed(draft: Draft, booking: Made) -> Decision:
    memory, chosen = draft.memory, draft.memory.chosen
    assert chosen is not None  # the step `when` has found one
    before = tuple(say for say in draft.says if not say.response.startswith("utter_times_free"))
    start = instant(chosen.start)
    if draft.turn.confirmed:
        return Decision(memory, before, outcome=MOVING)
    business = draft.catalogue.business
    values = values_of(memory, booking, start, _with(draft, booking)) | {
        "there": wording.moment(start, business.timezone) if business else "",
        "there_zone": wording.zone_label(business.timezone) if business else "",
    }
    response = "utter_rescheduling_summary"
    if business and wording.moment(start, business.timezone) != wording.moment(start, draft.zone):
        response += "_two_zones"
    card = cards.summary(draft, before=booking.start)
    decision = draft.asks(CONFIRMATION, Say(response, values, card=card))
    return Decision(decision.memory, (*before, decision.says[-1]), decision.waits_for)


def _with(draft: Draft, booking: Made) -> str:
    chosen = draft.memory.chosen
    staff_id = chosen.staff_id if chosen else None
    names = {member.id: member.name for member in draft.catalogue.staff}
    return names.get(staff_id or "", booking.staff)


def values_of(memory: Memory, booking: Made, start: datetime, staff: str) -> dict[str, str]:
    """What the responses about a move mention; `start` is the new one."""
    zone = memory.zone or "UTC"
    return {
        "title": booking.title,
        "staff": staff,
        "when": wording.moment(start, zone, with_year=True),
        "before": wording.moment(instant(booking.start), zone),
        "zone": wording.zone_label(zone),
        "reference": booking.reference,
    }


# ---- How it ended --------------------------------------------------------------------------------------


def done(memory: Memory, booking: Made, moved: Made, catalogue: Catalogue | None = None) -> Decision:
    """It was moved: where it is now."""
    values = values_of(memory, booking, instant(moved.start), moved.staff)
    known = tuple(moved if made.id == moved.id else made for made in memory.made)
    card = cards.booked(memory, moved, catalogue, "move")
    return Decision(memory.fresh().but(made=known), (Say("utter_rescheduling_done", values, card=card),))


def gone(memory: Memory) -> Decision:
    """It stands no longer, so that it can't be moved."""
    left = tuple(made for made in memory.made if made.id != memory.moving_id)
    return Decision(memory.fresh().but(made=left), (Say("utter_rescheduling_gone"),), outcome=LEFT)
