from __future__ import annotations

import logging
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace

import pytest
import rasa.core.run
from rasa.core.agent import Agent

from bot.runtime.patches import sound_model
from bot.runtime.patches.sound_model import UnsoundModel, check, components

pytestmark = pytest.mark.slow

CONFIG = """
    recipe: default.v1
    language: en
    assistant_id: tiny
    pipeline:
      - {name: WhitespaceTokenizer}
      - {name: CountVectorsFeaturizer}
      - {name: bot.nlu.regression_classifier.RegressionClassifier, weights: [1.0]}
"""
DATA = """
    version: "3.1"
    nlu:
      - {intent: greet, examples: "- hello\\n- good morning"}
      - {intent: cancel, examples: "- cancel my appointment\\n- cancel please"}
"""


@pytest.fixture(scope="module")
def regression(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model with the classifier that the bot has."""
    from rasa.model_training import train_nlu

    folder: Path = tmp_path_factory.mktemp("regression")
    (folder / "config.yml").write_text(dedent(CONFIG))
    (folder / "data.yml").write_text(dedent(DATA))
    return Path(train_nlu(str(folder / "config.yml"), str(folder / "data.yml"), str(folder)))


@pytest.fixture
def agent(small_project: Path) -> Agent:
    return Agent.load(str(small_project / "models" / "small.tar.gz"))


async def test_a_model_that_answers_is_sound(agent: Agent) -> None:
    await check(agent)


async def test_an_agent_without_a_model_is_not(agent: Agent) -> None:
    with pytest.raises(UnsoundModel, match="could not be loaded"):
        await check(Agent())


async def test_a_classifier_whose_weights_were_not_restored_is_named(agent: Agent) -> None:
    name, component = components(agent)[0]
    component.model = None
    with pytest.raises(UnsoundModel, match=f"part {name} was not restored"):
        await check(agent)


async def test_a_model_that_fails_on_a_message_is_not_sound(agent: Agent, monkeypatch) -> None:
    async def fail(_: str) -> None:
        raise RuntimeError("no such vocabulary")

    monkeypatch.setattr(agent, "parse_message", fail)
    with pytest.raises(UnsoundModel, match="no such vocabulary"):
        await check(agent)


async def test_a_model_that_understands_nothing_is_not_sound(agent: Agent, monkeypatch) -> None:
    monkeypatch.setattr(sound_model, "_PROBES", ("xyzzy", "hello"))
    with pytest.raises(UnsoundModel, match="no intent"):
        await check(agent)


async def test_a_model_that_takes_everything_for_the_same_is_not_sound(agent: Agent, monkeypatch) -> None:
    monkeypatch.setattr(sound_model, "_PROBES", ("hello", "hello", "hello"))
    with pytest.raises(UnsoundModel, match="every message for greet"):
        await check(agent)


async def test_a_regression_that_was_lost_on_the_way_is_named(regression: Path, monkeypatch) -> None:
    await check(Agent.load(str(regression)))

    def broken(*_: object, **__: object) -> None:
        raise ValueError("the file is cut off")

    monkeypatch.setattr("numpy.load", broken)
    with pytest.raises(UnsoundModel, match="RegressionClassifier.* was not restored"):
        await check(Agent.load(str(regression)))


async def test_the_server_ends_with_the_reason(monkeypatch, caplog) -> None:
    async def load_nothing(*_: object) -> Agent:
        return Agent()

    monkeypatch.setattr(sound_model, "_load_agent_on_start", load_nothing)
    monkeypatch.setattr(logging.getLogger("sanic.error"), "disabled", False)
    with pytest.raises(SystemExit) as ended:
        await sound_model.load_sound_agent_on_start("models", None, None, SimpleNamespace(), None)
    assert ended.value.code == 1
    assert "could not be loaded" in caplog.text


@pytest.mark.usefixtures("unmended")
def test_it_takes_the_place_of_rasas_loader() -> None:
    sound_model.apply()
    assert rasa.core.run.load_agent_on_start is sound_model.load_sound_agent_on_start
