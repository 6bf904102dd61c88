from __future__ import annotations

import random

import pytest

from bot.catalogue.spelling import Vocabulary, likeness

NAMES = Vocabulary(["sarah", "jones", "jennifer", "tom", "hollingsworth", "okafor", "beck"])


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("sara", "sarah"),
        ("sarha", "sarah"),
        ("saraah", "sarah"),
        ("jhones", "jones"),
        ("jenifer", "jennifer"),
        ("jenniffer", "jennifer"),
        ("hollingworth", "hollingsworth"),
        ("holingworth", "hollingsworth"),
        ("okafro", "okafor"),
    ],
)
def test_a_misspelling_finds_its_word(misspelt: str, meant: str):
    assert [word for word, _ in NAMES.near(misspelt)] == [meant]


@pytest.mark.parametrize("other", ["tim", "to", "tony", "zarah", "stones", "sahra123", "holingwort", "", "b"])
def test_too_many_mistakes_or_too_short_a_word_find_nothing(other: str):
    assert NAMES.near(other) == []


def test_the_word_itself_is_no_misspelling():
    assert NAMES.near("sarah") == []


def test_the_likeness_falls_with_each_mistake():
    one, two = likeness("holingsworth", "hollingsworth"), likeness("holingworth", "hollingsworth")
    assert 1 > one > two > 0


def test_neighbours_that_fit_forgive_one_mistake_more():
    assert likeness("Suzann".lower(), "susan") == 0
    assert likeness("suzann", "susan", generous=True) > 0


def test_every_single_mistake_in_a_longer_name_is_forgiven():
    chance = random.Random(7)
    for _ in range(300):
        name = "".join(chance.choice("abcdefghijklmnoprstuvw") for _ in range(chance.randint(5, 10)))
        at = chance.randrange(1, len(name))
        for damaged in (
            name[:at] + name[at + 1 :],
            name[:at] + "z" + name[at:],
            name[:at] + "z" + name[at + 1 :],
        ):
            assert [word for word, _ in Vocabulary([name]).near(damaged)] == [name], (name, damaged)
