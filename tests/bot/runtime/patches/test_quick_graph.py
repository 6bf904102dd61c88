from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.graph import GraphSchema, SchemaNode

from bot.runtime.patches import quick_graph
from bot.runtime.patches.quick_graph import plan


def node(*needs: str) -> SchemaNode:
    return SchemaNode(
        needs=dict(zip("abc", needs, strict=False)), uses=object, constructor_name="", fn="", config={}
    )


def test_each_part_comes_after_what_it_needs_and_once() -> None:
    schema = GraphSchema(
        {
            "last": node("left", "right", "__message__"),
            "left": node("first"),
            "right": node("first", "left"),
            "first": node("__message__"),
            "needless": node("first"),
        }
    )
    assert plan(schema, ["last", "left"]) == [
        ("first", ("__message__",)),
        ("left", ("first",)),
        ("right", ("first", "left")),
        ("last", ("left", "right", "__message__")),
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("unmended")
async def test_the_same_is_said_and_understood_as_with_dask(
    small_project: Path, fake_actions, monkeypatch
) -> None:
    from rasa.utils.endpoints import EndpointConfig

    async def talk() -> list[object]:
        model = str(small_project / "models" / "small.tar.gz")
        agent = Agent.load(model, action_endpoint=EndpointConfig(fake_actions.url))
        said = [await agent.handle_message(UserMessage(text, sender_id="dana")) for text in ("hello", "book")]
        return [*said, (await agent.parse_message("book"))["intent"]]

    expected = await talk()
    quick_graph.apply()
    monkeypatch.setattr("dask.get", None)  # whoever calls dask now fails
    assert await talk() == expected
    assert expected[1]
