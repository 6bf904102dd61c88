"""Have a code sent to an address, and take it back: who has it reads the address's mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from bookings.engine.contact_proof import VALID_FOR, ContactProof, ProofStatus
from bookings.engine.errors import NotFound, StatusConflict
from bookings.services.messages import NewMessage
from bookings.services.ports import Caller, Identifiers, Writing
from bookings.services.proof_ports import Codes
from bookings.services.rates import Rate, refuse_too_many

MAIL = "email.contact_proof"
"""The message that sends the code."""
PER_ADDRESS = (Rate(5, 60 * 60), Rate(10, 24 * 60 * 60))
"""How often a code may be asked for, for one address. With five tries each, who guesses for a whole day
finds the right one of a million with a chance of 1 in 20,000."""
PER_KEY = (Rate(600, 60 * 60),)
"""The same for one API key (and its successors), whatever the address."""
KEPT_FOR = timedelta(hours=48)
"""How long proofs are kept: longer than the longest of these windows."""
_LONGEST = timedelta(seconds=max(rate.seconds for rate in (*PER_ADDRESS, *PER_KEY)))

_OVER = {
    ProofStatus.CONFIRMED: "The code has been used; it works once.",
    ProofStatus.LOCKED: "Too many wrong codes were given. Ask for a new one.",
    ProofStatus.EXPIRED: "The code has expired. Ask for a new one.",
}


def request_proof(unit: Writing, caller: Caller, email: str, now: datetime, ids: Identifiers) -> ContactProof:
    """Whether the address has any bookings makes no difference here; only the mail's writer looks.

    Raises NotFound before there is a business, RateLimited.
    """
    if unit.version(caller.business_id) == 0:
        raise NotFound("No business has been applied yet.")
    for_address, by_key = unit.proofs.asked_for(caller.business_id, email, caller.line_id, now - _LONGEST)
    refuse_too_many(for_address, PER_ADDRESS, now, "Codes for this address")
    refuse_too_many(by_key, PER_KEY, now, "Codes asked for with this API key")
    asked_at = now.replace(microsecond=0)
    proof = ContactProof(
        id=ids.proof_id(),
        business_id=caller.business_id,
        line_id=caller.line_id,
        contact_email=email,
        created_at=asked_at,
        expires_at=asked_at + VALID_FOR,
    )
    unit.proofs.add(proof)
    message = NewMessage(MAIL, {"proof_id": proof.id}, key=f"{proof.id}/{MAIL}")
    unit.add_message(caller.business_id, None, message, now)
    return proof


def confirm_proof(
    unit: Writing, business_id: str, proof_id: str, code: str, now: datetime, codes: Codes
) -> ContactProof:
    """The proof after this try, which counts whether the code is right or not.

    Raises NotFound, StatusConflict if no code is taken back any more.
    """
    proof = unit.proofs.proof(business_id, proof_id)
    if proof is None:
        raise NotFound(f'There is no contact proof with the id "{proof_id}".', {"id": proof_id})
    status = proof.status(now)
    if status is not ProofStatus.OPEN:
        raise StatusConflict(_OVER[status], {"id": proof.id, "status": status.value})
    tried = proof.tried(codes.fits(proof.id, code), now.replace(microsecond=0))
    unit.proofs.put(tried)
    return tried
