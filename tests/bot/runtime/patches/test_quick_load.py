from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.engine.graph import GraphSchema
from rasa.engine.storage.storage import ModelMetadata
from rasa.nlu.utils.spacy_utils import SpacyNLP

from bot.runtime.patches import quick_load

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unmended")]


@pytest.fixture
def model(small_project: Path) -> Path:
    return small_project / "models" / "small.tar.gz"


@pytest.fixture
def told(model: Path) -> Iterator[dict]:
    """What the model tells of itself."""
    with tarfile.open(model) as archive:
        yield json.load(archive.extractfile("metadata.json"))


def test_the_model_has_the_same_domain_and_parts(model: Path) -> None:
    before = Agent.load(str(model))
    quick_load.apply()
    after = Agent.load(str(model))
    assert after.domain.as_dict() == before.domain.as_dict()
    assert after.domain.fingerprint() == before.domain.fingerprint()
    ours, rasas = (agent.processor.model_metadata for agent in (after, before))
    assert ours.as_dict() == rasas.as_dict()
    assert ours.train_schema.target_names == rasas.train_schema.target_names


def test_how_it_was_trained_is_looked_up_when_somebody_asks(told: dict, monkeypatch) -> None:
    quick_load.apply()
    looked_up: list[str] = []
    rasas = GraphSchema.from_dict.__func__

    def from_dict(cls: type, serialized: dict) -> GraphSchema:
        looked_up.extend(serialized["nodes"])
        return rasas(cls, serialized)

    monkeypatch.setattr(GraphSchema, "from_dict", classmethod(from_dict))
    metadata = ModelMetadata.from_dict(told)
    assert "schema_validator" not in looked_up
    assert "schema_validator" in metadata.train_schema.nodes
    assert "schema_validator" in looked_up


def test_a_part_that_does_not_exist_is_still_told(told: dict) -> None:
    quick_load.apply()
    told["predict_schema"]["nodes"]["nlu_message_converter"]["uses"] = "bot.no_such.Part"
    with pytest.raises(Exception, match="no_such"):
        ModelMetadata.from_dict(told)


def test_spacys_pipeline_is_loaded_once(tmp_path: Path) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path / "en")
    spacy.blank("en").to_disk(tmp_path / "other")
    quick_load.apply()
    loaded = [SpacyNLP.load_model(str(tmp_path / name)) for name in ("en", "en", "other")]
    assert loaded[0].model is loaded[1].model
    assert loaded[2].model is not loaded[0].model
