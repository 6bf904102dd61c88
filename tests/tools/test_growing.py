"""Examples grown from templates."""

import pytest
import yaml

from tools.conversations import grow
from tools.conversations.growing import Seed, WrongSeed, grown, seeds
from tools.paths import ROOT


def seed(*templates: str, each: int = 50, **words: list[str]) -> Seed:
    return Seed("inform", each, templates, words)


def test_every_wording_of_a_template_is_found() -> None:
    assert sorted(grown(seed("[please] (book|get) a {thing}", thing=["chair", "tent"]))) == [
        "book a chair",
        "book a tent",
        "get a chair",
        "get a tent",
        "please book a chair",
        "please book a tent",
        "please get a chair",
        "please get a tent",
    ]


def test_what_is_left_out_leaves_no_space_or_comma() -> None:
    assert set(grown(seed("(ok|), a tent [, please] [?]"))) == {
        "ok, a tent",
        "a tent",
        "ok, a tent, please",
        "a tent, please",
        "ok, a tent?",
        "a tent?",
        "ok, a tent, please?",
        "a tent, please?",
    }


def test_alternatives_stand_in_one_another() -> None:
    assert set(grown(seed("a (b (c|d)|e)"))) == {"a b c", "a b d", "a e"}


def test_no_more_than_wanted_and_always_the_same() -> None:
    letters = list("abcdefgh")
    first = grown(seed("say {letter}", each=3, letter=letters))
    assert len(set(first)) == 3
    assert grown(seed("say {letter}", each=3, letter=letters)) == first


@pytest.mark.parametrize("template", ["a (b", "a b)", "a [b)", "a {thing}"])
def test_a_wrong_template_is_told(template: str) -> None:
    with pytest.raises(WrongSeed, match="a"):
        grown(seed(template))


def test_a_seed_has_both_halves() -> None:
    with pytest.raises(WrongSeed, match="inform: a seed has the keys taught and kept_back, not taught"):
        list(seeds({"inform": {"taught": {}}}, "taught"))


@pytest.mark.parametrize("half", ["taught", "kept_back"])
def test_what_is_committed_is_what_grows(half: str) -> None:
    committed = (ROOT / grow.FILES[half]).read_text(encoding="utf-8")
    assert committed == grow.content(half), "run `.venv/bot/bin/python -m tools.conversations.grow`"


def test_the_halves_have_no_template_and_no_word_in_common() -> None:
    for path in (ROOT / "seeds").glob("*.yml"):
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
        for taught, kept_back in zip(seeds(tree, "taught"), seeds(tree, "kept_back"), strict=True):
            assert not set(taught.templates) & set(kept_back.templates)
            for name, words in kept_back.words.items():
                assert not set(words) & set(taught.words.get(name, ())), (path.name, name)
