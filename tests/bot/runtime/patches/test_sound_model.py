from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
import rasa.core.run
from rasa.core.agent import Agent

from bot.runtime.patches import sound_model
from bot.runtime.patches.sound_model import UnsoundModel, check, components

pytestmark = pytest.mark.slow


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
    monkeypatch.setattr(sound_model, "_PROBE", "xyzzy")
    with pytest.raises(UnsoundModel, match="no intent"):
        await check(agent)


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
