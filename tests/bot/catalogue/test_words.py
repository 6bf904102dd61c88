from __future__ import annotations

import pytest

from bot.catalogue.words import fold, stem, words_of


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Sarah", "sarah"),
        ("O’Brien", "obrien"),
        ("O'Brien", "obrien"),
        ("José", "jose"),
        ("Łukasz", "lukasz"),
        ("Søren", "soren"),
        ("Weiß", "weiss"),
        ("ÉLODIE", "elodie"),
        ("Nguyễn", "nguyen"),
        ("İbrahim", "ibrahim"),
    ],
)
def test_spellings_of_one_name_are_compared_as_one(written: str, folded: str):
    assert fold(written) == folded


def test_words_keep_their_place_in_the_text_and_leave_the_possessive_out():
    text = "Sarah's or  José’s?"
    assert [(text[word.start : word.end], word.is_possessive) for word in words_of(text)] == [
        ("Sarah", True),
        ("or", False),
        ("José", True),
    ]


def test_capitals_are_noticed_but_not_shouting():
    assert [word.is_capitalised for word in words_of("Mark mark MARK J")] == [True, False, False, True]


@pytest.mark.parametrize(
    "forms",
    [
        ("cleaning", "clean", "cleanings", "cleaned"),
        ("colour", "color", "colours"),
        ("filling", "fillings"),
        ("counselling", "counseling"),
        ("extraction", "extractions"),
        ("whitening", "whiten"),
        ("organisation", "organization"),
        ("therapy", "therapies"),
        ("orthopaedic", "orthopedic"),
    ],
)
def test_forms_of_a_noun_have_one_stem(forms: tuple[str, ...]):
    assert len({stem(form) for form in forms}) == 1, {form: stem(form) for form in forms}


@pytest.mark.parametrize(
    "pair", [("gas", "ga"), ("bus", "bu"), ("glass", "glas"), ("cut", "cu"), ("ring", "r")]
)
def test_short_words_keep_their_form(pair: tuple[str, str]):
    assert stem(pair[0]) != stem(pair[1])
