"""Codes that follow from a proof's id and the secret."""

from __future__ import annotations

from bookings.proof_codes import ProofCodes

OLD, NEW = "o" * 32, "n" * 32


def test_a_code_has_six_digits_and_fits_its_proof_only() -> None:
    codes = ProofCodes([NEW])
    made = [codes.code(f"proof_{number}") for number in range(2000)]
    assert all(len(code) == 6 and code.isdigit() for code in made)
    assert any(code.startswith("0") for code in made)
    assert len(set(made)) > 1900
    assert codes.fits("proof_1", made[1])
    assert not codes.fits("proof_2", made[1])
    assert not codes.fits("proof_1", "")


def test_the_code_of_an_older_secret_still_fits_and_the_newest_makes_codes() -> None:
    both = ProofCodes([NEW, OLD])
    assert both.fits("proof_1", ProofCodes([OLD]).code("proof_1"))
    assert both.code("proof_1") == ProofCodes([NEW]).code("proof_1")
    assert not ProofCodes([OLD]).fits("proof_1", both.code("proof_1"))
