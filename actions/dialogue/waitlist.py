"""The waitlist: who finds nothing free is put on it, and answers here what is offered.

Joining is a booking without a time: the same questions, and instead of the summary the waitlist.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from actions.dialogue import cards, cues, topics, wording
from actions.dialogue.decision import Button, Decision, Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.steps import WHEN

if TYPE_CHECKING:
    from actions.dialogue.draft import Draft

JOIN, ANSWER = "join_waitlist", "answer_offer"
JOINING = "joining"
"""How the booking form is left when the person is to be put on the waitlist."""
ACCEPTING = "accepting"
"""How it is left when an offer that was just told is agreed to."""

MOST_DAYS = 62
"""The Bookings API takes no wish that reaches over more."""
AROUND = timedelta(hours=1)
"""Who wished for an exact time is offered what starts less than so long before or after it."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMED = re.compile(r"\b(wait|waiting|stand-?by)[ -]?list(ed)?\b", re.I)
_BOOKS = {JOIN, "book_appointment", "ask_availability", "inform", "affirm", "change_answer", "nlu_fallback"}
_REFUSES = re.compile(
    r"\b(no|nope|not|don.?t|do not|won.?t|can.?t|cannot|decline|refuse|reject|pass|skip|let .*\bgo"
    r"|turn .*\bdown|(some(one|body)|anyone|anybody) else|next (person|one))\b",
    re.I,
)
_AGREES = re.compile(
    r"\b(yes|yeah|yep|sure|ok|okay|accept|take|grab|want|have|book|claim|mine|perfect|great|fine)\b", re.I
)
_ASKS = re.compile(r"\?|^\W*(has|have you|is|are|any|did|do you|what|when|how|check)\b", re.I)


@dataclass(frozen=True)
class Wished:
    """What somebody waits for, wall clock in their zone."""

    first: date
    last: date
    """Included."""
    after: time | None = None
    """None with `before`: at any time of the day."""
    before: time | None = None


def begins(memory: Memory, message: Message) -> bool:
    """Whether the person asks to be put on the waitlist, or names it when asking for an appointment."""
    sure = message.pressed or message.confidence >= topics.SURE_ENOUGH
    asks = message.intent == JOIN and sure
    names = message.intent in _BOOKS and _NAMED.search(message.text) is not None
    tells = memory.asked == WHEN and cues.waits_for_cancellation(message.text)
    return (asks or names or tells) and memory.moving_id is None


def is_about_booking(memory: Memory, message: Message) -> bool:
    """Whether words taken for the waitlist's, of somebody who is on none, are about an appointment."""
    if message.pressed or memory.waitlist or _NAMED.search(message.text):
        return False
    return bool(message.of_kind("when", "staff", "service", "booking_link", "email"))


def gives_up_waiting(memory: Memory, message: Message) -> bool:
    """Whether a free time is wanted after all."""
    return memory.waiting and message.intent in ("choose_option", "ask_for_others", "ask_availability")


def agrees(memory: Memory, message: Message) -> bool:
    """Whether a bare yes means the time from the waitlist that was told last."""
    return memory.waitlist_offer is not None and memory.asked is None and message.intent == "affirm"


def step(draft: Draft) -> Draft | Decision:
    """In place of a free time: a day to wait for."""
    draft = draft.remembering(chosen=None)
    if wished(draft.memory, draft.today) is None:
        return draft.asks(WHEN, Say("utter_waitlist_ask_day", card=cards.ask_date(draft)))
    return draft


def opening(memory: Memory, today: date) -> tuple[Say, ...]:
    """For which days it will be, when the rest has yet to be asked."""
    found = wished(memory, today)
    if found is None or (memory.contact_name and memory.contact_email):
        return ()
    return (Say("utter_waitlist_begin", {"wish": told(found)}),)


def wished(memory: Memory, today: date) -> Wished | None:
    """The days and the part of each; None while no day is known."""
    day, clock = memory.wish.day, memory.wish.time
    if day is None or (day.first is None and day.last is None):
        return None
    first = max(day.first or today, today)
    last = min(day.last or first + timedelta(13), first + timedelta(MOST_DAYS - 1))
    if last < first:
        return None
    if clock is None:
        return Wished(first, last)
    if clock.exact is not None:
        at = datetime.combine(first, clock.exact)
        earliest, latest = at - AROUND, at + AROUND
        after = earliest.time() if earliest.date() == first else None
        return Wished(first, last, after, latest.time() if latest.date() == first else None)
    return Wished(first, last, clock.after, clock.before)


def also(draft: Draft, decision: Decision) -> Decision:
    """The same, with the waitlist as a way out, where a day is wished for."""
    found = wished(draft.memory, draft.today)
    if found is None or draft.memory.moving_id is not None or draft.turn.more or _is_closed(draft, found):
        return decision
    button = Button("Put me on the waitlist", f"/{JOIN}{{}}")
    say = Say("utter_waitlist_offer", {"wish": _days(found)}, (button,))
    return replace(decision, says=(*decision.says, say))


def _is_closed(draft: Draft, found: Wished) -> bool:
    """Whether nothing can become free on these days, by the link's week."""
    week = draft.link.windows
    days = (found.first + timedelta(offset) for offset in range(min(7, (found.last - found.first).days + 1)))
    return bool(week) and not any(week.get(_WEEKDAYS[day.weekday()]) for day in days)


def joined(memory: Memory, entry_id: str, found: Wished, title: str) -> Decision:
    """On it: what happens next."""
    values = {"title": title, "wish": told(found), "email": memory.contact_email}
    rest = memory.fresh()
    entries = (*(each for each in rest.waitlist if each != entry_id), entry_id)
    card = {"kind": "waiting", "entry": entry_id, "zone": memory.zone or "UTC"}
    return Decision(rest.but(waitlist=entries), (Say("utter_waitlist_joined", values, card=card),))


def refuses(message: Message) -> bool:
    """Whether the person does not want what is offered."""
    if message.pressed:
        return bool(message.first("option") == "decline")
    return bool(_REFUSES.search(message.text)) and not _ASKS.search(message.text)


def accepts(message: Message) -> bool:
    """Whether the person wants it, and does not just ask for it."""
    if message.pressed:
        return bool(message.first("option") == "accept")
    return message.intent == "affirm" or bool(_AGREES.search(message.text) and not _ASKS.search(message.text))


def offer_buttons() -> tuple[Button, ...]:
    """Take it or leave it."""
    words = {"accept": "Yes, book it", "decline": "No, let it go"}
    return tuple(Button(title, f'/{ANSWER}{{"option": "{option}"}}') for option, title in words.items())


def told(found: Wished) -> str:
    """ "Tuesday 24 November, from 9:00 am to 12:00 pm"."""
    parts = [_days(found)]
    if found.after:
        parts.append(f"from {wording.clock(found.after)}")
    if found.before:
        parts.append(f"{'to' if found.after else 'until'} {wording.clock(found.before)}")
    return " ".join(parts)


def _days(found: Wished) -> str:
    if found.first == found.last:
        return wording.day(found.first)
    return f"{wording.day(found.first)} to {wording.day(found.last)}"


def title_of(memory: Memory, titles: Mapping[str, str]) -> str:
    """The service's name, else the link's title."""
    return titles.get(memory.service_id or "") or titles.get(memory.link_id or "", "")
