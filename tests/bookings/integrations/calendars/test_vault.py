"""Credentials at rest."""

from __future__ import annotations

import pytest

from bookings.integrations.calendars.vault import FernetVault
from bookings.services.calendars.errors import Broken

OLD, NEW = "the old secret-of-the-tests-long-enough", "the new secret of the tests, long enough"
SECRET = {"username": "sarah", "password": "päss"}


def test_what_was_sealed_is_opened_and_cannot_be_read() -> None:
    sealed = FernetVault(lambda: [OLD]).seal(SECRET)
    assert "sarah" not in sealed
    assert FernetVault(lambda: [OLD]).open(sealed) == SECRET


def test_a_new_key_in_front_seals_and_the_old_one_still_opens() -> None:
    sealed = FernetVault(lambda: [OLD]).seal(SECRET)
    both = FernetVault(lambda: [NEW, OLD])
    assert both.open(sealed) == SECRET
    renewed = both.renewed(sealed)
    assert FernetVault(lambda: [NEW]).open(renewed) == SECRET
    with pytest.raises(Broken):
        FernetVault(lambda: [OLD]).open(renewed)


@pytest.mark.parametrize("sealed", ["", "nonsense", "gAAAA"])
def test_what_was_tampered_with_is_not_opened(sealed: str) -> None:
    with pytest.raises(Broken, match="BOOKINGS_SECRET_KEY is not the one"):
        FernetVault(lambda: [OLD]).open(sealed)


def test_keys_are_asked_for_when_they_are_needed() -> None:
    FernetVault(lambda: 1 / 0)  # type: ignore[arg-type, return-value]
