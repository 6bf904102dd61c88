"""What can go wrong, as facts of the business. HTTP statuses live in one table in `bookings.api`.

BookingsError
├── InvalidRequest            the request itself is not right
│   ├── MissingField          something required is not there
│   ├── ValidationFailed      something given is not acceptable; all problems at once
│   └── SlotNotAvailable      the start is no bookable time at all, whoever asks
├── AccessRefused
│   ├── Unauthorized          no key, or none that is known
│   └── Forbidden             the key does not carry the scope
├── NotFound                  nothing of that id belongs to this business
│   ├── BookingLinkNotFound
│   └── HoldNotFound
├── Conflict                  right in itself, but not as things stand
│   ├── SlotTaken             somebody else has the time
│   ├── AlreadyCancelled
│   ├── StatusConflict        what became of the booking does not allow it
│   ├── PreconditionFailed    the booking is not the version that the caller knows
│   ├── HoldUsed              a booking has used the hold
│   ├── NoHandover            nobody would be told that somebody asks for a person
│   ├── WrongCode             not the code that was sent to the address
│   ├── NoOffer               the waitlist offers them nothing (any more) that could be answered
│   └── IdempotencyKeyReused  another request has used the same Idempotency-Key
├── RoutingRejected           a routing rule turned the answers down
├── RateLimited               too many requests in too short a time; waiting helps
├── TimedOut                  the request has taken too long
├── CalendarUnreachable       nobody's calendar could be read who could take it
├── Busy                      the storage did not get its turn in time; trying again helps
└── ConfigurationError        a setting, or the data of a business, cannot be used
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one part of a request."""

    message: str
    """What was wrong and what would be right, as one sentence."""
    kind: Literal["missing", "invalid"] = "invalid"
    """Whether something is not there, or is there and not acceptable."""
    field: str | None = None
    """The request's field it is about, else None."""
    question_id: str | None = None
    """The qualification question it is about, else None."""

    def as_data(self) -> dict[str, str]:
        named = {"field": self.field, "question_id": self.question_id}
        return {k: v for k, v in named.items() if v is not None} | {
            "message": self.message,
            "kind": self.kind,
        }


class BookingsError(Exception):
    """The root: `code` is stable and for programs, `message` for people, `details` for both."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = dict(details or {})


class InvalidRequest(BookingsError):
    code = "invalid_request"


class MalformedJson(InvalidRequest):
    code = "malformed_json"


class MissingField(InvalidRequest):
    """`fields`: the names of everything required that is not there."""

    code = "missing_field"

    def __init__(self, fields: Sequence[str], message: str | None = None) -> None:
        problems = [Problem(f"{name} is required.", "missing", field=name).as_data() for name in fields]
        self.fields = tuple(fields)
        super().__init__(
            message or f"Required and not given: {', '.join(fields)}.",
            {"field": fields[0], "fields": list(fields), "problems": problems},
        )


class ValidationFailed(InvalidRequest):
    """`problems`: everything that is wrong, not just the first thing."""

    code = "validation_failed"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        message = " ".join(problem.message for problem in problems)
        super().__init__(message, {"problems": [problem.as_data() for problem in problems]})


class SlotNotAvailable(InvalidRequest):
    """`rule`: which rule makes the start unbookable for everybody (see `engine.slots.refusal`)."""

    code = "slot_not_available"

    def __init__(self, message: str, rule: str, start_time: str) -> None:
        self.rule = rule
        super().__init__(message, {"rule": rule, "start_time": start_time})


class BodyTooLarge(BookingsError):
    code = "body_too_large"

    def __init__(self, limit_bytes: int) -> None:
        message = f"The request's body is longer than {limit_bytes} bytes."
        super().__init__(message, {"limit_bytes": limit_bytes})


class AccessRefused(BookingsError):
    code = "access_refused"


class Unauthorized(AccessRefused):
    code = "unauthorized"


class Forbidden(AccessRefused):
    code = "forbidden"


class NotFound(BookingsError):
    code = "not_found"


class BookingLinkNotFound(NotFound):
    code = "booking_link_not_found"


class HoldNotFound(NotFound):
    code = "hold_not_found"


class Conflict(BookingsError):
    code = "conflict"


class SlotTaken(Conflict):
    """`start_time` as the API writes instants; `staff_id` when one person was asked for."""

    code = "slot_taken"

    def __init__(self, start_time: str, staff_id: str | None = None) -> None:
        details = {"start_time": start_time} | ({"staff_id": staff_id} if staff_id else {})
        whose = f" with {staff_id}" if staff_id else ""
        super().__init__(f"The time {start_time}{whose} has just been taken. Choose another slot.", details)


class AlreadyCancelled(Conflict):
    code = "already_cancelled"


class StatusConflict(Conflict):
    code = "status_conflict"


class PreconditionFailed(Conflict):
    """`version`: the booking's version now."""

    code = "precondition_failed"

    def __init__(self, version: int) -> None:
        message = (
            f'The booking has been changed meanwhile; its ETag is "{version}" now. Fetch it and decide again.'
        )
        super().__init__(message, {"version": version})


class HoldUsed(Conflict):
    """The booking that used the hold is named in the details."""

    code = "hold_used"

    def __init__(self, hold_id: str, booking_id: str) -> None:
        message = f"The hold {hold_id} has been used by the booking {booking_id}."
        super().__init__(message, {"id": hold_id, "booking_id": booking_id})


class NoOffer(Conflict):
    """`status`: the waitlist entry's; `offer_id`: the offer that could be answered instead, if any."""

    code = "no_offer"

    def __init__(self, message: str, entry_id: str, status: str, offer_id: str | None = None) -> None:
        super().__init__(message, {"id": entry_id, "status": status, "offer_id": offer_id})


class WrongCode(Conflict):
    """`tries_left`: how many more can be given before the proof is over."""

    code = "wrong_code"

    def __init__(self, proof_id: str, tries_left: int) -> None:
        message = (
            f"This is not the code that was sent; {tries_left} more can be tried."
            if tries_left
            else "This is not the code that was sent, and no more can be tried. Ask for a new one."
        )
        super().__init__(message, {"id": proof_id, "tries_left": tries_left})


class NoHandover(Conflict):
    code = "no_handover"

    def __init__(self) -> None:
        super().__init__(
            "Nobody would be told: the business file names no handover, or only a webhook, and no webhook "
            "listens to handover.requested."
        )


class IdempotencyKeyReused(Conflict):
    """`key`: as the caller sent it."""

    code = "idempotency_key_reused"

    def __init__(self, key: str) -> None:
        message = (
            f'The Idempotency-Key "{key}" was used for another request. Choose a new key for each request, '
            "and send a repetition with exactly the same body."
        )
        super().__init__(message, {"key": key})


class RoutingRejected(BookingsError):
    """`reason`: the rule's own words, meant for the person who wanted to book."""

    code = "routing_rejected"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason, {"reason": reason})


class RateLimited(BookingsError):
    """`retry_after_seconds`: after so long there is room for another request."""

    code = "rate_limited"

    def __init__(self, whose: str, requests: int, window_seconds: int, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(
            f"{whose}: no more than {requests} requests in {window_seconds} seconds are allowed. "
            f"Try again in {retry_after_seconds} seconds.",
            {
                "limit": requests,
                "window_seconds": window_seconds,
                "retry_after_seconds": retry_after_seconds,
            },
        )


class TimedOut(BookingsError):
    """`outcome`: "nothing_changed", or "unknown" if a change could not be waited for to its end."""

    code = "timed_out"

    def __init__(self, limit_seconds: float, is_known: bool = True) -> None:
        self.outcome = "nothing_changed" if is_known else "unknown"
        meaning = (
            "Nothing has been changed. Try again."
            if is_known
            else "It is not known whether it was carried out: repeat it with the same Idempotency-Key."
        )
        super().__init__(
            f"The request has taken longer than {limit_seconds:g} seconds. {meaning}",
            {"limit_seconds": limit_seconds, "outcome": self.outcome},
        )


class CalendarUnreachable(BookingsError):
    """`staff_ids`: whose calendars could not be read."""

    code = "calendar_unreachable"

    def __init__(self, start_time: str, staff_ids: Sequence[str]) -> None:
        message = "Whether this time is still free cannot be told now: a calendar does not answer. Try again."
        super().__init__(message, {"start_time": start_time, "staff_ids": list(staff_ids)})


class Busy(BookingsError):
    code = "busy"


class ConfigurationError(BookingsError):
    code = "configuration_error"
