"""The mail with the code that shows whose an address is."""

from __future__ import annotations

from dataclasses import dataclass

from bookings.engine.booking import Booking, Status
from bookings.engine.contact_proof import VALID_FOR, ContactProof, ProofStatus
from bookings.integrations.email.addresses import Sender
from bookings.integrations.email.letter import Letter
from bookings.integrations.email.rendering import Templates
from bookings.integrations.email.writing import NothingToSay, business_mailbox
from bookings.services.lookup import configuration_of
from bookings.services.messages import Message
from bookings.services.ports import BookingFilter, Clock, Reading
from bookings.services.proof_ports import Codes
from bookings.services.prove_contact import MAIL

KINDS = frozenset({MAIL})
_STANDING = (Status.PENDING, Status.CONFIRMED)
_LOOKED_THROUGH = 100
"""Bookings to come of one address; with more of them, one that stands is among them."""


@dataclass(frozen=True)
class ProofWriter:
    """Writes these letters."""

    sender: Sender
    """Who they are from."""
    templates: Templates
    """Their words."""
    codes: Codes
    """What they say."""
    clock: Clock
    """The present instant."""

    def letter(self, view: Reading, message: Message) -> Letter:
        """Raises NothingToSay, also where no booking to come has the address: nobody gets mail from us
        because somebody else has typed their address."""
        proof = view.proofs.proof(message.business_id, message.payload["proof_id"])
        if proof is None or proof.status(self.clock()) is not ProofStatus.OPEN:
            raise NothingToSay("The code is not waited for any more.")
        booking = self._booking(view, proof)
        business = (configuration := configuration_of(view, message.business_id)).business
        told = {
            "business_name": business.name,
            "facts": business.facts,
            "address": ", ".join(business.facts.get("address", "").splitlines()) or None,
            "contact_name": booking.contact.name,
            "code": self.codes.code(proof.id),
            "valid_minutes": int(VALID_FOR.total_seconds() // 60),
        }
        return Letter(
            to=(booking.contact.name, booking.contact.email),
            sender=self.sender,
            business_name=business.name,
            reply_to=business_mailbox(configuration),
            texts=self.templates.render("contact_proof", told),
            identity=proof.id,
            thread=proof.id,
            written_at=message.created_at,
        )

    def _booking(self, view: Reading, proof: ContactProof) -> Booking:
        """One to come that was made with the address."""
        wanted = BookingFilter(contact_email=proof.contact_email, starts_from=self.clock())
        found, _ = view.bookings(proof.business_id, wanted, 0, _LOOKED_THROUGH)
        standing = [booking for booking in found if booking.status in _STANDING]
        if not standing:
            raise NothingToSay("No booking to come has this address.")
        return standing[0]
