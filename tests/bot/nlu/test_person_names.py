from __future__ import annotations

import pytest

from bot.nlu.person_names import find_person_names


def names(text: str) -> list[tuple[str, str]]:
    return [(text[each["start"] : each["end"]], each["value"]) for each in find_person_names(text)]


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("my name is dana cole and my email is dana@x.org", "dana cole", "Dana Cole"),
        ("My name's Will", "Will", "Will"),
        ("the name should be Dana Coal", "Dana Coal", "Dana Coal"),
        ("my surname is fine but my first name has to be Dana", "Dana", "Dana"),
        ("my name’s will", "will", "Will"),
        ("my name is Mark Hope, phone 0123", "Mark Hope", "Mark Hope"),
        ("name: JOSÉ NÚÑEZ", "JOSÉ NÚÑEZ", "José Núñez"),
        ("the name is Okonkwo", "Okonkwo", "Okonkwo"),
        ("I'm Dana", "Dana", "Dana"),
        ("I'm Dana Cole.", "Dana Cole", "Dana Cole"),
        ("im dana cole", "dana cole", "Dana Cole"),
        ("I am Susan J. Miller, thanks", "Susan J. Miller", "Susan J. Miller"),
        ("this is Sarah O'Brien speaking", "Sarah O'Brien", "Sarah O'Brien"),
        ("its dana cole", "dana cole", "Dana Cole"),
        ("it's for Anna Smith tomorrow", "Anna Smith", "Anna Smith"),
        ("I'm called Lee", "Lee", "Lee"),
        ("call me Al", "Al", "Al"),
        ("put it under mary-kate o'neill please", "mary-kate o'neill", "Mary-Kate O'Neill"),
        ("in the name of Ada Lovelace", "Ada Lovelace", "Ada Lovelace"),
        ("my name is Dr. J. van der Berg. I want", "Dr. J. van der Berg", "Dr. J. van der Berg"),
        ("my name is April", "April", "April"),
        ("my name is dana tuesday at 3", "dana", "Dana"),
        ("my name is dana dana@x.org", "dana", "Dana"),
        ("my full name is  Ana  Maria   Ruiz", "Ana  Maria   Ruiz", "Ana Maria Ruiz"),
    ],
)
def test_a_name_is_found_after_words_that_announce_it(text: str, words: str, name: str):
    assert names(text) == [(words, name)]


@pytest.mark.parametrize(
    "text",
    [
        "I'm late",
        "i'm free on Tuesday",
        "I'm Looking for a dentist",
        "I'm looking for Dr Jones",
        "I'm with Sarah",
        "I'm flexible",
        "this is urgent",
        "this is for Tuesday",
        "it's for Tuesday",
        "it's for my daughter",
        "it's Monday",
        "my name is not on the list",
        "my name is spelled wrong",
        "the spelling of my name is off",
        "what are the names of your dentists",
        "call me back",
        "call me tomorrow",
        "book me with Sarah",
        "Dana Cole",
        "my name is",
        "my name is 42",
        "that's N-O-W-A-K",
        "it's 3pm",
        "my car failed its MOT and I need it repaired",
    ],
)
def test_no_name_is_made_of_other_words(text: str):
    assert names(text) == []


@pytest.mark.parametrize(
    "text",
    ["The dentist's name is Dr. Miriam Falk", "my stylists name is Falk", "her doctor name: Falk"],
)
def test_whose_name_it_is_counts(text: str) -> None:
    assert names(text) == []


def test_a_doctor_in_the_sentence_before_is_no_owner() -> None:
    assert names("I need a doctor. My name is Dana Cole")[0][1] == "Dana Cole"
