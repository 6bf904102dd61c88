"""Loading a model takes three times as long as it has to.

To give the weights their shapes, Rasa trains the fresh model on one example (`RasaModel.load` calls
`fit`), for which TensorFlow traces the whole training graph, gradients and all, only to throw it away
when the trained weights are read. One plain forward pass through the same loss makes the same weights.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf
from rasa.utils.tensorflow.constants import LEARNING_RATE, RUN_EAGERLY
from rasa.utils.tensorflow.data_generator import RasaBatchDataGenerator
from rasa.utils.tensorflow.model_data import RasaModelData
from rasa.utils.tensorflow.models import RasaModel

from bot.runtime.patches.known_code import require
from bot.runtime.patches.quick_intents import is_plain

KNOWN = {
    RasaModel.load.__func__: "84fd81c0fdd01a80",
    RasaModel.train_step: "bf7557fbb3533e43",
    RasaModel.run_inference: "e628d03665d82d9d",
}
_load = RasaModel.load.__func__


def apply() -> None:
    """Let every model of Rasa be loaded with one forward pass."""
    require(KNOWN)
    RasaModel.load = classmethod(load)


def load(
    cls: type[RasaModel],
    model_file_name: str,
    model_data_example: RasaModelData,
    predict_data_example: RasaModelData | None = None,
    finetune_mode: bool = False,
    *args: Any,
    **kwargs: Any,
) -> RasaModel:
    """The model with the weights of `model_file_name`, as Rasa's own; to train it on, it goes Rasa's way."""
    if finetune_mode:
        return _load(cls, model_file_name, model_data_example, predict_data_example, True, *args, **kwargs)
    model = cls(*args, **kwargs)
    config = kwargs.get("config", {})
    model.compile(
        optimizer=tf.keras.optimizers.Adam(config.get(LEARNING_RATE, 0.001)),
        run_eagerly=config.get(RUN_EAGERLY),
    )
    _make_weights(model, model_data_example)
    model.load_weights(model_file_name)
    if predict_data_example and not is_plain(config):
        # The first prediction traces its graph; nobody has to wait for that in a conversation. A plain
        # classifier (`quick_intents`) needs no graph at all, and that is two thirds of the time.
        model.run_inference(predict_data_example)
    return model


def _make_weights(model: RasaModel, example: RasaModelData) -> None:
    batch = RasaBatchDataGenerator(example, batch_size=1)[0][0]
    model._training = True  # some layers only exist in training, and the checkpoint holds them too
    model.batch_loss(batch)
    model._training = None
