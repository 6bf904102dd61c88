"""Examples of the OpenAPI document: requests that run as they are, and every error as it is told.

The requests are for the business, the day and the booking that the tests have at hand, which run each of
them. In the document an example has the same name in the body and in every parameter that it sets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bookings.engine import errors
from bookings.engine.errors import BookingsError, Problem

BOOKING, HOLD, LINK = "bk_8d2k0vq3zt5n1c7r", "hold_8d2k0vq3zt5n1c7r", "link_abc123"
ENTRY, OFFER = "wl_8d2k0vq3zt5n1c7r", "offer_8d2k0vq3zt5n1c7r"
PROOF, CODE = "proof_8d2k0vq3zt5n1c7r", "482913"
START = "2026-05-01T10:00:00Z"
_CONTACT = {"contact_name": "Dana Cole", "contact_email": "dana@example.com"}
_KEY, _MATCH = {"Idempotency-Key": "2f1c1f1e-6f0e-4f5e-9d43-0a1b2c3d4e5f"}, {"If-Match": '"1"'}


@dataclass(frozen=True)
class Example:
    """One request."""

    summary: str
    """What it is about, for people."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Path, query and header parameters by their names."""
    body: Any = None
    """The body as JSON has it; None: none."""


_BOOKING = {"booking_id": BOOKING}
REQUESTS: Mapping[str, Mapping[str, Example]] = {
    "listBookings": {
        "one_day": Example(
            "The confirmed ones of a day", {"status": "confirmed", "from": "2026-05-01", "to": "2026-05-01"}
        ),
        "one_person": Example("Those of a contact", {"contact_email": "dana@example.com", "limit": 10}),
        "by_reference": Example("The one that a person read out", {"reference": "K7QX-3TRB"}),
    },
    "createBooking": {
        "whose_turn_it_is": Example(
            "With whoever has their turn",
            _KEY,
            {
                "booking_link_id": LINK,
                **_CONTACT,
                "start_time": START,
                "client_timezone": "Europe/London",
                "answers": [{"question_id": "q_new", "answer": True}],
            },
        ),
        "one_person": Example(
            "With one person, for one service, by the link's slug",
            {},
            {
                "slug": "check-up",
                **_CONTACT,
                "contact_phone": "+44 117 496 0000",
                "start_time": "2026-05-01T11:00:00+01:00",
                "service_id": "svc_checkup",
                "staff_id": "staff_sarah",
                "notes": "I will come by bicycle.",
                "answers": [{"question_id": "q_new", "answer": False}],
            },
        ),
        "held": Example(
            "At the time that a hold keeps",
            {},
            {
                "booking_link_id": LINK,
                **_CONTACT,
                "start_time": "2026-05-01T13:00:00Z",
                "answers": [{"question_id": "q_new", "answer": True}],
                "hold_id": HOLD,
            },
        ),
    },
    "getBooking": {"booking": Example("A booking", _BOOKING)},
    "cancelBooking": {
        "with_a_reason": Example("With a reason", _BOOKING | _KEY, {"reason": "Dana is ill."}),
        "unless_changed": Example("Only if nobody has changed it since", _BOOKING | _MATCH, {}),
    },
    "rescheduleBooking": {
        "same_person": Example(
            "With the same person", _BOOKING | _MATCH, {"start_time": "2026-05-01T14:00:00Z"}
        ),
        "another_person": Example(
            "With another person", _BOOKING, {"start_time": "2026-05-01T14:00:00Z", "staff_id": "staff_tom"}
        ),
        "held": Example(
            "To the time that a hold keeps", _BOOKING, {"start_time": "2026-05-01T13:00:00Z", "hold_id": HOLD}
        ),
    },
    "markNoShow": {"nobody_came": Example("Nobody came", _BOOKING)},
    "completeBooking": {"it_took_place": Example("It took place", _BOOKING)},
    "confirmAttendance": {"they_will_come": Example("They will come", _BOOKING)},
    "getBookingHistory": {"booking": Example("A booking's", _BOOKING)},
    "createHold": {
        "some_minutes": Example(
            "For a quarter of an hour", _KEY, {"booking_link_id": LINK, "start_time": START, "minutes": 15}
        ),
        "one_person": Example(
            "With one person", {}, {"slug": "check-up", "start_time": START, "staff_id": "staff_tom"}
        ),
    },
    "releaseHold": {"hold": Example("A hold", {"hold_id": HOLD})},
    "joinWaitlist": {
        "one_day": Example(
            "A morning, with anybody",
            _KEY,
            {
                "booking_link_id": LINK,
                **_CONTACT,
                "first_date": "2026-05-04",
                "from_time": "09:00",
                "until_time": "12:00",
                "client_timezone": "Europe/London",
                "answers": [{"question_id": "q_new", "answer": True}],
            },
        ),
        "several_days": Example(
            "Some days, with one person",
            {},
            {
                "slug": "check-up",
                **_CONTACT,
                "first_date": "2026-05-04",
                "last_date": "2026-05-08",
                "staff_id": "staff_sarah",
                "answers": [{"question_id": "q_new", "answer": False}],
            },
        ),
    },
    "listWaitlist": {
        "one_person": Example("Of a contact", {"contact_email": "dana@example.com", "limit": 10}),
        "offered": Example("Those with an offer to answer", {"status": "offered"}),
    },
    "getWaitlistEntry": {"entry": Example("An entry", {"entry_id": ENTRY})},
    "leaveWaitlist": {"entry": Example("An entry", {"entry_id": ENTRY})},
    "acceptOffer": {
        "one_offer": Example("This offer and no other", {"entry_id": ENTRY} | _KEY, {"offer_id": OFFER}),
        "whichever": Example("Whichever is open", {"entry_id": ENTRY}, {}),
    },
    "declineOffer": {"one_offer": Example("This offer", {"entry_id": ENTRY}, {"offer_id": OFFER})},
    "requestContactProof": {
        "an_address": Example("For an address", _KEY, {"contact_email": "dana@example.com"}),
    },
    "confirmContactProof": {
        "the_code": Example("The code as it was read", {"proof_id": PROOF} | _KEY, {"code": CODE}),
    },
    "handOver": {
        "with_the_conversation": Example(
            "With what was said",
            _KEY,
            {
                **_CONTACT,
                "about": "Does my insurance pay for a crown?",
                "transcript": [
                    {"author": "person", "text": "Does my insurance pay for a crown?"},
                    {"author": "assistant", "text": "I'm sorry, I don't know that."},
                    {"author": "person", "text": "Then let me talk to somebody, please."},
                ],
            },
        ),
        "to_be_called": Example("Somebody who wants to be called", {}, {"contact_phone": "+44 117 496 0000"}),
    },
    "listSlots": {
        "one_day": Example("Of a day", {"booking_link_id": LINK, "date": "2026-05-01"}),
        "several_days": Example(
            "Of several days, with one person, in the contact's zone",
            {
                "slug": "check-up",
                "from": "2026-05-01",
                "to": "2026-05-07",
                "staff_id": "staff_sarah",
                "timezone": "Europe/Paris",
                "include": "staff",
            },
        ),
        "next_few": Example(
            "The next three", {"booking_link_id": LINK, "next": 3, "service_id": "svc_checkup"}
        ),
    },
    "getBookingLink": {
        "by_id": Example("By its id", {"link": LINK}),
        "by_slug": Example("By its slug", {"link": "check-up"}),
    },
    "getCatalogue": {"if_changed": Example("Only if it has changed", {"If-None-Match": '"bright-smiles.1"'})},
}
"""By operation and name."""

_KINDS: Sequence[BookingsError] = (
    errors.InvalidRequest("The address must not hold NUL characters."),
    errors.MalformedJson('The body must be a JSON object, like {"contact_name": …}.'),
    errors.MissingField(["contact_name", "contact_email"]),
    errors.ValidationFailed(
        [Problem("contact_email must be an e-mail address, like dana@example.com.", field="contact_email")]
    ),
    errors.SlotNotAvailable(f"{START} is less than 60 minutes from now.", "min_notice", START),
    errors.Unauthorized("A valid API key is needed: Authorization: Bearer <key>."),
    errors.Forbidden("This key lacks the scope bookings:write.", {"required_scope": "bookings:write"}),
    errors.RoutingRejected("Please call us: this needs a same-day visit."),
    errors.NotFound(f"There is no booking {BOOKING}.", {"id": BOOKING}),
    errors.BookingLinkNotFound("There is no such booking link.", {"booking_link_id": LINK}),
    errors.HoldNotFound(f"There is no hold {HOLD}.", {"id": HOLD}),
    errors.SlotTaken(START),
    errors.AlreadyCancelled(
        "The booking was cancelled before.",
        {"id": BOOKING, "cancelled_at": "2026-04-30T09:12:00Z", "reason": None},
    ),
    errors.StatusConflict("The booking is completed.", {"id": BOOKING, "status": "completed"}),
    errors.PreconditionFailed(3),
    errors.NoOffer(
        "The offer has expired; it could be answered until 2026-05-01T10:00:00Z.", ENTRY, "waiting"
    ),
    errors.WrongCode(PROOF, 4),
    errors.NoHandover(),
    errors.HoldUsed(HOLD, BOOKING),
    errors.BodyTooLarge(64 * 1024),
    errors.IdempotencyKeyReused(_KEY["Idempotency-Key"]),
    errors.RateLimited("This key", 600, 60, 12),
    errors.CalendarUnreachable("2026-05-01T10:00:00Z", ["staff_sarah"]),
    errors.Busy("The database is busy with other changes. Try again."),
    errors.TimedOut(30),
)
FAILURES: Mapping[str, Mapping[str, Any]] = {
    error.code: {"error": {"code": error.code, "message": error.message, "details": error.details}}
    for error in _KINDS
}
"""An answer for every error code."""


def add_examples(operation: dict[str, Any]) -> None:
    """Put the examples into an operation of the document."""
    requests = REQUESTS.get(operation["operationId"], {})
    for parameter in operation["parameters"]:
        found = {
            name: {"summary": example.summary, "value": example.parameters[parameter["name"]]}
            for name, example in requests.items()
            if parameter["name"] in example.parameters
        }
        parameter |= {"examples": found} if found else {}
    if "requestBody" in operation:
        operation["requestBody"]["content"]["application/json"]["examples"] = {
            name: {"summary": example.summary, "value": example.body} for name, example in requests.items()
        }
