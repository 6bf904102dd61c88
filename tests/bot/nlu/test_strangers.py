"""Names that nobody of the business has, told from all the other words after "with" and "see"."""

from __future__ import annotations

import pytest

from bot.nlu.entities import entity
from bot.nlu.overlaps import without_overlaps
from bot.nlu.strangers import find_strangers


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("with john please", "John"),
        ("a check-up with John on Friday", "John"),
        ("can i see dr lindqvist tomorrow", "Dr Lindqvist"),
        ("with a Dr Winterbourne", "Dr Winterbourne"),
        ("I'd like to see Fabian Kurz at 3", "Fabian Kurz"),
        ("with konrad möller at 3", "Konrad Möller"),
        ("with Amy", "Amy"),
        ("A check-up with Bob please", "Bob"),
        ("could I meet Mrs. O'Rourke", "Mrs. O'Rourke"),
    ],
)
def test_a_name_is_found(text: str, name: str) -> None:
    (found,) = find_strangers(text)
    assert found["value"] == name
    assert text[found["start"] : found["end"]].lower() == name.lower()


@pytest.mark.parametrize(
    "text",
    [
        "see you tomorrow",
        "with my daughter",
        "with teh dentist",
        "I am insured with Bupa",
        "I want to see the doctor",
        "a check-up with cleaning",
        "with pleasure",
        "with friday I can't",
        "whoever is in",
        "can I see what's free",
        "with the hygienist",
        "with anesthesia",
        "WITH NHS",
        "with Will",
        "with bob",
        "with hope",
        "see a dentist",
        "with",
    ],
)
def test_other_words_are_none(text: str) -> None:
    assert list(find_strangers(text)) == []


def test_what_the_catalogue_knows_is_no_stranger() -> None:
    text = "with Sarah Jones"
    known = entity("staff", text, 5, 10, "sarah")
    assert without_overlaps(text, [*find_strangers(text), known]) == [known]
