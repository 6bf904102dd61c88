"""What the tests of contact proofs share."""

from __future__ import annotations

import dataclasses

from bookings.api.core import Core
from bookings.api.examples import CODE
from tests.bookings.support import Api

PROOFS = "/api/v1/contact-proofs"
DANA = "dana@example.com"


class OneCode:
    """`services.proof_ports.Codes`: the code of the documentation's example, for every proof."""

    def code(self, proof_id: str) -> str:
        return CODE

    def fits(self, proof_id: str, code: str) -> bool:
        return code == CODE


def with_one_code(api: Api) -> None:
    """From now on it is the code of every proof."""
    state = api.client.app.state
    core: Core = state.core
    state.core = dataclasses.replace(core, codes=OneCode())


def asked(api: Api, email: str = DANA) -> str:
    """The id of a proof that was just asked for."""
    answer = api.call("POST", PROOFS, {"contact_email": email})
    assert answer.status_code == 201, answer.text
    proof_id: str = answer.json()["data"]["id"]
    return proof_id
