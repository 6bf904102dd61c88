"""Working out anew in which order the model's parts run takes longer than most of the parts.

For each message and each predicted action Rasa builds a dask graph of the model and lets dask sort and
schedule it: a fifth of the bot's processor time. The parts of a loaded model and what they need never change,
so their order is found once for each target, and they are called in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

from bot.runtime.patches.known_code import require

KNOWN = {
    DaskGraphRunner.run: "45f0f52f574f3aa9",
    DaskGraphRunner._build_dask_graph: "5bb99f974d512a36",
    DaskGraphRunner._add_inputs_to_graph: "d04a0ca2df6241c1",
    DaskGraphRunner._instantiate_nodes: "1617dc20d9307e81",
    GraphNode.__call__: "66127a2bfb6fcf1e",
}
_run = DaskGraphRunner.run


def apply() -> None:
    """Let loaded models run without dask."""
    require(KNOWN)
    DaskGraphRunner.run = run


def run(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """As Rasa's: the outputs of the targets by their names. Training goes Rasa's way."""
    if not all(node._eager for node in self._instantiated_nodes.values()):
        return _run(self, inputs, targets)
    wanted = tuple(targets or self._graph_schema.target_names)
    outputs = {name: (name, value) for name, value in (inputs or {}).items()}
    try:
        for name, needs in _plan(self, wanted):
            # What nothing provides is told by its name, as dask would.
            outputs[name] = self._instantiated_nodes[name](*(outputs.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(outputs[name] for name in wanted)


def _plan(runner: DaskGraphRunner, targets: tuple[str, ...]) -> Sequence[tuple[str, tuple[str, ...]]]:
    plans = runner.__dict__.setdefault("_plans", {})
    if targets not in plans:
        plans[targets] = plan(runner._graph_schema, targets)
    return plans[targets]  # type: ignore[no-any-return]


def plan(schema: GraphSchema, targets: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The nodes that the targets depend on, each with its needs and after all of them."""
    order: dict[str, tuple[str, ...]] = {}

    def visit(name: str) -> None:
        node = schema.nodes.get(name)
        if node is None or name in order:
            return
        for need in node.needs.values():
            visit(need)
        order[name] = tuple(node.needs.values())

    for target in targets:
        visit(target)
    return list(order.items())
