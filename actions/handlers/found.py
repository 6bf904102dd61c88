"""Looking bookings up for who can name them, or shows that their address is theirs."""

from __future__ import annotations

from actions.dialogue import finding, proving
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.decision import Decision
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message
from actions.dialogue.search import Check, Found, Inquiry, Lookup, Searched, Send, given_up
from actions.handlers.known import STANDING, known_as
from actions.handlers.proofs import check, send
from actions.handlers.turn import Turn


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


async def inquired(turn: Turn, memory: Memory, step: Inquiry, catalogue: Catalogue) -> Searched:
    """Ask the Bookings API what has to be known, and decide."""
    if isinstance(step, Send):
        return proving.after_sent(memory, step, await send(turn, step), catalogue)
    if isinstance(step, Check):
        return proving.after_checked(memory, await check(turn, memory, step, catalogue), catalogue)
    return finding.after(memory, await look_up(turn, step, catalogue), catalogue)


async def search(turn: Turn, memory: Memory, message: Message) -> Searched | None:
    """Look for the booking that the message names, or ask how it can be found; None: it is another topic."""
    catalogue = await turn.context.client.catalogue()
    memory = memory.but(zone=turn.zone(catalogue))
    if finding.leaves(memory, message):
        return Searched(finding.left(memory))
    if proving.locked_out(memory, message):
        return Searched(given_up(memory, catalogue))
    told = finding.hear(memory, message)
    if told.misread and finding.wanders(message):
        return None
    step = finding.next_step(told, catalogue)
    if isinstance(step, Decision):
        return Searched(step)
    return await inquired(turn, told, step, catalogue)
