"""Book or wait, by the use cases that programs call too; or say what is in the way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bookings.api.booking_page.calendar import Time, times_of
from bookings.api.booking_page.details import Obstacle
from bookings.api.booking_page.sent import Sent
from bookings.api.booking_page.visit import Visit
from bookings.api.core import Core
from bookings.api.errors import status_of
from bookings.engine.booking import BookingRequest
from bookings.engine.errors import BookingsError, RateLimited, RoutingRejected, ValidationFailed
from bookings.engine.wording import parse_instant
from bookings.services.create_booking import create_booking
from bookings.services.idempotency import Answer, Attempt, once
from bookings.services.join_waitlist import JoinRequest, join_waitlist
from bookings.services.links import BOOKED, JOINED, Grant, grant_for, grant_for_entry
from bookings.services.nearest_slots import nearest_slots
from bookings.services.page_forms import PageForm
from bookings.services.ports import Reading, Writing

MOST_TIMES = 6
"""How many other times are offered when one is taken."""


def book(
    core: Core, form: PageForm, sent: Sent, wanted: BookingRequest, unreadable: frozenset[str]
) -> Callable[[Writing], str]:
    """The work of one transaction: it gives the address of the page that shows the booking."""

    def work(unit: Writing) -> Grant:
        made = create_booking(unit, form.business_id, wanted, core.clock(), core.ids, unreadable=unreadable)
        return grant_for(BOOKED, made)

    return lambda unit: _once(core, unit, form, sent, lambda: work(unit))


def wait(core: Core, form: PageForm, sent: Sent, wanted: JoinRequest) -> Callable[[Writing], str]:
    """The same for the waitlist."""

    def work(unit: Writing) -> Grant:
        entry, _ = join_waitlist(unit, form.business_id, wanted, core.clock(), core.ids)
        return grant_for_entry(JOINED, entry)

    return lambda unit: _once(core, unit, form, sent, lambda: work(unit))


def _once(core: Core, unit: Writing, form: PageForm, sent: Sent, work: Callable[[], Grant]) -> str:
    """A form that is sent again leads to what it has led to; if it was changed meanwhile, that is told."""
    said = _fingerprint(sent)

    def carry_out() -> Answer:
        grant = work()
        assert core.links is not None
        token = core.links.address(grant).rpartition("/")[2]
        return Answer(303, json.dumps({"address": f"/b/{grant.purpose}/{token}", "said": said}))

    attempt = Attempt(f"page:{form.business_id}", form.key, f"{form.purpose} {form.link_id}")
    answer, is_replayed = once(unit, attempt, core.clock(), carry_out)
    stored: dict[str, str] = json.loads(answer.body)
    has_changed = is_replayed and stored["said"] != said
    return stored["address"] + ("?before=1" if has_changed else "")


def _fingerprint(sent: Sent) -> str:
    told = {name: list(values) for name, values in sent.fields.items() if name != "token"}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def obstacle_of(view: Reading, visit: Visit, error: BookingsError, now: datetime) -> tuple[Visit, Obstacle]:
    """Where to go on, with what is told."""
    details, status = error.details, status_of(error)
    onward = _onward(visit, details)
    values: dict[str, Any] = {"link": onward.link if onward.link is not visit.link else None}
    if isinstance(error, RoutingRejected):
        return onward, Obstacle("rejected", values | {"reason": error.reason}, status=status)
    if isinstance(error, ValidationFailed):
        if staff_ids := details.get("staff_ids"):
            names = [onward.configuration.staff[one].name for one in staff_ids]
            times = other_times(view, onward.with_anybody(), details, now)
            values |= {"names": names}
            return onward.with_anybody(), Obstacle("other_people", values, times, status=409)
        code = "led_on" if values["link"] else "problems"
        return onward, Obstacle(code, values, problems=error.problems, status=status)
    if error.code in ("slot_taken", "slot_not_available"):
        return onward, Obstacle(error.code, values, other_times(view, onward, details, now), status=409)
    code = "too_often" if isinstance(error, RateLimited) else "try_again"
    return onward, Obstacle(code, values, status=status)


def _onward(visit: Visit, details: dict[str, Any]) -> Visit:
    """The visit of the link to which rules have led."""
    link = visit.configuration.links.get(str(details.get("booking_link_id")))
    if link is None or link.id == visit.link.id:
        return visit
    return visit.through(link, details.get("service_id"))


def other_times(view: Reading, visit: Visit, details: Mapping[str, Any], now: datetime) -> Sequence[Time]:
    """What is free near the start that was chosen. `details`: of the error that says it is not."""
    wished = parse_instant(details["start_time"]) if "start_time" in details else visit.start or now
    staff_ids = details.get("staff_ids")
    business_id = visit.configuration.business.id
    return times_of(
        visit, nearest_slots(view, business_id, visit.query(), wished, MOST_TIMES, now, staff_ids)
    )
