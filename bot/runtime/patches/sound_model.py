"""A model that cannot be loaded, or is dead, leaves a server that answers everything with nothing.

Rasa logs the failure and opens its port all the same; and a `ValueError` while a classifier's weights
are restored is swallowed (`DIETClassifier.load`), so that every message gets the fallback. With this
mend the server ends with a clear error instead.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import rasa.core.run
from rasa.core.agent import Agent

from bot.runtime.patches.known_code import require

KNOWN = {rasa.core.run.load_agent_on_start: "b23e12447febeb64"}
_PROBE = "hello"
_load_agent_on_start = rasa.core.run.load_agent_on_start

logger = logging.getLogger(__name__)


class UnsoundModel(RuntimeError):
    """The model cannot answer; the message says why."""


def apply() -> None:
    """Let the server end when its model is unsound."""
    require(KNOWN)
    rasa.core.run.load_agent_on_start = load_sound_agent_on_start


async def load_sound_agent_on_start(*arguments: Any) -> Agent:
    """As Rasa's, then the check. Ends the process (status 1) when the model cannot answer."""
    agent = await _load_agent_on_start(*arguments)
    try:
        await check(agent)
    except UnsoundModel as problem:
        logger.error("%s Train it again (make train).", problem)
        # The server would add forty lines about how it was left.
        logging.getLogger("sanic.error").disabled = True
        sys.exit(1)
    return agent


async def check(agent: Agent) -> None:
    """Raise UnsoundModel unless the agent's model is loaded, alive and understands a first message."""
    if agent.processor is None:
        raise UnsoundModel("The model could not be loaded.")
    for node, component in components(agent):
        if getattr(component, "model", ...) is None:
            raise UnsoundModel(f"The model's part {node} was not restored.")
    try:
        parsed = await agent.parse_message(_PROBE)
    except Exception as error:
        raise UnsoundModel(f"The model fails on the message {_PROBE!r}: {error}.") from error
    if not parsed["intent"].get("name"):
        raise UnsoundModel(f"The model gives the message {_PROBE!r} no intent.")


def components(agent: Agent) -> list[tuple[str, Any]]:
    """The loaded parts of the agent's model with their names in its graph."""
    nodes = agent.processor.graph_runner._instantiated_nodes
    return [(name, node._component) for name, node in nodes.items()]
