"""Hand a conversation over to the team of the business, by mail, by webhook or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bookings.engine.errors import NoHandover
from bookings.engine.handover import Handover, Line
from bookings.engine.wording import iso
from bookings.services.lookup import configuration_of
from bookings.services.messages import NewMessage
from bookings.services.ports import Identifiers, Reading, Writing
from bookings.services.rates import Rate, refuse_too_many

REQUESTED = "handover.requested"
"""The event; its payload names the handover by `handover_id`."""
PER_CONTACT = (Rate(5, 60 * 60), Rate(20, 24 * 60 * 60))
"""How often, for one e-mail address and for one telephone number: a team reads each of them."""
KEPT_FOR = timedelta(days=30)
"""How long what was said is kept: as long as what was delivered is listed."""


@dataclass(frozen=True, slots=True)
class HandoverRequest:
    """What a caller hands over, each field read and checked; an address or a number is there."""

    contact_name: str | None
    contact_email: str | None
    contact_phone: str | None
    about: str | None
    transcript: tuple[Line, ...]


def hand_over(
    unit: Writing, business_id: str, request: HandoverRequest, now: datetime, ids: Identifiers
) -> tuple[Handover, Sequence[str]]:
    """The handover, and how the team is told of it. Raises NoHandover if nobody would be,
    RateLimited."""
    told = told_by(unit, business_id)
    if not told:
        raise NoHandover()
    _refuse_too_many(unit, business_id, request, now)
    handover = Handover(
        id=ids.handover_id(),
        business_id=business_id,
        contact_name=request.contact_name,
        contact_email=request.contact_email,
        contact_phone=request.contact_phone,
        about=request.about,
        transcript=request.transcript,
        created_at=now.replace(microsecond=0),
    )
    unit.handovers.add(handover)
    key = f"{handover.id}/{REQUESTED}"
    event = NewMessage(REQUESTED, {"handover_id": handover.id}, lane=f"handover:{handover.id}", key=key)
    unit.add_message(business_id, None, event, now)
    return handover, told


def _refuse_too_many(unit: Writing, business_id: str, request: HandoverRequest, now: datetime) -> None:
    since = now - timedelta(seconds=max(rate.seconds for rate in PER_CONTACT))
    for_email, for_phone = unit.handovers.asked_for(
        business_id, request.contact_email, request.contact_phone, since
    )
    refuse_too_many(for_email, PER_CONTACT, now, "Handovers for this address")
    refuse_too_many(for_phone, PER_CONTACT, now, "Handovers for this telephone number")


def told_by(view: Reading, business_id: str) -> list[str]:
    """How the team is told as things are: "email", "webhook"."""
    rule = configuration_of(view, business_id).business.handover
    if rule is None:
        return []
    ways = {"email": rule.email is not None, "webhook": rule.webhook and _is_listened_to(view, business_id)}
    return [way for way, is_there in ways.items() if is_there]


def _is_listened_to(view: Reading, business_id: str) -> bool:
    return bool(view.webhook_ids(business_id, REQUESTED))


def handover_data(handover: Handover) -> dict[str, Any]:
    """As webhooks tell it."""
    return {
        "id": handover.id,
        "contact_name": handover.contact_name,
        "contact_email": handover.contact_email,
        "contact_phone": handover.contact_phone,
        "about": handover.about,
        "transcript": [line.as_data() for line in handover.transcript],
        "created_at": iso(handover.created_at),
    }
