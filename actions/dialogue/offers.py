"""Times as they are offered: looked up, and put into words and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from actions.dialogue import cards, picking, wording
from actions.dialogue.catalogue import able, staff_name
from actions.dialogue.decision import Button, Decision, Say
from actions.dialogue.draft import Draft
from actions.dialogue.memory import Offer
from actions.dialogue.steps import WHEN
from actions.dialogue.times import Free, Query, instant, iso

ASK_WHO_TOO = {"utter_times_earliest", "utter_times_ask_when", "utter_times_ask_day", "utter_times_offer"}
"""Questions for the time that can ask with whom in the same breath."""


def look(draft: Draft, first: date, last: date) -> Sequence[Free] | Query:
    """The free times of these days; the query for them while they are not known."""
    query = Query(draft.link.id, draft.memory.service_id, first, max(first, last), draft.zone)
    return draft.known.get(query, query)


def offer_of(draft: Draft, slot: Free) -> Offer:
    """The offer of a free time: with somebody wanted, else with whoever is free."""
    named = draft.memory.wanted_staff and slot.staff_ids
    return Offer(iso(slot.start), slot.staff_ids[0] if named else None)


def offered(
    draft: Draft, response: str, offers: Sequence[Offer], time: str = "", among: Sequence[Free] = ()
) -> Decision:
    """Offer these times in words and as buttons, and wait for a choice; `among`: all that would fit.

    Only the hours are shown where the day is clear, and nobody is named where it is clear with whom.
    """
    before = draft.memory.shown if draft.turn.more else ()
    shown = tuple(dict.fromkeys((*before, *(offer.start for offer in offers))))
    draft = draft.remembering(offered=tuple(offers), shown=shown)
    days, wanted = {_local(draft, offer).date() for offer in offers}, draft.memory.wish.day
    tells_day = response == "utter_times_offer"
    one_day = len(days) == 1 and (tells_day or wanted is not None and wanted.exact in days)
    people, asked_for = {offer.staff_id for offer in offers}, set(draft.memory.wanted_staff)
    known = people if len(people) == 1 else asked_for if len(asked_for) == 1 else set()
    titles = [_title(draft, offer, one_day, offer.staff_id in known) for offer in offers]
    said = mentions(draft, instant(offers[0].start)) | {"options": wording.either(titles), "time": time}
    buttons = tuple(Button(t, _payload(o)) for t, o in zip(titles, offers, strict=True))
    name = variant(draft, f"{response}_one_day" if one_day and tells_day else response)
    if response in ASK_WHO_TOO and not _clear_who(draft):
        draft, name = draft.remembering(asked_who=True), f"{name}_who"
    return draft.asks(WHEN, Say(name, said, buttons, cards.slots(draft, offers, among)))


def _clear_who(draft: Draft) -> bool:
    """Whether it is clear with whom, or does not matter, or was asked before."""
    memory = draft.memory
    team = able(draft.catalogue, draft.link, memory.service_id)
    return bool(memory.wanted_staff) or memory.anybody or memory.asked_who or len(team) < 2


def variant(draft: Draft, response: str) -> str:
    """The response that names who is wanted, or the one for anybody."""
    return response if draft.memory.wanted_staff else f"{response}_anybody"


def mentions(draft: Draft, start: datetime | None = None) -> dict[str, str]:
    """What every response about times may mention."""
    names = [staff_name(draft.catalogue, staff_id) for staff_id in draft.memory.wanted_staff]
    found = {"staff": wording.either(names), "title": draft.title}
    if start is None:
        return found
    day = wording.day(start.astimezone(ZoneInfo(draft.zone)).date())
    return found | {"when": wording.moment(start, draft.zone), "day": day}


def _title(draft: Draft, offer: Offer, one_day: bool, known_person: bool) -> str:
    local = _local(draft, offer)
    text = wording.clock(local.time()) if one_day else wording.short_moment(local, draft.zone)
    if known_person or not offer.staff_id:
        return text
    return f"{text} with {staff_name(draft.catalogue, offer.staff_id)}"


def _payload(offer: Offer) -> str:
    return f'/choose_option{{"option": "{picking.code(offer)}"}}'


def _local(draft: Draft, offer: Offer) -> datetime:
    return instant(offer.start).astimezone(ZoneInfo(draft.zone))
