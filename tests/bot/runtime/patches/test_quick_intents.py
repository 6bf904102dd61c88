"""With the small DIET classifiers of two kinds: one that is multiplied out, and one that is left to Rasa."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
from rasa.core.agent import Agent

from bot.runtime.patches import quick_intents, sound_model

pytestmark = pytest.mark.slow

CONFIG = """
    recipe: default.v1
    language: en
    assistant_id: tiny
    pipeline:
      - {{name: WhitespaceTokenizer}}
      - {{name: CountVectorsFeaturizer}}
      - {{name: CountVectorsFeaturizer, analyzer: char_wb, min_ngram: 1, max_ngram: 3}}
      - name: DIETClassifier
        epochs: 3
        entity_recognition: false
        random_seed: 1
        transformer_size: 8
        number_of_transformer_layers: {transformers}
        embedding_dimension: 4
        connection_density: 1.0
        hidden_layers_sizes: {{text: [16, 8], label: []}}
        constrain_similarities: true
"""
DATA = """
    version: "3.1"
    nlu:
      - intent: greet
        examples: |
          - hello
          - good morning
          - hi there dana
      - intent: book
        examples: |
          - an appointment please
          - book me in with tom
          - can i come tomorrow
      - intent: leave
        examples: |
          - goodbye
          - see you
"""
SENTENCES = ["hello", "book me in please", "good morning tom, can i come", "xyzzy", "", "/greet", "é" * 40]


def trained(folder: Path, transformers: int) -> str:
    from rasa.model_training import train_nlu

    (folder / "config.yml").write_text(dedent(CONFIG.format(transformers=transformers)))
    (folder / "data.yml").write_text(dedent(DATA))
    return train_nlu(
        str(folder / "config.yml"), str(folder / "data.yml"), str(folder), fixed_model_name="tiny"
    )


async def understood(model: str) -> list[dict[str, float]]:
    agent = Agent.load(model)
    parsed = [await agent.parse_message(sentence) for sentence in SENTENCES]
    return [{each["name"]: each["confidence"] for each in one.get("intent_ranking", [])} for one in parsed]


@pytest.mark.usefixtures("unmended")
async def test_the_same_is_understood_with_the_same_certainty(tmp_path: Path, monkeypatch) -> None:
    model = trained(tmp_path, transformers=0)
    expected = await understood(model)
    quick_intents.apply()
    monkeypatch.setattr(quick_intents, "_predict", None)  # Rasa's way is not taken
    found = await understood(model)
    assert [list(one) for one in found] == [list(one) for one in expected]
    for ours, theirs in zip(found, expected, strict=True):
        assert list(ours.values()) == pytest.approx(list(theirs.values()), abs=1e-5)
    assert len({one.get("greet") for one in expected}) > 3


@pytest.mark.usefixtures("unmended")
async def test_a_classifier_with_a_transformer_is_left_to_rasa(tmp_path: Path) -> None:
    model = trained(tmp_path, transformers=1)
    expected = await understood(model)
    quick_intents.apply()
    assert await understood(model) == expected
    parts = dict(sound_model.components(Agent.load(model)))
    (classifier,) = [part for name, part in parts.items() if "DIET" in name]
    assert quick_intents.matrices_of(classifier) is None


def test_the_functions_are_those_of_tensorflow() -> None:
    import tensorflow as tf

    values = np.linspace(-6, 6, 101, dtype=np.float32)
    assert np.allclose(quick_intents.gelu(values), tf.nn.gelu(values), atol=1e-6)
    assert np.allclose(quick_intents.softmax(values), tf.nn.softmax(values), atol=1e-6)
