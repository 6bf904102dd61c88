"""Cuts messages into words, with a placeholder in the place of each entity."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.spacy_tokenizer import SpacyTokenizer
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.entities import is_payload
from bot.nlu.masks import Piece, between_ends, masked, telling
from bot.nlu.training import entities_in_training

_PACKAGE = Path(__file__).parent.parent
_READ_BY_TRAINING = ("nlu", "temporal", "catalogue")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MaskingTokenizer(SpacyTokenizer):
    """spaCy's tokens, masked; see `bot.nlu.masks`. Stands after the extractors and `SpacyNLP`.

    SpacyNLP has to keep the case (`case_sensitive: true`): lower case can be longer than what was
    written, and the offsets would not be those of the message any more.
    """

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """A hash of the code that finds what is masked: else a cache would give back old tokens."""
        digest = hashlib.sha256()
        for folder in _READ_BY_TRAINING:
            for path in sorted((_PACKAGE / folder).rglob("*.py")):
                digest.update(path.read_bytes())
        return digest.hexdigest()

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute; entities belong to the text only."""
        tokens = super().tokenize(message, attribute)
        if attribute != TEXT or is_payload(message.get(TEXT)):
            return tokens
        pieces = [Piece(token.text.lower(), token.start, token.end) for token in tokens]
        seen = between_ends(masked(telling(pieces), message.get(ENTITIES, [])))
        return [Token(piece.text, piece.start, piece.end) for piece in seen]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Tokenise the examples as if the extractors had seen them; their annotations stay as they are."""
        examples = [each for each in training_data.training_examples if each.get(TEXT)]
        annotated = [each.get(ENTITIES, []) for each in examples]
        for example, entities in zip(examples, annotated, strict=True):
            example.set(ENTITIES, entities_in_training(example.get(TEXT), entities))
        training_data = super().process_training_data(training_data)
        for example, entities in zip(examples, annotated, strict=True):
            example.set(ENTITIES, entities)
        return training_data
