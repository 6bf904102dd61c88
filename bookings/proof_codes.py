"""`services.proof_ports.Codes`: each proof's code follows from its id and the secret key (RFC 2104), as those
of one-time passwords do (RFC 4226). So no database, backup or log holds a code, nor a hash of one that could
be tried out: there are just a million."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from bookings.engine.contact_proof import CODE_DIGITS


class ProofCodes:
    """The codes that go with these secrets."""

    def __init__(self, secrets: Sequence[str]) -> None:
        """`secrets`: the first makes codes; what another has made still fits."""
        self._secrets = tuple(secrets)

    def code(self, proof_id: str) -> str:
        return _code(self._secrets[0], proof_id)

    def fits(self, proof_id: str, code: str) -> bool:
        fitting = [hmac.compare_digest(_code(secret, proof_id), code) for secret in self._secrets]
        return any(fitting)


def _code(secret: str, proof_id: str) -> str:
    """The whole digest counts, so that each of the million is as likely as the others."""
    digest = hmac.digest(secret.encode(), b"bookings.contact-proof:" + proof_id.encode(), "sha256")
    return f"{int.from_bytes(digest) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"
