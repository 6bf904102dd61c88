"""To load a model Rasa does more than a model that answers needs.

It looks up every part that had a share in the training, and imports it: among them the check of the
configuration, which imports every kind of part there is, TensorFlow's too. It checks the domain, which it has
written itself, by reading it word by word. And it loads spaCy's pipeline for each part that works with it.
Here how the model was trained is looked up when somebody asks, the domain is read as it stands, and the
pipeline is loaded once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.engine.graph import GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.nlu.utils.spacy_utils import SpacyNLP
from rasa.shared.core.domain import Domain
from rasa.shared.utils.io import read_yaml_file

from bot.runtime.patches.known_code import require

KNOWN = {
    ModelMetadata.from_dict.__func__: "ee3da9f00c7daa75",
    GraphSchema.from_dict.__func__: "e820a0aa40fe7408",
    DomainProvider.load.__func__: "75a21f7228a83368",
    DomainProvider._persist: "b582b9abf0a20655",
    Domain.from_directory.__func__: "113d50bc5e13f77f",
    SpacyNLP.load_model: "2e68d488b5c7a4f0",
}
_from_dict = ModelMetadata.from_dict.__func__
_load_model = SpacyNLP.load_model


def apply() -> None:
    """Let models be loaded without what they do not need to answer."""
    require(KNOWN)
    ModelMetadata.from_dict = classmethod(from_dict)
    DomainProvider.load = classmethod(load_domain)
    SpacyNLP.load_model = staticmethod(lru_cache(maxsize=4)(_load_model))


def from_dict(cls: type[ModelMetadata], serialized: dict[str, Any]) -> ModelMetadata:
    """As Rasa's; how the model was trained is looked up at the first use."""
    metadata: ModelMetadata = _from_dict(cls, {**serialized, "train_schema": {"nodes": {}}})
    metadata.train_schema = SchemaLater(serialized["train_schema"])
    return metadata


class SchemaLater(GraphSchema):
    """A graph whose parts are looked up when it is asked for them."""

    def __init__(self, serialized: dict[str, Any]) -> None:
        self._serialized = serialized

    def __getattr__(self, name: str) -> Any:
        if name != "nodes":
            raise AttributeError(name)
        self.nodes = GraphSchema.from_dict(self._serialized).nodes
        return self.nodes


def load_domain(
    cls: type[DomainProvider], model_storage: ModelStorage, resource: Resource, **_: Any
) -> DomainProvider:
    """As Rasa's; the domain was checked when the model was trained."""
    with model_storage.read_from(resource) as folder:
        domain = Domain.from_dict(read_yaml_file(folder / "domain.yml"))
    return cls(model_storage, resource, domain)
