"""Free times that fit what is known so far, and what lies nearest when none does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from actions.dialogue import cards, waitlist, wording
from actions.dialogue.decision import Button, Decision, Say
from actions.dialogue.draft import Draft
from actions.dialogue.offers import look, mentions, offer_of, offered, variant
from actions.dialogue.steps import WHEN
from actions.dialogue.times import (
    AT_MOST,
    Free,
    Query,
    around,
    fitting,
    instant,
    iso,
    of_staff,
    one_a_day,
    spread,
)
from actions.dialogue.wishes import DayWish, Wish

MOST_EARLIEST = 4
"""Times offered to who wants the earliest one."""
MOST_OF_DAYS = 6
"""Days listed for who was not understood."""
SPANS = (3, 14, 45)
"""Days looked through, in steps, while nothing that fits is found."""


def anything(draft: Draft) -> Decision | Query:
    """Offer what fits a wish that leaves a choice; else what is nearest to it."""
    for first, last in _spans(draft):
        free = look(draft, first, last)
        if isinstance(free, Query):
            return free
        if fits := _fitting(draft, free):
            return _offer_fitting(draft, fits)
    return _nothing(draft)


def of_choices(draft: Draft) -> list[Free] | Query:
    """What is free of several wishes, a few times of each; the query while it is not known."""
    found: list[Free] = []
    for wish in draft.memory.choices:
        one = draft.remembering(wish=wish)
        free = look(draft, *next(_spans(one)))
        if isinstance(free, Query):
            return free
        count = 1 if wish.exact else AT_MOST // len(draft.memory.choices)
        found += [slot for slot in spread(_fitting(one, free), count) if slot not in found]
    return sorted(found, key=lambda slot: slot.start)


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
    fits = _on_good_days(draft, fits)
    shown = draft.memory.offered
    if not draft.turn.more or not shown:
        return fits
    if draft.turn.more == "earlier":
        return [slot for slot in fits if slot.start < instant(shown[0].start)]
    if draft.turn.more == "later":
        return [slot for slot in fits if slot.start > instant(shown[-1].start)]
    return [slot for slot in fits if iso(slot.start) not in draft.memory.shown]


def _on_good_days(draft: Draft, free: Sequence[Free]) -> list[Free]:
    """Without the days that the person has said no to."""
    tz, unwanted = ZoneInfo(draft.zone), draft.memory.unwanted_days
    return [slot for slot in free if slot.start.astimezone(tz).date().isoformat() not in unwanted]


def _offer_fitting(draft: Draft, fits: Sequence[Free]) -> Decision:
    wish = draft.memory.wish
    if wish.time and wish.time.exact:
        offers = [offer_of(draft, slot) for slot in one_a_day(fits, draft.zone)]
        return offered(draft, "utter_times_ask_day", offers, wording.clock(wish.time.exact), fits)
    few = fits[:MOST_EARLIEST] if draft.turn.earliest else _few(draft, fits)
    offers = [offer_of(draft, slot) for slot in few]
    if draft.turn.earliest:
        return offered(draft, "utter_times_earliest", offers, among=fits)
    if wish.day is None and wish.time is None:
        return offered(draft, "utter_times_ask_when", offers, among=fits)
    return offered(draft, "utter_times_offer", offers, among=fits)


def _few(draft: Draft, fits: Sequence[Free]) -> list[Free]:
    """Some of them, and always the one at the bound that was named: 3:30 of "after 3:30", 4 of "by 4"."""
    clock = draft.memory.wish.time
    if len(fits) <= AT_MOST or clock is None or (clock.after is None) == (clock.before is None):
        return spread(fits)
    if clock.after is not None:
        return [fits[0], *spread(fits[1:], AT_MOST - 1)]
    return [*spread(fits[:-1], AT_MOST - 1), fits[-1]]


def _nothing(draft: Draft) -> Decision | Query:
    """Nothing fits: say so, and offer what lies nearest to the wanted days, or nothing at all."""
    wish = draft.memory.wish
    day = (wish.day and (wish.day.first or wish.day.last)) or draft.today
    found = wider(draft, max(day, draft.today))
    if isinstance(found, Query):
        return found
    free = _on_good_days(draft, of_staff(found, draft.memory.wanted_staff))
    if not free:
        return nothing_at_all(draft)
    response = "utter_times_no_more" if draft.turn.more else "utter_times_nothing_fits"
    draft = draft.saying(response, **mentions(draft))
    offers = [offer_of(draft, slot) for slot in _beside(draft, free, day)]
    return waitlist.also(draft, offered(draft, "utter_times_offer_instead", offers, among=free))


def _beside(draft: Draft, free: Sequence[Free], day: date) -> list[Free]:
    """What lies nearest: that day at other times, and other days at the time of day that is wanted."""
    clock = draft.memory.wish.time
    if clock is None or draft.turn.more:
        return around(free, day, draft.zone)
    tz, half = ZoneInfo(draft.zone), AT_MOST // 2
    same_day = [slot for slot in free if slot.start.astimezone(tz).date() == day]
    near = sorted(same_day, key=lambda slot: clock.distance(slot.start.astimezone(tz).time()))[:half]
    elsewhere = one_a_day(fitting(free, Wish(None, clock), draft.zone), draft.zone)
    elsewhere.sort(key=lambda slot: abs(slot.start.astimezone(tz).date() - day))
    found = sorted([*near, *elsewhere[: AT_MOST - len(near)]], key=lambda slot: slot.start)
    return found or around(free, day, draft.zone)


def days(draft: Draft) -> Decision | Query:
    """Another way to a time, after words were not understood twice: the next days that have any."""
    for span in SPANS[1:]:
        free = look(draft, draft.today, draft.today + timedelta(span - 1))
        if isinstance(free, Query):
            return free
        tz = ZoneInfo(draft.zone)
        mine = of_staff(free, draft.memory.wanted_staff)
        found = list(dict.fromkeys(slot.start.astimezone(tz).date() for slot in mine))[:MOST_OF_DAYS]
        if found:
            buttons = tuple(Button(wording.day(d), f'/choose_option{{"option": "day:{d}"}}') for d in found)
            draft = draft.remembering(wish=Wish(), choices=(), offered=(), shown=())
            return draft.asks(WHEN, Say("utter_times_ask_by_day", {}, buttons, cards.ask_date(draft)))
    return nothing_at_all(draft)


def nothing_at_all(draft: Draft) -> Decision:
    """There is no free time as far as can be booked."""
    says = Say(variant(draft, "utter_times_nothing_free"), mentions(draft), card=cards.ask_date(draft))
    decision = draft.asks(WHEN, says)
    return waitlist.also(draft, decision)


def wider(draft: Draft, day: date) -> Sequence[Free] | Query:
    """The free times around a day, from further and further away; the query while they are not known."""
    for span in SPANS:
        free = look(draft, max(draft.today, day - timedelta(2)), day + timedelta(span))
        if isinstance(free, Query) or of_staff(free, draft.memory.wanted_staff):
            return free
    return []
