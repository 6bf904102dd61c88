"""What a message means, by logistic regression over the words and parts of words that occur in it."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, hstack, vstack

FILE = "regression.npz"
LEARNT = ("classes_", "coef_", "intercept_", "n_iter_")
"""What scikit-learn's classifier learns, by its own names."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RegressionClassifier(LogisticRegressionClassifier):
    """Rasa's classifier with three differences, each of which was measured (docs/understanding.md).

    How often a word stands in a message does not count, only whether it does; the featurizers are weighed;
    and no intent counts more for having few examples.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`weights`: one for each featurizer, in their order; `C`: the higher, the closer the fit."""
        return {**LogisticRegressionClassifier.get_default_config(), "C": 1.0, "weights": [1.0, 0.5]}

    def __init__(
        self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(config, name, model_storage, resource)
        self.clf.set_params(C=self.config["C"], class_weight=None)

    def persist(self) -> None:
        """Keep what was learnt as plain arrays; to read what Rasa keeps, all of scikit-learn is imported."""
        with self._model_storage.write_to(self._resource) as folder:
            learnt = {name: getattr(self.clf, name) for name in LEARNT}
            np.savez(folder / FILE, **learnt)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> RegressionClassifier:
        """With what was learnt; one that knows nothing when nothing was. Raises for a damaged file."""
        component = cls(config, execution_context.node_name, model_storage, resource)
        try:
            with model_storage.read_from(resource) as folder:
                learnt = np.load(folder / FILE, allow_pickle=False)
        except ValueError:  # the storage's: it has nothing under this name
            return component
        for name in LEARNT:
            setattr(component.clf, name, learnt[name])
        return component

    def _create_X(self, messages: list[Message]) -> csr_matrix:
        return vstack([self._row(message) for message in messages]).tocsr()

    def _row(self, message: Message) -> csr_matrix:
        found = [
            feature.features
            for feature in message.features
            if feature.attribute == TEXT and feature.type == FEATURE_TYPE_SENTENCE
        ]
        weights = self.config["weights"]
        return hstack(
            [_whether(part) * weight for part, weight in zip(found, weights, strict=True)], format="csr"
        )


def _whether(counts: csr_matrix) -> csr_matrix:
    return csr_matrix((np.ones(counts.nnz), counts.tocsr().indices, counts.tocsr().indptr), counts.shape)
