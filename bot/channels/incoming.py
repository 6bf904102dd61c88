"""What a request to the REST channel has to hold, and how it is refused when it does not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sanic import response
from sanic.response import HTTPResponse

from bot.channels.base import clean_metadata

_SENDER_LIMIT = 255
"""Characters of a sender: what Rasa's SQL tracker store can hold."""


class BadMessage(ValueError):
    """A request is not a message to the bot. `code` names the kind, the text says what is right."""

    def __init__(self, code: str, message: str, field: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.field, self.status = code, field, status

    def as_response(self) -> HTTPResponse:
        """The error envelope that all our programs use."""
        details = {"field": self.field} if self.field else {}
        error = {"code": self.code, "message": str(self), "details": details}
        return response.json({"error": error}, status=self.status)


@dataclass(frozen=True)
class Incoming:
    """One well-formed message to the bot."""

    sender: str
    """Who writes; one conversation for each sender. 1 to 255 characters."""
    text: str
    """What they write, not blank."""
    metadata: dict[str, Any]
    """What the client says about itself; a `timezone` in it exists."""


def read_message(body: bytes) -> Incoming:
    """The message in the JSON text `body`. Raises BadMessage, which says what has to be different."""
    fields = read_object(body, '{"sender": …, "message": …}')
    metadata = fields.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise BadMessage("invalid_message", "metadata has to be an object, or left out.", "metadata")
    sender = text_field(fields, "sender")
    if len(sender) > _SENDER_LIMIT:
        raise BadMessage("invalid_message", f"sender has more than {_SENDER_LIMIT} characters.", "sender")
    return Incoming(sender, text_field(fields, "message"), clean_metadata(metadata))


def read_object(body: bytes, shape: str) -> dict[str, Any]:
    """The JSON object in `body`. Raises BadMessage, which names the `shape` that it has to have."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise BadMessage("malformed_json", "The body is not valid JSON; send an object in UTF-8.") from None
    if not isinstance(fields, dict):
        raise BadMessage("invalid_message", f"The body has to be an object: {shape}.")
    return fields


def text_field(fields: dict[str, Any], name: str) -> str:
    """A text that has to be there and not blank. Raises BadMessage, which names it."""
    value = fields.get(name)
    if value is None:
        raise BadMessage("invalid_message", f"{name} is missing; it has to be a text.", name)
    if not isinstance(value, str):
        raise BadMessage("invalid_message", f"{name} has to be a text, not {_kind(value)}.", name)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadMessage("invalid_message", f"{name} holds half of a surrogate pair.", name) from None
    if not value.strip():
        raise BadMessage("invalid_message", f"{name} is empty.", name)
    return value


def _kind(value: object) -> str:
    names = {bool: "a truth value", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names[type(value)]
