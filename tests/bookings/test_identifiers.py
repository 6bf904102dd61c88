"""Ids, references and keys."""

import re

from bookings.identifiers import REFERENCE_ALPHABET, RandomIdentifiers, new_api_key, new_key_id


def test_each_has_its_form_and_none_comes_twice() -> None:
    ids = RandomIdentifiers()
    for draw, form in (
        (ids.booking_id, r"bk_[0-9a-z]{16}"),
        (ids.reference, rf"[{REFERENCE_ALPHABET}]{{8}}"),
        (new_key_id, r"key_[0-9a-z]{10}"),
        (new_api_key, r"bk_live_[\w-]{32}"),
    ):
        drawn = [draw() for _ in range(500)]
        assert all(re.fullmatch(form, one) for one in drawn)
        assert len(set(drawn)) == 500


def test_references_have_no_look_alikes() -> None:
    assert not set("01OILSUAE") & set(REFERENCE_ALPHABET)
    assert len(REFERENCE_ALPHABET) == 23
