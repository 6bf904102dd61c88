"""Codes by e-mail: have one sent, and ask whether it is the one that the person has read."""

from __future__ import annotations

import hashlib

from actions.client import NotFound, RateLimited, StatusConflict, WrongCode
from actions.dialogue.catalogue import Catalogue
from actions.dialogue.memory import Memory
from actions.dialogue.search import Check, Checked, Send, Sent
from actions.handlers.known import STANDING, known_as
from actions.handlers.turn import Turn

MOST_BOOKINGS = 100
"""Of one address, that are opened at a time."""


async def send(turn: Turn, step: Send) -> Sent:
    """Have a code sent; the same message, read again after an outage, has none sent twice."""
    try:
        proof = await turn.context.client.request_proof(step.email, _key(turn, step.email))
    except RateLimited:
        return Sent(None)
    return Sent(proof.id)


async def check(turn: Turn, memory: Memory, step: Check, catalogue: Catalogue) -> Checked:
    """Whether the code is right, and the bookings that it opens."""
    try:
        proof = await turn.context.client.confirm_proof(
            step.proof_id, step.code, _key(turn, *vars(step).values())
        )
    except WrongCode as wrong:
        return Checked(fits=False, over=wrong.tries_left == 0)
    except (StatusConflict, NotFound):
        return Checked(fits=False, over=True)
    page = await turn.context.client.list_bookings(
        contact_email=proof.contact_email, starts_from=turn.context.now(), limit=MOST_BOOKINGS
    )
    # The API has compared the address; that a stranger sees nothing is worth looking twice.
    theirs = [b for b in page.bookings if b.contact_email.casefold() == proof.contact_email.casefold()]
    standing = [booking for booking in theirs if booking.status in STANDING]
    return Checked(fits=True, bookings=tuple(known_as(booking, catalogue) for booking in standing))


def _key(turn: Turn, *parts: str) -> str:
    """Names the request by the message that leads to it."""
    unread = [message.id for message in turn.unread() if message.intent != "try_again"]
    said = unread[-1] if unread else turn.message.id
    return hashlib.sha256(" ".join([turn.tracker.sender_id, said, *parts]).encode()).hexdigest()
