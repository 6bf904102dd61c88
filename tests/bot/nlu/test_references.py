"""References as people write them, and what only looks like one."""

from __future__ import annotations

import pytest

from bot.nlu.contact_details import find_phones
from bot.nlu.overlaps import without_overlaps
from bot.nlu.references import find_references


@pytest.mark.parametrize(
    "written", ["K7QX-3TRB", "k7qx 3trb", "ref:K7QX3TRB.", "(K7QX-3TRB)", "it's k7qx-3trb!"]
)
def test_a_reference_is_found_however_it_is_written(written: str) -> None:
    assert [each["value"] for each in find_references(written)] == ["K7QX-3TRB"]


@pytest.mark.parametrize("written", ["trbk-qwxz", "TRBKQWXZ", "TRBK QWXZ"])
def test_it_may_be_of_letters_alone(written: str) -> None:
    assert [each["value"] for each in find_references(written)] == ["TRBK-QWXZ"]


@pytest.mark.parametrize(
    "text",
    [
        "2345 6789",
        "call 2222-3333",
        "grrrrrrr",
        "book-back",
        "check-up",
        "k7qx3trb@example.org",
        "K7QX-3TRBX",
        "AEIO-3TRB",
        "K7QX--3TRB",
    ],
)
def test_other_words_and_figures_are_none(text: str) -> None:
    assert list(find_references(text)) == []


def test_it_is_no_telephone_number() -> None:
    text = "K222-2333"
    found = without_overlaps(text, [*find_references(text), *find_phones(text)])
    assert [each["entity"] for each in found] == ["reference"]
