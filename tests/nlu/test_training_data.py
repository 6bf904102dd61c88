"""The training data and the held-out messages as data: nothing said twice, nothing leaked, nothing thin."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data" / "nlu"
HELD_OUT = Path(__file__).with_name("messages.yml")
OUT_OF_SCOPE = ("out_of_scope.yml", "out_of_scope_unseen.yml", "out_of_scope_third.yml")

ENTITIES = {
    "when",
    "staff",
    "service",
    "booking_link",
    "email",
    "phone",
    "person_name",
    "number",
    "ordinal",
}
FEWEST_EXAMPLES = 30


@pytest.fixture(scope="module")
def examples() -> list[Message]:
    return load_data(str(DATA)).intent_examples


@pytest.fixture(scope="module")
def held_out() -> dict[str, list[str]]:
    return _lines_by_key(HELD_OUT)


def test_every_intent_has_enough_examples(examples: list[Message]) -> None:
    counts = Counter(example.get("intent") for example in examples)
    thin = {intent: count for intent, count in counts.items() if count < FEWEST_EXAMPLES}
    assert not thin


def test_no_example_is_written_twice() -> None:
    """Read from the files: Rasa's loader drops exact duplicates without a word."""
    counts = Counter(_normalised(text) for text in _written_examples())
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_example_means_two_intents_once_its_details_are_masked(examples: list[Message]) -> None:
    """The classifier sees "[Tuesday](when) works" as "__when__ works": a form may have one meaning only."""
    intents = defaultdict(set)
    for example in examples:
        intents[_normalised(_masked(example))].add(example.get("intent"))
    assert {text: found for text, found in intents.items() if len(found) > 1} == {}


def test_only_entities_the_pipeline_finds_are_annotated(examples: list[Message]) -> None:
    annotated = {entity["entity"] for example in examples for entity in example.get("entities", [])}
    assert annotated <= ENTITIES


def test_annotations_hold_no_surrounding_space(examples: list[Message]) -> None:
    values = [entity["value"] for example in examples for entity in example.get("entities", [])]
    assert [value for value in values if value != value.strip()] == []


def test_the_held_out_messages_cover_every_intent_but_out_of_scope(
    examples: list[Message], held_out: dict[str, list[str]]
) -> None:
    assert set(held_out) == {example.get("intent") for example in examples} - {"out_of_scope"}


def test_no_held_out_message_is_trained_on(examples: list[Message], held_out: dict[str, list[str]]) -> None:
    trained = {_normalised(example.get("text")) for example in examples}
    kept_back = [text for texts in held_out.values() for text in texts] + _out_of_scope()
    assert [text for text in kept_back if _normalised(text) in trained] == []


def test_no_example_is_a_message_out_of_scope_but_for_one_word(examples: list[Message]) -> None:
    """Of those that nobody looked at: a template would show as a sentence with another word in one place."""
    trained = {gap for example in examples for gap in _gaps(_normalised(example.get("text")))}
    unseen = _lines_by_key(HELD_OUT.with_name("out_of_scope_unseen.yml"))
    texts = [text for texts in unseen.values() for text in texts]
    assert len(texts) >= 200
    assert [text for text in texts if trained & _gaps(_normalised(text))] == []


def test_no_held_out_message_stands_twice(held_out: dict[str, list[str]]) -> None:
    texts = [_normalised(text) for texts in held_out.values() for text in texts]
    texts += [_normalised(text) for text in _out_of_scope()]
    assert [text for text, count in Counter(texts).items() if count > 1] == []


def _gaps(text: str) -> set[tuple[str, ...]]:
    """The words with one of them left out, in each place; none of a message of three words or less."""
    words = text.split()
    if len(words) < 4:
        return set()
    return {(*words[:at], "", *words[at + 1 :]) for at in range(len(words))}


def _out_of_scope() -> list[str]:
    blocks = [_lines_by_key(HELD_OUT.with_name(name)) for name in OUT_OF_SCOPE]
    return [text for block in blocks for texts in block.values() for text in texts]


def _lines_by_key(path: Path) -> dict[str, list[str]]:
    blocks = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {key: block.splitlines() for key, block in blocks.items()}


def _written_examples() -> list[str]:
    lines = [line for path in DATA.glob("*.yml") for line in path.read_text(encoding="utf-8").splitlines()]
    examples = [line.removeprefix("      - ") for line in lines if line.startswith("      - ")]
    return [re.sub(r"\[([^]]+)\]\(\w+\)", r"\1", example) for example in examples]


def _masked(example: Message) -> str:
    text = example.get("text")
    for entity in sorted(example.get("entities", []), key=lambda found: -found["start"]):
        text = f"{text[: entity['start']]} __{entity['entity']}__ {text[entity['end'] :]}"
    return text


def _normalised(text: str) -> str:
    """Lower case, single spaces, no punctuation unless there is nothing else."""
    bare = " ".join(re.sub(r"[.,;:!?]+", " ", text.casefold()).split())
    return bare or text


@pytest.mark.parametrize("path", sorted(DATA.glob("*.yml")), ids=lambda path: path.stem)
def test_no_example_is_skipped_for_its_form(path: Path) -> None:
    listed = [part.get("examples", "") for part in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]]
    assert [line for block in listed for line in block.splitlines() if not line.startswith("- ")] == []
