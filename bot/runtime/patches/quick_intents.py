"""To tell an intent, TensorFlow moves a few numbers about for longer than it takes to multiply them.

A DIET classifier without a transformer and without entities is a handful of small matrices. For one message
Rasa packs the features into tensors, slices them into a batch and runs a graph over every word of it, of
which only the last row, the whole message's, is used. Here the same matrices are multiplied with numpy. A
classifier of any other kind is left to Rasa.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasa.nlu.classifiers.diet_classifier import DIET, DIETClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.tensorflow.constants import (
    ENTITY_RECOGNITION,
    FEATURIZERS,
    INNER,
    INTENT_CLASSIFICATION,
    LABEL,
    NUM_TRANSFORMER_LAYERS,
    SENTENCE,
    SOFTMAX,
)
from rasa.utils.tensorflow.layers import DenseForSparse, DotProductLoss, Embed, Ffnn, RandomlyConnectedDense
from rasa.utils.tensorflow.rasa_layers import (
    ConcatenateSparseDenseFeatures,
    RasaFeatureCombiningLayer,
    RasaSequenceLayer,
)
from scipy.special import erf

from bot.runtime.patches.known_code import require

KNOWN = {
    DIETClassifier._predict: "228b5091ebd1894b",
    DIETClassifier._predict_label: "c58d0eb469d93e5e",
    DIETClassifier.process: "98b21e900f5f7549",
    DIET.batch_predict: "3892283de8939525",
    DIET._batch_predict_intents: "2cda35fe805f96c0",
    RasaSequenceLayer.call: "3217207e10e361d8",
    RasaFeatureCombiningLayer.call: "43596eec16258ce0",
    ConcatenateSparseDenseFeatures.call: "c1424885600a6269",
    DenseForSparse.call: "99a7e5e30148b563",
    Ffnn.call: "1f891971d24d1af4",
    RandomlyConnectedDense.call: "a2feec784642a241",
    Embed.call: "453572475f9509fd",
    DotProductLoss.sim: "68c643fe46a7dff6",
    DotProductLoss.get_similarities_and_confidences_from_embeddings: "e018306b6c16c1a1",
}
_predict = DIETClassifier._predict


def apply() -> None:
    """Let classifiers that can be multiplied out be so."""
    require(KNOWN)
    DIETClassifier._predict = predict


def predict(self: DIETClassifier, message: Message) -> dict[str, Any] | None:
    """As Rasa's, with nothing but the scores in it; None for a message without features."""
    if "_matrices" not in self.__dict__:
        self._matrices = matrices_of(self)
    if self._matrices is None or self._execution_context.should_add_diagnostic_data:
        return _predict(self, message)  # type: ignore[no-any-return]
    if not message.features_present(attribute=TEXT, featurizers=self.component_config.get(FEATURIZERS)):
        return None
    _, sentence = message.get_sparse_features(TEXT, self.component_config[FEATURIZERS])
    return {"i_scores": self._matrices.scores(sentence.features)}


@dataclass(frozen=True)
class Matrices:
    """What a classifier has learnt. A layer is its weights (from, to) and its bias."""

    sparse: tuple[np.ndarray, np.ndarray]
    hidden: Sequence[tuple[np.ndarray, np.ndarray]]
    embedding: tuple[np.ndarray, np.ndarray]
    labels: np.ndarray
    """The intents' embeddings, (number of intents, embedding)."""

    @property
    def fit_together(self) -> bool:
        """Whether each takes as many numbers as the one before it gives."""
        weights = [self.sparse[0], *(weights for weights, _ in self.hidden), self.embedding[0], self.labels.T]
        return all(one.shape[1] == next.shape[0] for one, next in itertools.pairwise(weights))

    def scores(self, features: Any) -> np.ndarray:
        """The certainty of each intent, (1, number of intents), from a sparse row of features."""
        row = features.tocsr()
        weights, bias = self.sparse
        # Only the rows of the features that a message has; there are some dozens among thousands.
        values = row.data.astype(np.float32) @ weights[row.indices] + bias
        for weights, bias in self.hidden:
            values = gelu(values @ weights + bias)
        weights, bias = self.embedding
        return softmax(self.labels @ (values @ weights + bias))[np.newaxis]


def matrices_of(classifier: DIETClassifier) -> Matrices | None:
    """None for a classifier that is more than these matrices."""
    model = classifier.model
    if model is None or not is_plain(classifier.component_config):
        return None
    compared = model._tf_layers[f"loss.{LABEL}"]
    if (compared.similarity_type, compared.model_confidence) != (INNER, SOFTMAX):
        return None
    layers = model._tf_layers[f"sequence_layer.{TEXT}"]._tf_layers
    combining = layers[RasaSequenceLayer.FEATURE_COMBINING]._tf_layers
    sparse = combining[f"sparse_dense.{SENTENCE}"]._tf_layers.get(
        ConcatenateSparseDenseFeatures.SPARSE_TO_DENSE
    )
    hidden = layers[RasaSequenceLayer.FFNN]._ffn_layers
    if sparse is None or model.all_labels_embed is None or any(map(_is_masked, hidden)):
        return None
    found = Matrices(
        _weights(sparse),
        [_weights(layer) for layer in hidden if layer.weights],
        _weights(model._tf_layers[f"embed.{TEXT}"]),
        model.all_labels_embed.numpy().reshape(-1, model.all_labels_embed.shape[-1]),
    )
    # Where other features come in between, or widths are changed, one does not fit on the next.
    return found if found.fit_together and not any("unify_dims" in name for name in combining) else None


def _is_masked(layer: Any) -> bool:
    return getattr(layer, "kernel_mask", None) is not None


def is_plain(config: Mapping[str, Any]) -> bool:
    """Whether a classifier with these settings looks for intents alone, and word by word."""
    layers = config.get(NUM_TRANSFORMER_LAYERS)
    return (
        bool(config.get(INTENT_CLASSIFICATION))
        and not config.get(ENTITY_RECOGNITION)
        and (layers[TEXT] if isinstance(layers, dict) else layers) == 0
    )


def _weights(layer: Any) -> tuple[np.ndarray, np.ndarray]:
    kernel, bias = layer.get_weights()
    return kernel, bias


def gelu(values: np.ndarray) -> np.ndarray:
    """The Gaussian error linear unit, exact, as `tf.nn.gelu` (Hendrycks and Gimpel 2016)."""
    return 0.5 * values * (1.0 + erf(values / np.sqrt(2.0, dtype=np.float32)))  # type: ignore[no-any-return]


def softmax(values: np.ndarray) -> np.ndarray:
    """Shares that sum up to 1."""
    powers = np.exp(values - values.max())
    return powers / powers.sum()  # type: ignore[no-any-return]
