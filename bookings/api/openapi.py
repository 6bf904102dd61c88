"""The OpenAPI document: Litestar's reading of the routes, with bodies, errors and security put in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Litestar
from litestar.openapi import ResponseSpec
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme, Tag

from bookings.api.schemas import ErrorEnvelope

FAILURES: Mapping[str, tuple[int, str]] = {
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
    "hold_used": (409, "a booking has used the hold; details.booking_id names it"),
    "body_too_large": (413, "the body is longer than 64 KiB"),
    "idempotency_key_reused": (422, "another request has used this Idempotency-Key"),
    "rate_limited": (429, "more requests than the key may make; Retry-After says when to try again"),
    "busy": (503, "too much at once; try again"),
}
EVERYWHERE = ("rate_limited", "busy")
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
        status, meaning = FAILURES[code]
        by_status[status].append(f"`{code}`: {meaning}")
    return {
        status: ResponseSpec(ErrorEnvelope, generate_examples=False, description="; ".join(meanings) + ".")
        for status, meanings in sorted(by_status.items())
    }


def document(app: Litestar) -> dict[str, Any]:
    """The whole document as plain data."""
    made: dict[str, Any] = app.openapi_schema.to_schema()
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            body = handler.opt.get("body")
            if body is not None:
                method = next(iter(handler.http_methods)).lower()
                _add_body(made, made["paths"][route.path_format][method], body)
    for path in made["paths"].values():
        for operation in path.values():
            operation.pop("deprecated", None)
            if "ErrorEnvelope" not in str(operation["responses"].get("400")):
                operation["responses"].pop("400", None)  # Litestar's own, which we never answer
            for response in operation["responses"].values():
                if "headers" in response:  # Litestar keeps them in a set, whose order changes
                    response["headers"] = dict(sorted(response["headers"].items()))
                for header in response.get("headers", {}).values():
                    header |= {"schema": {"type": "string"}}
                    del header["required"], header["deprecated"]
            operation["parameters"] = [_tidied(found) for found in operation.get("parameters", ())]
    for schema in made["components"]["schemas"].values():
        for part in schema.get("properties", {}).values():
            if len(part.get("oneOf", ())) == 1:  # a field that may be absent
                part |= part.pop("oneOf")[0]
    made["paths"]["/health"]["get"]["security"] = []
    return made


def _tidied(parameter: dict[str, Any]) -> dict[str, Any]:
    """Without what goes without saying; an optional parameter is left out, it is never null."""
    schema = {name: value for name, value in parameter["schema"].items() if name != "description"}
    kinds = [kind for kind in schema.get("oneOf", ()) if kind != {"type": "null"}]
    if kinds:
        (kind,) = kinds
        schema = kind | {name: value for name, value in schema.items() if name != "oneOf"}
    schema |= {bound: int(schema[bound]) for bound in ("minimum", "maximum") if bound in schema}
    if isinstance(schema.get("type"), list):
        (schema["type"],) = (kind for kind in schema["type"] if kind != "null")
        schema["enum"] = [value for value in schema["enum"] if value is not None]
    return {
        "name": parameter["name"],
        "in": parameter["in"],
        "description": parameter["description"],
        "required": parameter["required"],
        "schema": schema,
    }


def _add_body(made: dict[str, Any], operation: dict[str, Any], body: type[msgspec.Struct]) -> None:
    """Bodies are read by our own code, which tells all that is wrong, so Litestar does not see them."""
    (reference,), parts = msgspec.json.schema_components([body], ref_template="#/components/schemas/{name}")
    made["components"]["schemas"] |= parts
    operation["requestBody"] = {
        "required": any(part.get("required") for part in [parts[body.__name__]]),
        "content": {"application/json": {"schema": reference}},
    }
