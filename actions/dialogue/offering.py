"""The step that finds a free time: takes the one asked for, or offers what comes nearest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.dialogue import cards, picking, searching, waitlist, wording
from actions.dialogue.decision import Button, Decision, Say
from actions.dialogue.draft import Draft
from actions.dialogue.memory import Offer
from actions.dialogue.offers import look, mentions, offer_of, offered, variant
from actions.dialogue.steps import LEFT, WHEN, WHICH_DAY
from actions.dialogue.times import Free, Query, instant, iso, local_start, nearest, of_staff
from actions.dialogue.wishes import Wish

MOST_NEAR = 4
"""Times offered in place of one that is not to be had."""


def when(draft: Draft) -> Draft | Decision | Query:
    """Goes on when a free time answers the wish; else offers times, or says which days to look up first."""
    if draft.memory.doubtful_days:
        return _which_day(draft)
    if draft.memory.waiting:
        return _beyond_horizon(draft) or waitlist.step(draft)
    if _still_chosen(draft):
        return draft
    draft = draft.remembering(chosen=None)
    if draft.turn.refused and draft.memory.asked in (WHEN, WHICH_DAY):
        return _refused(draft)
    if too_far := _beyond_horizon(draft):
        return too_far
    if draft.memory.choices and (found := _of_choices(draft)):
        return found
    if draft.memory.asked == WHEN and draft.memory.misread == 2:
        return searching.days(draft)
    if draft.memory.wish.exact:
        return _exactly(draft)
    return searching.anything(draft)


def _refused(draft: Draft) -> Decision:
    """None of the times will do: another day, or who says no again leaves it."""
    if draft.memory.asked == WHEN and not draft.memory.offered:
        kept = draft.memory.moving_id is not None
        says = Say("utter_rescheduling_kept" if kept else "utter_booking_stopped")
        return Decision(draft.memory.fresh(), (says,), outcome=LEFT)
    draft = draft.remembering(offered=())  # a "yes" after that is no choice of them
    return draft.asks(WHEN, Say("utter_times_ask_other", card=cards.ask_date(draft)))


def _which_day(draft: Draft) -> Decision:
    days = [date.fromisoformat(text) for text in draft.memory.doubtful_days]
    draft = draft.remembering(chosen=None)
    if len(days) == 1:
        said = {"later": wording.day(days[0], with_year=True)}
        return draft.asks(WHICH_DAY, Say("utter_times_ask_next_year", said))
    buttons = tuple(Button(wording.day(d), f'/choose_option{{"option": "day:{d}"}}') for d in days)
    said = {"options": wording.either([wording.day(day) for day in days])}
    return draft.asks(WHICH_DAY, Say("utter_times_ask_which_day", said, buttons))


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
        draft = draft.remembering(wish=Wish(None, draft.memory.wish.time))
        values = {"limit": wording.day(limit, with_year=True)}
        return draft.asks(WHEN, Say("utter_times_too_far", values, card=cards.ask_date(draft)))
    return None


def _of_choices(draft: Draft) -> Draft | Decision | Query | None:
    """Several wishes, any of which will do: offers what is free of them; None when nothing is."""
    found = searching.of_choices(draft)
    if isinstance(found, Query):
        return found
    if not found:
        return None
    if len(found) == 1 and all(wish.exact for wish in draft.memory.choices):
        return _take(draft.remembering(choices=()), found[0])
    return offered(draft, "utter_times_offer", [offer_of(draft, slot) for slot in found])


# ---- An exact time was asked for ---------------------------------------------------------------------


def _exactly(draft: Draft) -> Draft | Decision | Query:
    wish = draft.memory.wish
    if not (wish.exact and wish.time):
        raise LookupError("no exact time is wanted")
    day = wish.exact.date()
    free = look(draft, day, day)
    if isinstance(free, Query):
        return free
    target = local_start(wish.exact, draft.zone)
    others = [local_start(datetime.combine(day, other), draft.zone) for other in wish.time.others]
    for start in (target, *(others if _out_of_hours(target, free) else ())):
        for slot in of_staff(free, draft.memory.wanted_staff):
            if slot.start == start:
                return _take(draft, slot)
    return _instead(draft, target, free)


def _out_of_hours(target: datetime, free: Sequence[Free]) -> bool:
    """Whether nothing before or nothing after is free that day: then "at 8" may be the other 8 o'clock.

    Within the hours it is not: a person whose 10 o'clock is taken does not want to come at 22:00.
    """
    return bool(free) and not free[0].start <= target <= free[-1].start


def _take(draft: Draft, slot: Free) -> Draft:
    named = bool(draft.memory.wanted_staff) or len(slot.staff_ids) == 1
    offer = Offer(iso(slot.start), slot.staff_ids[0] if named else None)
    wish = picking.taken_up(draft.memory, offer, draft.zone).wish
    lost = tuple(start for start in draft.memory.lost if start != offer.start)  # free again, or with another
    draft = draft.remembering(wish=wish, chosen=offer, offered=(), lost=lost, misread=0)
    return draft.saying(variant(draft, "utter_times_free"), **mentions(draft, slot.start))


def _elsewhen(free: Sequence[Free], target: datetime, zone: str) -> list[Free]:
    """Where nothing is free that day: the same hour on the nearest days, else what is nearest."""
    tz = ZoneInfo(zone)
    wall = target.astimezone(tz).time()
    same_hour = [slot for slot in free if slot.start.astimezone(tz).time() == wall]
    return nearest(same_hour or free, target, MOST_NEAR)


def _instead(draft: Draft, target: datetime, same_day: Sequence[Free]) -> Decision | Query:
    """The time is not to be had: the nearest with the same person, and the same time with others."""
    wanted = draft.memory.wanted_staff
    mine = nearest(of_staff(same_day, wanted), target, MOST_NEAR)
    is_full = not mine
    if not mine:
        found = searching.wider(draft, target.astimezone(ZoneInfo(draft.zone)).date())
        if isinstance(found, Query):
            return found
        mine = _elsewhen(of_staff(found, wanted), target, draft.zone)
    others = [slot for slot in same_day if slot.start == target] if wanted else []
    offers = [offer_of(draft, slot) for slot in mine]
    offers += [Offer(iso(slot.start), staff_id) for slot in others for staff_id in slot.staff_ids[:2]]
    if not offers or draft.memory.asked != WHEN or tuple(offers) != draft.memory.offered:
        taken = (
            iso(target) in draft.memory.lost
        )  # said once, not again with every message until one is chosen
        response = "utter_times_taken" if taken else variant(draft, "utter_times_not_free")
        draft = draft.saying(response, **mentions(draft, target))
    if not offers:
        return searching.nothing_at_all(draft)
    among = [] if is_full else of_staff(same_day, wanted)
    decision = offered(draft, "utter_times_offer_instead", offers, among=among)
    return waitlist.also(draft, decision) if is_full else decision
