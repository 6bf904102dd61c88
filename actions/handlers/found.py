"""Bookings of the API as the conversation knows them, and looking them up for who can name them."""

from __future__ import annotations

from actions.client import Booking
from actions.dialogue import finding
from actions.dialogue.catalogue import Catalogue, service_of
from actions.dialogue.decision import Decision
from actions.dialogue.finding import Found, Lookup, Searched
from actions.dialogue.memory import Made, Memory
from actions.dialogue.message import Message
from actions.dialogue.times import iso
from actions.handlers.turn import Turn

STANDING = ("pending", "confirmed")


def known_as(booking: Booking, catalogue: Catalogue) -> Made:
    """The booking in the words in which the person knows it."""
    service = service_of(catalogue, booking.service_id)
    return Made(
        booking.id,
        booking.reference,
        service.name if service else booking.link_title or "",
        booking.staff_name or "",
        iso(booking.starts_at),
        booking.booking_link_id,
        booking.service_id,
        booking.staff_id,
        iso(booking.ends_at),
    )


async def look_up(turn: Turn, lookup: Lookup, catalogue: Catalogue) -> Found:
    """The booking with this reference and address, if there is one."""
    guesses, now = turn.context.guesses, turn.context.now()
    if guesses.too_many(lookup.email, now):
        return Found(None)
    page = await turn.context.client.list_bookings(
        reference=lookup.reference, contact_email=lookup.email, limit=2
    )
    # The API has compared both; that a stranger sees nothing is worth looking twice.
    fits = [each for each in page.bookings if each.contact_email.casefold() == lookup.email.casefold()]
    if len(fits) != 1:
        guesses.count(lookup.email, now)
        return Found(None)
    over = fits[0].status not in STANDING or fits[0].starts_at < now
    return Found(known_as(fits[0], catalogue), over)


async def search(turn: Turn, memory: Memory, message: Message) -> Searched | None:
    """Look for the booking that the message names, or ask how it can be found; None: it is another topic."""
    catalogue = await turn.context.client.catalogue()
    memory = memory.but(zone=turn.zone(catalogue))
    if finding.leaves(memory, message):
        return Searched(finding.left(memory))
    if finding.unable(memory, message):
        return Searched(finding.given_up(memory, catalogue))
    told = finding.hear(memory, message)
    if told.misread and finding.wanders(message):
        return None
    step = finding.next_step(told, catalogue)
    if isinstance(step, Decision):
        return Searched(step)
    return finding.after(told, await look_up(turn, step, catalogue), catalogue)
