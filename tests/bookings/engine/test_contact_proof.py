"""What becomes of a code that was sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bookings.engine.contact_proof import MOST_TRIES, VALID_FOR, ContactProof, ProofStatus

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
PROOF = ContactProof("proof_1", "dentist", "key_1", "dana@example.com", NOW, NOW + VALID_FOR)


def test_it_is_open_until_its_time_is_over() -> None:
    last = NOW + VALID_FOR - timedelta(microseconds=1)
    assert PROOF.status(last) is ProofStatus.OPEN
    assert PROOF.status(NOW + VALID_FOR) is ProofStatus.EXPIRED


def test_the_fifth_wrong_code_ends_it() -> None:
    proof = PROOF
    for left in range(MOST_TRIES - 1, -1, -1):
        assert proof.status(NOW) is ProofStatus.OPEN
        proof = proof.tried(False, NOW)
        assert proof.tries_left == left
    assert proof.status(NOW) is ProofStatus.LOCKED
    assert proof.tried(False, NOW).tries_left == 0


def test_what_was_confirmed_stays_so() -> None:
    proof = PROOF.tried(False, NOW).tried(True, NOW)
    assert proof.confirmed_at == NOW
    assert proof.status(NOW + timedelta(days=1)) is ProofStatus.CONFIRMED
