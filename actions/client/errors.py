"""What can go wrong when the Bookings API is asked for something.

    BookingsApiError
    ├── ApiUnavailable          no usable answer: not reached, too slow, 5xx, or not what the contract says
    ├── Refused                 the API answered and said no
    │   ├── SlotTaken           409 slot_taken: somebody else took the time
    │   ├── SlotNotAvailable    400 slot_not_available: no bookable time at all
    │   ├── RoutingRejected     403 routing_rejected: a routing rule turned the answers down
    │   ├── ValidationFailed    400 validation_failed, missing_field: answers or fields to put right
    │   ├── NotFound            404 not_found, booking_link_not_found
    │   ├── HoldGone            404 hold_not_found, 409 hold_used: the hold keeps nothing any more
    │   ├── AlreadyCancelled    409 already_cancelled
    │   ├── NoOffer             409 no_offer: the waitlist offers nothing that could be answered
    │   ├── NoHandover          409 no_handover: nobody of the team would be told
    │   ├── WrongCode           409 wrong_code: not the code that was sent to the address
    │   ├── StatusConflict      409 status_conflict: the booking is over, or no code is taken any more
    │   ├── RateLimited         429 rate_limited: more than are allowed
    │   ├── Unauthorized        401, 403: the key is missing, unknown or may not do this
    │   └── UnexpectedRefusal   any other 4xx

What a person reads comes from the fields; what a log tells of an error is `log_text`, since the API's words
may repeat theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class BookingsApiError(Exception):
    """The Bookings API did not do what it was asked."""


class ApiUnavailable(BookingsApiError):
    """No usable answer; the message names the request and the kind of trouble, which logs may tell.

    `may_have_happened` is true when the request may have been carried out all the same: it was a
    write, and it was sent before the answer was lost.
    """

    def __init__(self, message: str, *, may_have_happened: bool = False) -> None:
        super().__init__(message)
        self.log_text = message
        self.may_have_happened = may_have_happened


class Refused(BookingsApiError):
    """The API answered with an error; `code` is the contract's, `message` the API's own words.

    `staff_ids`: whom the business's routing rules want for these answers; empty when no rule chose.
    `link_id`: the other booking link to which its rules have sent the booking on; None when none has.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.log_text = self.code = code
        self.message = message
        self.staff_ids: tuple[str, ...] = ()
        self.link_id: str | None = None


class SlotTaken(Refused):
    """Somebody else took the time."""


class SlotNotAvailable(Refused):
    """The time is no bookable one; `message` says which rule it breaks."""


class RoutingRejected(Refused):
    """A routing rule turned the answers down; `reason` is the business's text for the person."""

    def __init__(self, code: str, message: str, reason: str) -> None:
        super().__init__(code, message)
        self.reason = reason


@dataclass(frozen=True)
class Problem:
    """One answer or field to put right."""

    name: str
    """The question's id, or the field's name; empty when the API does not say."""
    message: str
    """What is wrong and what is right, in the API's words."""
    kind: str
    """`missing` or `invalid`."""
    is_question: bool
    """Whether `name` is a qualification question's id."""


class ValidationFailed(Refused):
    """Answers or fields are missing or wrong; `problems` has all of them."""

    def __init__(self, code: str, message: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(code, message)
        self.problems = problems


class NotFound(Refused):
    """No such booking or booking link, or it belongs to another business."""


class HoldGone(Refused):
    """The hold is not known any more, or a booking has used it."""


class AlreadyCancelled(Refused):
    """The booking was cancelled before."""


class NoOffer(Refused):
    """The waitlist offers nothing (any more) that could be answered."""


class NoHandover(Refused):
    """Nobody of the team would be told."""


class WrongCode(Refused):
    """Not the code that was sent; `tries_left` more can be given."""

    def __init__(self, code: str, message: str, tries_left: int) -> None:
        super().__init__(code, message)
        self.tries_left = tries_left


class StatusConflict(Refused):
    """The booking is over: it took place, or nobody came; or a code is not taken any more."""


class RateLimited(Refused):
    """More requests, or codes for one address, than are allowed."""


class Unauthorized(Refused):
    """The key is missing, unknown, or lacks the scope."""


class UnexpectedRefusal(Refused):
    """A refusal with a code that this client gives no meaning to."""


Details = dict[str, object]


def refusal(status: int, code: str, message: str, details: Details) -> Refused:
    """The error for the API's error envelope, by its code; 401 and 403 without a known code by status."""
    make = _BY_CODE.get(code)
    if make is not None:
        made = make(code, message, details)
        made.staff_ids = _texts(details.get("staff_ids"))
        other = details.get("booking_link_id") if details.get("routed_from") else None
        made.link_id = other if isinstance(other, str) else None
        return made
    if status in (401, 403):
        return Unauthorized(code, message)
    return UnexpectedRefusal(code, message)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _plain(kind: type[Refused]) -> Callable[[str, str, Details], Refused]:
    return lambda code, message, _details: kind(code, message)


def _routing_rejected(code: str, message: str, details: Details) -> Refused:
    reason = details.get("reason")
    return RoutingRejected(code, message, reason if isinstance(reason, str) and reason else message)


def _validation_failed(code: str, message: str, details: Details) -> Refused:
    listed = details.get("problems")
    problems = (
        tuple(_problem(item) for item in listed if isinstance(item, dict)) if isinstance(listed, list) else ()
    )
    return ValidationFailed(code, message, problems)


def _wrong_code(code: str, message: str, details: Details) -> Refused:
    left = details.get("tries_left")
    return WrongCode(code, message, left if isinstance(left, int) else 0)


def _missing_field(code: str, message: str, details: Details) -> Refused:
    if isinstance(details.get("problems"), list):
        return _validation_failed(code, message, details)
    field = details.get("field")
    return ValidationFailed(
        code, message, (Problem(field if isinstance(field, str) else "", message, "missing", False),)
    )


def _problem(item: Details) -> Problem:
    question, field, message, kind = (item.get(key) for key in ("question_id", "field", "message", "kind"))
    name = question if isinstance(question, str) else field
    return Problem(
        name=name if isinstance(name, str) else "",
        message=message if isinstance(message, str) else "",
        kind=kind if isinstance(kind, str) else "invalid",
        is_question=isinstance(question, str),
    )


_BY_CODE: dict[str, Callable[[str, str, Details], Refused]] = {
    "slot_taken": _plain(SlotTaken),
    "slot_not_available": _plain(SlotNotAvailable),
    "routing_rejected": _routing_rejected,
    "validation_failed": _validation_failed,
    "missing_field": _missing_field,
    "not_found": _plain(NotFound),
    "booking_link_not_found": _plain(NotFound),
    "hold_not_found": _plain(HoldGone),
    "hold_used": _plain(HoldGone),
    "already_cancelled": _plain(AlreadyCancelled),
    "no_offer": _plain(NoOffer),
    "no_handover": _plain(NoHandover),
    "wrong_code": _wrong_code,
    "status_conflict": _plain(StatusConflict),
    "rate_limited": _plain(RateLimited),
    "unauthorized": _plain(Unauthorized),
    "forbidden": _plain(Unauthorized),
}
