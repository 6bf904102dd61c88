"""What the widget sends with a message, and how it is refused when it does not hold that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.channels.base import clean_metadata
from bot.channels.incoming import BadMessage, read_object, text_field

BODY_LIMIT_BYTES = 65_536
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_SHOWN_LIMIT = 500
"""Characters of what is shown in place of a button's payload; a typed message may be as long as it likes."""


@dataclass(frozen=True)
class WebMessage:
    """One well-formed message of the widget."""

    id: str
    """Chosen by the page; a message that comes again with the same id is answered once."""
    text: str
    """What the person says, or the payload of a button; not blank."""
    shown: str | None
    """What the person's pages show in its place, such as a button's title; None: nothing."""
    metadata: dict[str, Any]
    """`timezone` (IANA) and `language` (BCP 47) of the browser, each if it is one."""


def read_web_message(body: bytes) -> WebMessage:
    """The message in the JSON text `body`. Raises BadMessage, which says what has to be different."""
    fields = read_object(body, '{"id": …, "text": …}')
    message_id, text = text_field(fields, "id"), text_field(fields, "text")
    if not _ID.fullmatch(message_id):
        right = "id has to have 8 to 64 letters, digits, - or _, such as a UUID."
        raise BadMessage("invalid_message", right, "id")
    shown = text if "shown" not in fields else fields["shown"]
    if shown is not None:
        shown = text_field(fields | {"shown": shown}, "shown")
        if shown != text and len(shown) > _SHOWN_LIMIT:
            raise BadMessage("invalid_message", f"shown has more than {_SHOWN_LIMIT} characters.", "shown")
    return WebMessage(message_id, text, shown, _metadata(fields))


def _metadata(fields: dict[str, Any]) -> dict[str, Any]:
    about = {name: fields[name] for name in ("timezone", "language") if name in fields}
    language = about.get("language")
    if not (isinstance(language, str) and _LANGUAGE.fullmatch(language)):
        about.pop("language", None)
    return clean_metadata(about)
