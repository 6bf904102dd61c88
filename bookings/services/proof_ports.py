"""What proving an e-mail address needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bookings.engine.contact_proof import ContactProof


class Codes(Protocol):
    """Knows the code of each proof, so that it need not be kept."""

    def code(self, proof_id: str) -> str:
        """Six digits."""
        ...

    def fits(self, proof_id: str, code: str) -> bool:
        """Compares in constant time."""
        ...


class NoCodes:
    """Knows none: whatever is given back is wrong."""

    def code(self, proof_id: str) -> str:
        raise LookupError(f"nobody knows the code of {proof_id}")

    def fits(self, proof_id: str, code: str) -> bool:
        return False


class ProofReading(Protocol):
    """The proofs that were asked for."""

    def proof(self, business_id: str, proof_id: str) -> ContactProof | None:
        """In a transaction that writes, it is nobody else's to change from here on."""
        ...


class ProofWriting(ProofReading, Protocol):
    """The same in a transaction that changes them."""

    def asked_for(
        self, business_id: str, email: str, line_id: str, since: datetime
    ) -> tuple[Sequence[datetime], Sequence[datetime]]:
        """When there were asked for some since then: for this address, whatever the capitals, and by this
        line of keys; the first ones first. Nobody else adds any to this business until the end."""
        ...

    def add(self, proof: ContactProof) -> None: ...

    def put(self, proof: ContactProof) -> None:
        """Store what has become of it."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete those that were asked for before that instant; how many there were."""
        ...
