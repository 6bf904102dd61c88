"""A booking's event, for the invitation in a mail and for a file to download."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bookings.engine.booking import Booking, Status
from bookings.engine.model import Configuration
from bookings.integrations.email.addresses import Sender
from bookings.integrations.email.invitation import Invitation, Method, invitation
from bookings.integrations.email.rendering import Templates
from bookings.integrations.email.values import change_links, contact_zone, values
from bookings.services.links import Links


def invitation_to(
    booking: Booking,
    configuration: Configuration,
    method: Method,
    told: Mapping[str, Any],
    templates: Templates,
    sender: Sender,
    stamped_at: datetime,
) -> Invitation:
    """`told`: what the template `calendar.txt` can say."""
    business = configuration.business
    return Invitation(
        booking=booking,
        method=method,
        summary=f"{booking.link_title}, {business.name}",
        description=templates.text("calendar.txt", told),
        location=business.facts.get("address"),
        organizer=(sender.name or business.name, sender.email),
        stamped_at=stamped_at,
    )


def event_file(
    booking: Booking,
    configuration: Configuration,
    links: Links,
    templates: Templates,
    sender: Sender,
    now: datetime,
) -> bytes:
    """The same event as in the mails, by its UID, so that a calendar which has both shows one."""
    told = values(booking, configuration, contact_zone(booking, configuration), None)
    told |= change_links(booking, links)
    method: Method = "CANCEL" if booking.status is Status.CANCELLED else "PUBLISH"
    return invitation(invitation_to(booking, configuration, method, told, templates, sender, now))
