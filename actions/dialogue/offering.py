"""The step that finds a free time: takes the one asked for, or offers what comes nearest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.dialogue import picking, wording
from actions.dialogue.catalogue import staff_name
from actions.dialogue.decision import Button, Decision, Say
from actions.dialogue.draft import Draft
from actions.dialogue.memory import Offer
from actions.dialogue.steps import WHEN
from actions.dialogue.times import (
    Free,
    Query,
    fitting,
    instant,
    iso,
    local_start,
    nearest,
    of_staff,
    one_a_day,
    spread,
)
from actions.dialogue.wishes import DayWish

SPANS = (3, 14, 45)
"""Days looked through, in steps, while nothing that fits is found."""


def when(draft: Draft) -> Draft | Decision | Query:
    """Goes on when a free time answers the wish; else offers times, or says which days to look up first."""
    if _still_chosen(draft):
        return draft
    draft = draft.remembering(chosen=None)
    if draft.turn.refused and draft.memory.asked == WHEN:
        return draft.asks(WHEN, Say("utter_times_ask_other"))
    if too_far := _beyond_horizon(draft):
        return too_far
    if draft.memory.wish.exact:
        return _exactly(draft)
    return _any_that_fit(draft)


def _still_chosen(draft: Draft) -> bool:
    chosen, wish = draft.memory.chosen, draft.memory.wish
    if chosen is None or wish.exact is None or chosen.start in draft.memory.lost:
        return False
    local = instant(chosen.start).astimezone(ZoneInfo(draft.zone)).replace(tzinfo=None)
    wanted = draft.memory.wanted_staff
    return local == wish.exact and (not wanted or chosen.staff_id in wanted)


def _beyond_horizon(draft: Draft) -> Decision | None:
    limit = draft.today + timedelta(draft.link.horizon_days)
    day = draft.memory.wish.day
    if day and day.first and day.first > limit:
        draft = draft.remembering(wish=draft.memory.wish.__class__(None, draft.memory.wish.time))
        return draft.asks(WHEN, Say("utter_times_too_far", {"limit": wording.day(limit, with_year=True)}))
    return None


# ---- An exact time was asked for ---------------------------------------------------------------------


def _exactly(draft: Draft) -> Draft | Decision | Query:
    wish = draft.memory.wish
    if not (wish.exact and wish.time):
        raise LookupError("no exact time is wanted")
    day = wish.exact.date()
    free = _look(draft, day, day)
    if isinstance(free, Query):
        return free
    for clock in (wish.exact.time(), *wish.time.others):
        start = local_start(datetime.combine(day, clock), draft.zone)
        for slot in of_staff(free, draft.memory.wanted_staff):
            if slot.start == start:
                return _take(draft, slot)
    return _instead(draft, local_start(wish.exact, draft.zone), free)


def _take(draft: Draft, slot: Free) -> Draft:
    named = bool(draft.memory.wanted_staff) or len(slot.staff_ids) == 1
    offer = Offer(iso(slot.start), slot.staff_ids[0] if named else None)
    memory = picking.taken_up(draft.memory, offer, draft.zone)
    draft = draft.remembering(
        wish=memory.wish, wanted_staff=draft.memory.wanted_staff, chosen=offer, offered=(), misread=0
    )
    return draft.saying(*_free(draft, "utter_times_free", offer.staff_id), **_values(draft, slot.start))


def _free(draft: Draft, response: str, staff_id: str | None) -> tuple[str]:
    return (response if staff_id and draft.memory.wanted_staff else f"{response}_anybody",)


def _instead(draft: Draft, target: datetime, same_day: Sequence[Free]) -> Decision | Query:
    """The time is not to be had: the nearest with the same person, and the same time with others."""
    wanted = draft.memory.wanted_staff
    mine = nearest(of_staff(same_day, wanted), target, 4)
    if not mine:
        wider = _wider(draft, target.astimezone(ZoneInfo(draft.zone)).date())
        if isinstance(wider, Query):
            return wider
        mine = nearest(of_staff(wider, wanted), target, 4)
    others = [slot for slot in same_day if slot.start == target] if wanted else []
    taken = iso(target) in draft.memory.lost
    response = "utter_times_taken" if taken else "utter_times_not_free"
    if not taken and not wanted:
        response = "utter_times_not_free_anybody"
    draft = draft.saying(response, **_values(draft, target))
    offers = [_offer(draft, slot) for slot in mine]
    offers += [Offer(iso(slot.start), staff_id) for slot in others for staff_id in slot.staff_ids[:2]]
    return _offered(draft, "utter_times_offer_instead", offers)


def _wider(draft: Draft, day: date) -> Sequence[Free] | Query:
    for span in SPANS:
        free = _look(draft, max(draft.today, day - timedelta(2)), day + timedelta(span))
        if isinstance(free, Query) or of_staff(free, draft.memory.wanted_staff):
            return free
    return []


# ---- Anything that fits ------------------------------------------------------------------------------


def _any_that_fit(draft: Draft) -> Decision | Query:
    for first, last in _spans(draft):
        free = _look(draft, first, last)
        if isinstance(free, Query):
            return free
        if fits := _fitting(draft, free):
            return _offer_fitting(draft, fits)
    return _nothing(draft)


def _spans(draft: Draft) -> Iterator[tuple[date, date]]:
    day = draft.memory.wish.day or DayWish(None, None)
    first = max(day.first or draft.today, draft.today)
    limit = min(day.last or date.max, draft.today + timedelta(draft.link.horizon_days))
    for span in SPANS:
        yield first, max(first, min(limit, first + timedelta(span - 1)))
        if first + timedelta(span - 1) >= limit:
            return


def _fitting(draft: Draft, free: Sequence[Free]) -> list[Free]:
    """What fits the wish and, where other times were asked for, was not offered already."""
    fits = fitting(of_staff(free, draft.memory.wanted_staff), draft.memory.wish, draft.zone)
    shown = draft.memory.offered
    if not draft.turn.more or not shown:
        return fits
    if draft.turn.more == "earlier":
        return [slot for slot in fits if slot.start < instant(shown[0].start)]
    return [slot for slot in fits if slot.start > instant(shown[-1].start)]


def _offer_fitting(draft: Draft, fits: Sequence[Free]) -> Decision:
    wish = draft.memory.wish
    if wish.time and wish.time.exact:
        offers = [_offer(draft, slot) for slot in one_a_day(fits, draft.zone)]
        return _offered(draft, "utter_times_ask_day", offers, time=wording.clock(wish.time.exact))
    offers = [_offer(draft, slot) for slot in spread(fits)]
    if wish.day is None and wish.time is None:
        return _offered(draft, "utter_times_ask_when", offers)
    return _offered(draft, "utter_times_offer", offers)


def _nothing(draft: Draft) -> Decision | Query:
    """Nothing fits: say so, and offer what lies nearest to the wanted days, or nothing at all."""
    wish = draft.memory.wish
    day = (wish.day and (wish.day.first or wish.day.last)) or draft.today
    wider = _wider(draft, max(day, draft.today))
    if isinstance(wider, Query):
        return wider
    free = of_staff(wider, draft.memory.wanted_staff)
    if not free:
        return draft.asks(WHEN, Say(*_response(draft, "utter_times_nothing_free"), _values(draft, None)))
    target = local_start(datetime.combine(day, datetime.min.time().replace(hour=12)), draft.zone)
    response = "utter_times_no_more" if draft.turn.more else "utter_times_nothing_fits"
    draft = draft.saying(response, **_values(draft, None))
    return _offered(
        draft, "utter_times_offer_instead", [_offer(draft, slot) for slot in nearest(free, target, 5)]
    )


# ---- Looking up, and wording ---------------------------------------------------------------------------


def _look(draft: Draft, first: date, last: date) -> Sequence[Free] | Query:
    memory = draft.memory
    query = Query(draft.link.id, memory.service_id, first, max(first, last), draft.zone)
    return draft.known.get(query, query)


def _offer(draft: Draft, slot: Free) -> Offer:
    return Offer(iso(slot.start), slot.staff_ids[0] if draft.memory.wanted_staff and slot.staff_ids else None)


def _offered(draft: Draft, response: str, offers: Sequence[Offer], **values: object) -> Decision:
    """Offer these times in words and as buttons: only hours when all lie on one day with one person."""
    draft = draft.remembering(offered=tuple(offers))
    days = {_local(draft, offer).date() for offer in offers}
    people = {offer.staff_id for offer in offers}
    titles = [_title(draft, offer, len(days) == 1, len(people) == 1) for offer in offers]
    said = {**_values(draft, instant(offers[0].start)), "options": wording.either(titles), **values}
    buttons = tuple(Button(t, _payload(o)) for t, o in zip(titles, offers, strict=True))
    name = response + ("_one_day" if len(days) == 1 and response == "utter_times_offer" else "")
    return draft.asks(WHEN, Say(*_response(draft, name), said, buttons))


def _title(draft: Draft, offer: Offer, same_day: bool, same_person: bool) -> str:
    local = _local(draft, offer)
    text = wording.clock(local.time()) if same_day else wording.short_moment(local, draft.zone)
    if same_person or not offer.staff_id:
        return text
    return f"{text} with {staff_name(draft.catalogue, offer.staff_id)}"


def _payload(offer: Offer) -> str:
    return f'/choose_option{{"option": "{picking.code(offer)}"}}'


def _response(draft: Draft, response: str) -> tuple[str]:
    return (response if draft.memory.wanted_staff else f"{response}_anybody",)


def _values(draft: Draft, start: datetime | None) -> dict[str, str]:
    """What every response about times may mention."""
    names = [staff_name(draft.catalogue, staff_id) for staff_id in draft.memory.wanted_staff]
    values = {"staff": wording.either(names), "title": draft.title}
    if start:
        local = start.astimezone(ZoneInfo(draft.zone))
        values |= {"when": wording.moment(start, draft.zone), "day": wording.day(local.date())}
    return values


def _local(draft: Draft, offer: Offer) -> datetime:
    return instant(offer.start).astimezone(ZoneInfo(draft.zone))
