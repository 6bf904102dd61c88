"""Examples from templates: `(a|b)` is one wording of several, `[a]` may be left out, `{b}` is a word.

The words of a template are listed by name beside it; see seeds/README.md.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HALVES = ("taught", "kept_back")
_MARK = re.compile(r"[()\[\]|]")
_WORD = re.compile(r"\{(\w+)\}")
_TRIES = 20
"""For each example that is wanted: chance may say the same thing again."""


class WrongSeed(ValueError):
    """A template or a list of words is not as it has to be; the message says what is wrong."""


@dataclass(frozen=True)
class Seed:
    """One half of what is said of one intent."""

    intent: str
    each: int
    """How many examples come of a template, at most: of a short one there are not so many."""
    templates: tuple[str, ...]
    words: Mapping[str, Sequence[str]]
    """What is put in the place of `{name}`, by name."""


def seeds(tree: Mapping[str, Any], half: str) -> Iterator[Seed]:
    """The seeds of a half in a file as YAML reads it. Raises WrongSeed."""
    for intent, halves in tree.items():
        if set(halves) != set(HALVES):
            raise WrongSeed(f"{intent}: a seed has the keys {' and '.join(HALVES)}, not {', '.join(halves)}")
        told = halves[half]
        words = {name: [str(word) for word in listed] for name, listed in told.get("words", {}).items()}
        yield Seed(intent, int(told["each"]), tuple(told["templates"]), words)


def grown(seed: Seed) -> list[str]:
    """The examples of a seed, in the order of its templates, each once; always the same ones."""
    found: dict[str, None] = {}
    for template in seed.templates:
        chance, before = random.Random(template), len(found)
        for _ in range(seed.each * _TRIES):
            if len(found) - before < seed.each:
                found.setdefault(_worded(template, seed.words, chance))
    return list(found)


def _worded(template: str, words: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    text, end = _choose(template, 0, chance)
    if end != len(template):
        raise WrongSeed(f"{template!r}: {template[end]!r} at {end} closes nothing")
    filled = _WORD.sub(lambda name: _word(template, name[1], words, chance), text)
    return re.sub(r" +(?=[,?])", "", " ".join(filled.split())).strip(", ")


def _word(template: str, name: str, words: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    if not words.get(name):
        raise WrongSeed(f"{template!r}: no words are listed for {{{name}}}")
    return chance.choice(words[name])


def _choose(template: str, start: int, chance: random.Random) -> tuple[str, int]:
    """The wording chosen of the alternatives that begin at `start`, and where they end."""
    ways: list[str] = []
    said, at = "", start
    while at < len(template) and template[at] not in ")]":
        mark = _MARK.search(template, at)
        stop = mark.start() if mark else len(template)
        said, at = said + template[at:stop], stop
        if mark is None or template[at] in ")]":
            break
        if template[at] == "|":
            ways, said, at = [*ways, said], "", at + 1
            continue
        inner, end = _choose(template, at + 1, chance)
        if end >= len(template) or template[end] != {"(": ")", "[": "]"}[template[at]]:
            raise WrongSeed(f"{template!r}: what opens at {at} is not closed")
        said += inner if template[at] == "(" or chance.random() < 0.5 else ""
        at = end + 1
    return chance.choice([*ways, said]), at
