"""The few things that are said when the dialogue itself cannot speak.

Their texts stand with all others in data/responses/. The words here are the last resort for a model
whose data lacks them: an apology in plain words is better than silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rasa.shared.core.domain import Domain

APOLOGY = "utter_apologise_unavailable"
TOO_LONG = "utter_message_too_long"
NOT_YOURS = "utter_fallback_not_yours"
ONLY_TEXT = "utter_fallback_only_text"
BY_NUMBER = "utter_fallback_answer_by_number"
ASK_TO_WRITE = "utter_booking_ask_write_here"
WILL_WRITE = "utter_booking_will_write_here"
WILL_NOT_WRITE = "utter_booking_will_not_write_here"
REMINDER = "utter_booking_reminder"

_LAST_RESORT: dict[str, dict[str, Any]] = {
    APOLOGY: {
        "text": "Sorry, something went wrong at our end. Nothing is lost: please try again in a moment.",
        "buttons": [{"title": "Try again", "payload": "/try_again"}],
    },
    TOO_LONG: {
        "text": "Sorry, that message is too long for me. Please say it in at most {limit} characters."
    },
    NOT_YOURS: {"text": "These choices are for somebody else."},
    ONLY_TEXT: {"text": "I can only read text."},
    ASK_TO_WRITE: {
        "text": "May I write to you here about it?",
        "buttons": [
            {"title": "Yes, please", "payload": "/affirm"},
            {"title": "No, thanks", "payload": "/deny"},
        ],
    },
    WILL_WRITE: {"text": "I'll write to you here."},
    WILL_NOT_WRITE: {"text": "I won't write to you here."},
    REMINDER: {"text": "Your appointment: {title} on {when}."},
    BY_NUMBER: {"text": "Answer with a number, or in your own words."},
}


def response(domain: Domain | None, name: str, channel: str, **values: Any) -> dict[str, Any]:
    """The response `name` of the loaded `domain` with its `{placeholders}` filled from `values`.

    Returns the keys of a Rasa response: `text`, perhaps `buttons` and others; a fresh copy each time.
    """
    from rasa.core.nlg import TemplatedNaturalLanguageGenerator

    responses = {name: [_LAST_RESORT[name]]} | (domain.responses if domain else {})
    said = TemplatedNaturalLanguageGenerator(responses).generate_from_slots(name, {}, channel, **values)
    return said or dict(_LAST_RESORT[name])
