"""Offer what is free to who waits for it.

Decided on a snapshot, for all who wait at once and in the order of joining; then each offer is made in a
transaction of its own that looks again, under the locks, whether it still can be. So nothing is offered
twice, however many do this at the same time, and no transaction holds more than one entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bookings.engine.errors import SlotNotAvailable, SlotTaken
from bookings.engine.hold import Hold
from bookings.engine.model import Configuration
from bookings.engine.slots import SlotRequest, horizon_end, occupancy_span
from bookings.engine.timerange import TimeRange
from bookings.engine.waitlist import Candidate, Choice, choose
from bookings.engine.waitlist_entry import Entry, Offer, OfferOutcome
from bookings.services.lookup import configuration_of
from bookings.services.ports import Clock, Identifiers, OverlapRefused, Reading, Storage, Writing
from bookings.services.take_slot import slot_to_take
from bookings.services.waitlist import LAPSED, OFFERED, end_offer, event, plan_of

MOST_ROUNDS = 5
"""How often it is decided anew because others were quicker; then it is left to them, and to the next time."""


def offer_slots(
    storage: Storage, business_id: str, within: TimeRange | None, clock: Clock, ids: Identifiers
) -> int:
    """Make every offer that can be made; how many there were.

    `within`: where time may have become free; None: anywhere. Raises Busy.
    """
    made = 0
    for _ in range(MOST_ROUNDS):
        with storage.reading() as view:
            choices = choices_in(view, business_id, within, clock())
        if not choices:
            break
        made += sum(_made(storage, choice, clock(), ids) for choice in choices)
    return made


def _made(storage: Storage, choice: Choice, now: datetime, ids: Identifiers) -> bool:
    with storage.writing() as unit:
        return make_offer(unit, choice, now, ids) is not None


def choices_in(view: Reading, business_id: str, within: TimeRange | None, now: datetime) -> Sequence[Choice]:
    """Who would be offered what, as things stand."""
    entries = view.waitlist.waiting(business_id, now)
    if not entries:
        return []
    configuration = configuration_of(view, business_id)
    found = [candidate for entry in entries if (candidate := _candidate(configuration, entry, within, now))]
    if not found:
        return []
    staff_ids = sorted({person.id for each in found for person in each.request.staff})
    needed, kinds = _needed(found), {each.request.joinable for each in found}
    occupied = {kind: view.occupied(business_id, staff_ids, needed, now, (), kind) for kind in kinds}
    link_ids = {each.request.link.id for each in found}
    return choose(found, occupied, {key: view.credits(business_id, key) for key in sorted(link_ids)})


def _candidate(
    configuration: Configuration, entry: Entry, within: TimeRange | None, now: datetime
) -> Candidate | None:
    """None if there is nothing that they could be offered now."""
    if entry.live_offer(now) is not None:
        return None
    plan = plan_of(configuration, entry, now)
    if plan is None or not plan.staff:
        return None
    request = plan.slot_request(now)
    end = horizon_end(plan.link, configuration.business.zone, now)
    spans = tuple(entry.wish.spans(_starts_in(request, within or TimeRange(now, end))))
    return Candidate(entry, request, spans) if spans else None


def _starts_in(request: SlotRequest, freed: TimeRange) -> TimeRange:
    """Where appointments start that use some of that time, buffers included."""
    link = request.link
    return freed.padded(request.duration + link.buffer_after, link.buffer_before + timedelta(seconds=1))


def _needed(candidates: Sequence[Candidate]) -> TimeRange:
    """What must be known to be free or not, for all of them."""
    spans = [occupancy_span(each.request, span) for each in candidates for span in each.spans]
    return TimeRange(min(span.starts_at for span in spans), max(span.ends_at for span in spans))


def make_offer(unit: Writing, choice: Choice, now: datetime, ids: Identifiers) -> Offer | None:
    """Keep the time for them and tell them; None if that is not possible any more."""
    entry = unit.waitlist.entry(choice.entry.business_id, choice.entry.id)
    if entry is None or not entry.can_be_offered(choice.time.starts_at, now):
        return None
    lapse_offer(unit, entry, now)
    hold = _hold(unit, entry, choice, now, ids)
    if hold is None:
        return None
    offer = Offer(ids.offer_id(), hold.id, hold.staff_id, hold.time, hold.created_at, hold.expires_at)
    unit.waitlist.add_offer(entry, offer)
    event(unit, OFFERED, entry, now, offer)
    return offer


def _hold(unit: Writing, entry: Entry, choice: Choice, now: datetime, ids: Identifiers) -> Hold | None:
    """Longer than callers may hold a time: it is the engine's own."""
    plan = plan_of(configuration_of(unit, entry.business_id), entry, choice.time.starts_at)
    if plan is None or now >= choice.expires_at:
        return None
    wanted = plan.slot_request(now)
    try:
        slot = slot_to_take(unit, entry.business_id, wanted, entry.staff_id)
    except (SlotTaken, SlotNotAvailable):
        return None
    time = TimeRange(slot.starts_at, slot.ends_at)
    if choice.staff_id not in slot.staff_ids or time != choice.time:
        return None
    hold = Hold(
        id=ids.hold_id(),
        business_id=entry.business_id,
        link_id=plan.link.id,
        service_id=plan.request.service_id,
        staff_id=choice.staff_id,
        time=time,
        created_at=now.replace(microsecond=0),
        expires_at=choice.expires_at,
    )
    try:
        unit.add_hold(hold, time.padded(plan.link.buffer_before, plan.link.buffer_after), wanted.seats)
    except OverlapRefused:
        return None
    return hold


def lapse_offer(unit: Writing, entry: Entry, now: datetime) -> bool:
    """Note that an offer was not answered in time, and pass its time on; whether there was one."""
    offer = entry.open_offer
    if offer is None or now < offer.expires_at:
        return False
    end_offer(unit, entry, offer, OfferOutcome.LAPSED, now)
    event(unit, LAPSED, entry, now, offer)
    return True
