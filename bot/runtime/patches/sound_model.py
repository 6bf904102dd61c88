"""A model that cannot be loaded, or is dead, leaves a server that answers everything with nothing.

Rasa logs the failure and opens its port all the same; and a `ValueError` while a classifier's weights are
restored is swallowed (`LogisticRegressionClassifier.load`), so that one that knows nothing takes its place.
With this mend the server ends with a clear error instead.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import rasa.core.run
from rasa.core.agent import Agent

from bot.runtime.patches.known_code import require

KNOWN = {rasa.core.run.load_agent_on_start: "b23e12447febeb64"}
_PROBES = ("hello", "cancel my appointment", "qwxz")
"""The first has to be understood; a model that is alive is not equally sure of all of them."""
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
        if not _restored(component):
            raise UnsoundModel(f"The model's part {node} was not restored.")
    seen = [await _intent(agent, probe) for probe in _PROBES]
    if not seen[0].get("name"):
        raise UnsoundModel(f"The model gives the message {_PROBES[0]!r} no intent.")
    if all(intent == seen[0] for intent in seen):
        raise UnsoundModel(f"The model takes every message for {seen[0]['name']}.")


def _restored(component: Any) -> bool:
    """Whether what the part has learnt is there; parts that learn nothing have neither attribute."""
    learnt = getattr(component, "clf", None)  # scikit-learn's; it has classes once it was fitted
    fitted = learnt is None or hasattr(learnt, "classes_")
    return fitted and getattr(component, "model", ...) is not None


async def _intent(agent: Agent, probe: str) -> Any:
    try:
        return (await agent.parse_message(probe))["intent"]
    except Exception as error:
        raise UnsoundModel(f"The model fails on the message {probe!r}: {error}.") from error


def components(agent: Agent) -> list[tuple[str, Any]]:
    """The loaded parts of the agent's model with their names in its graph."""
    nodes = agent.processor.graph_runner._instantiated_nodes
    return [(name, node._component) for name, node in nodes.items()]
