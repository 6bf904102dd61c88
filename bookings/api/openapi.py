"""What the routes say of themselves for the OpenAPI document, which `document` puts together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from litestar.openapi import ResponseSpec
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, Example, SecurityScheme, Tag

from bookings.api.examples import FAILURES as FAILURE_EXAMPLES
from bookings.api.schemas import ErrorEnvelope

FAILURES: Mapping[str, tuple[int, str]] = {
    "invalid_request": (400, "the address or the request cannot be understood"),
    "malformed_json": (400, "the body is not a JSON object"),
    "missing_field": (400, "something required is not given; details.fields names it"),
    "validation_failed": (
        400,
        "something is not right, or a question lacks its answer; details.problems has all",
    ),
    "slot_not_available": (
        400,
        "no bookable time; details.rule: past, min_notice, horizon, outside_windows, off_grid",
    ),
    "unauthorized": (401, "no key, or one that is not known"),
    "forbidden": (403, "the key lacks the scope"),
    "routing_rejected": (403, "a routing rule turned the answers down; details.reason says why"),
    "not_found": (404, "this business has nothing of that id"),
    "booking_link_not_found": (404, "this business has no such link"),
    "hold_not_found": (404, "this business has no such hold"),
    "slot_taken": (409, "somebody else took the slot in between"),
    "already_cancelled": (409, "it was cancelled before"),
    "status_conflict": (409, "what became of the booking does not allow it; details.status says it"),
    "precondition_failed": (412, "the booking has been changed since; details.version is its version"),
    "wrong_code": (409, "not the code that was sent; details.tries_left says how many more can be tried"),
    "no_handover": (409, "nobody would be told; the business file says where that is done"),
    "no_offer": (409, "nothing is offered (any more) that this could answer; details.status says it"),
    "hold_used": (409, "a booking has used the hold; details.booking_id names it"),
    "body_too_large": (413, "the body is longer than 64 KiB"),
    "idempotency_key_reused": (422, "another request has used this Idempotency-Key"),
    "rate_limited": (429, "more requests than the key may make; Retry-After says when to try again"),
    "calendar_unreachable": (503, "whether the time is free cannot be told: a calendar does not answer"),
    "busy": (503, "too much at once; try again"),
    "timed_out": (504, "took too long; nothing has been changed, unless details.outcome is unknown"),
}
EVERYWHERE = ("invalid_request", "validation_failed", "rate_limited", "busy", "timed_out")
"""What every route with a key can answer."""

CONFIG = OpenAPIConfig(
    title="Bookings API",
    version="1",
    description="Book appointments end to end on behalf of a contact: look up the free slots of a booking "
    "link, book one, cancel it. All instants are UTC. Every error has the same envelope, "
    "`{error: {code, message, details}}`.",
    path="/_openapi",  # ours is served at /openapi.json
    use_handler_docstrings=True,
    components=Components(
        security_schemes={
            "key": SecurityScheme(
                type="http", scheme="bearer", description="An API key; it belongs to one business."
            )
        }
    ),
    security=[{"key": []}],
    tags=[
        Tag("Bookings", "Appointments made."),
        Tag("Holds", "Slots kept for some minutes."),
        Tag("Waitlist", "Who is offered what becomes free."),
        Tag("Contact proofs", "Codes that show whose an e-mail address is."),
        Tag("Handovers", "Conversations that a person goes on with."),
        Tag("Availability", "Times that can be booked."),
        Tag("Catalogue", "What can be booked and with whom."),
        Tag("System", "The program itself."),
    ],
    render_plugins=[],
)


def failures(*codes: str) -> dict[int, ResponseSpec]:
    """The error answers of a route with a key, by status, each told with its codes."""
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in dict.fromkeys([*codes, *EVERYWHERE]):
        by_status[FAILURES[code][0]].append(code)
    return {
        status: ResponseSpec(
            ErrorEnvelope,
            generate_examples=False,
            description="; ".join(f"`{code}`: {FAILURES[code][1]}" for code in found) + ".",
            examples=[Example(id=code, value=FAILURE_EXAMPLES[code]) for code in found],
        )
        for status, found in sorted(by_status.items())
    }
