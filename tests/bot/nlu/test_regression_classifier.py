"""The classifier by itself, on features of our own."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.nlu.regression_classifier import RegressionClassifier


def message(words: list[int], parts: list[int], intent: str | None = None) -> Message:
    found = Message(data={TEXT: "x"} | ({INTENT: intent} if intent else {}))
    for origin, counts in (("words", words), ("parts", parts)):
        features = csr_matrix(np.array([counts]))
        found.add_features(Features(features, FEATURE_TYPE_SENTENCE, TEXT, origin))
    return found


@pytest.fixture
def classifier(tmp_path_factory: pytest.TempPathFactory) -> RegressionClassifier:
    storage = LocalModelStorage(tmp_path_factory.mktemp("storage"))
    config = RegressionClassifier.get_default_config()
    return RegressionClassifier.create(config, storage, Resource("r"), ExecutionContext(GraphSchema({})))


def test_it_tells_intents_apart_by_what_stands_in_a_message(classifier: RegressionClassifier) -> None:
    examples = [message([1, 0], [1, 0], "affirm"), message([0, 1], [0, 1], "deny")] * 5
    classifier.train(TrainingData(examples))
    (said,) = classifier.process([message([1, 0], [1, 0])])
    assert said.get("intent")["name"] == "affirm"
    assert [each["name"] for each in said.get("intent_ranking")] == ["affirm", "deny"]


def test_what_was_trained_is_loaded_again(classifier: RegressionClassifier) -> None:
    classifier.train(TrainingData([message([1, 0], [1, 0], "affirm"), message([0, 1], [0, 1], "deny")] * 5))
    (said,) = load(classifier).process([message([0, 1], [0, 1])])
    assert said.get("intent")["name"] == "deny"
    (before,) = classifier.process([message([0, 1], [0, 1])])
    assert said.get("intent_ranking") == before.get("intent_ranking")


def test_a_damaged_file_is_told_and_not_passed_over(classifier: RegressionClassifier) -> None:
    classifier.train(TrainingData([message([1, 0], [1, 0], "affirm"), message([0, 1], [0, 1], "deny")] * 5))
    with classifier._model_storage.read_from(Resource("r")) as folder:
        (file,) = folder.iterdir()
        file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(zipfile.BadZipFile):
        load(classifier)


def test_without_what_was_learnt_it_knows_nothing(classifier: RegressionClassifier) -> None:
    assert not hasattr(load(classifier).clf, "classes_")


def load(classifier: RegressionClassifier) -> RegressionClassifier:
    """What its storage holds."""
    return RegressionClassifier.load(
        classifier.config,
        classifier._model_storage,
        Resource("r"),
        ExecutionContext(GraphSchema({})),
    )


def test_a_word_said_twice_counts_once_and_parts_of_words_half(classifier: RegressionClassifier) -> None:
    assert classifier._create_X([message([2, 0], [0, 3])]).toarray().tolist() == [[1.0, 0.0, 0.0, 0.5]]


def test_every_featurizer_needs_a_weight(classifier: RegressionClassifier) -> None:
    said = message([1], [1])
    said.add_features(Features(csr_matrix([[1]]), FEATURE_TYPE_SENTENCE, TEXT, "more"))
    with pytest.raises(ValueError, match="zip"):
        classifier._create_X([said])
