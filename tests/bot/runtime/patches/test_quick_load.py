"""With a tiny but real DIET classifier: the slowest test here, for the mend with the most at stake."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from rasa.core.agent import Agent
from rasa.utils.tensorflow.models import RasaModel

from bot.runtime.patches import quick_load

pytestmark = pytest.mark.slow

CONFIG = """
    recipe: default.v1
    language: en
    assistant_id: tiny
    pipeline:
      - {name: WhitespaceTokenizer}
      - {name: CountVectorsFeaturizer}
      - name: DIETClassifier
        epochs: 2
        entity_recognition: false
        random_seed: 1
        transformer_size: 8
        number_of_transformer_layers: 1
        embedding_dimension: 4
        hidden_layers_sizes: {text: [], label: []}
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
"""
SENTENCES = ["hello", "book me in please", "good morning tom", "xyzzy", ""]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    from rasa.model_training import train_nlu

    folder: Path = tmp_path_factory.mktemp("tiny")
    (folder / "config.yml").write_text(dedent(CONFIG))
    (folder / "data.yml").write_text(dedent(DATA))
    return train_nlu(
        str(folder / "config.yml"), str(folder / "data.yml"), str(folder), fixed_model_name="tiny"
    )


async def understood(model: str) -> list[dict]:
    agent = Agent.load(model)
    parsed = [await agent.parse_message(sentence) for sentence in SENTENCES]
    return [{key: value for key, value in one.items() if key != "message_id"} for one in parsed]


@pytest.mark.usefixtures("unmended")
async def test_the_same_is_understood_with_the_same_certainty(model: str, monkeypatch) -> None:
    expected = await understood(model)
    trained = []
    monkeypatch.setattr(RasaModel, "fit", lambda *_, **__: trained.append(1), raising=False)
    quick_load.apply()
    assert await understood(model) == expected
    assert not trained
    # What is compared are real predictions, not equal silences.
    assert len({one["intent"]["confidence"] for one in expected}) > 2
