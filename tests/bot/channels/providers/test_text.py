from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.providers.text import cut, parts


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("Friday at 2:00 pm", 17, "Friday at 2:00 pm"),
        ("Friday at 2:00 pm", 16, "Friday at 2:00…"),
        ("Friday at 2:00 pm", 8, "Friday…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("A Donaudampfschifffahrt", 10, "A Donauda…"),
    ],
)
def test_a_text_is_cut_at_a_words_end(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("one two", 7, ["one two"]),
        ("One thing. Another thing.", 20, ["One thing.", "Another thing."]),
        ("one line\nanother line", 15, ["one line", "another line"]),
        ("one\n\ntwo three", 9, ["one", "two three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("  ", 4, []),
    ],
)
def test_a_text_is_parted_where_it_hurts_least(text: str, limit: int, pieces: list[str]) -> None:
    assert parts(text, limit) == pieces


@given(st.text(), st.integers(1, 40))
def test_every_part_fits_and_nothing_but_space_is_lost(text: str, limit: int) -> None:
    found = parts(text, limit)
    assert all(1 <= len(piece) <= limit for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@given(st.text(), st.integers(1, 40))
def test_what_is_cut_fits(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit


def test_a_length_can_be_counted_in_another_way() -> None:
    in_bytes = [piece.encode() for piece in parts("äöü " * 10, 8, lambda text: len(text.encode()))]
    assert all(len(piece) <= 8 for piece in in_bytes)
