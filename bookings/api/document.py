"""The OpenAPI document: Litestar's reading of the routes, with bodies and examples put in, and tidied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Litestar

from bookings.api.examples import add_examples

_LINK_OR_SLUG = [
    {"required": ["booking_link_id"], "properties": {"booking_link_id": {"type": "string", "minLength": 1}}},
    {"required": ["slug"], "properties": {"slug": {"type": "string", "minLength": 1}}},
]
"""What is made through a link names it by its id or by its slug."""


def document(app: Litestar) -> dict[str, Any]:
    """The whole document as plain data."""
    made: dict[str, Any] = app.openapi_schema.to_schema()
    for operation, body in _bodies(app, made):
        _add_body(made, operation, body)
    for path in made["paths"].values():
        for operation in path.values():
            _tidy(operation)
            add_examples(operation)
    for schema in made["components"]["schemas"].values():
        _tidy_schema(schema)
    made["paths"]["/health"]["get"]["security"] = []
    return made


def _bodies(app: Litestar, made: dict[str, Any]) -> Iterator[tuple[dict[str, Any], type[msgspec.Struct]]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            body = handler.opt.get("body")
            if body is not None:
                yield made["paths"][route.path_format][next(iter(handler.http_methods)).lower()], body


def _add_body(made: dict[str, Any], operation: dict[str, Any], body: type[msgspec.Struct]) -> None:
    """Bodies are read by our own code, which tells all that is wrong, so Litestar does not see them."""
    (reference,), parts = msgspec.json.schema_components([body], ref_template="#/components/schemas/{name}")
    made["components"]["schemas"] |= parts
    operation["requestBody"] = {
        "required": bool(parts[body.__name__].get("required")),
        "content": {"application/json": {"schema": reference}},
    }


def _tidy(operation: dict[str, Any]) -> None:
    """Without what Litestar says and is not so."""
    operation.pop("deprecated", None)
    responses = operation["responses"]
    if "ErrorEnvelope" not in str(responses.get("400")):
        responses.pop("400", None)  # Litestar's own, which we never answer
    responses.get("204", {}).pop("content", None)
    for response in responses.values():
        for example in response.get("content", {}).get("application/json", {}).get("examples", {}).values():
            example.pop("id", None)
        if "headers" in response:  # Litestar keeps them in a set, whose order changes
            response["headers"] = dict(sorted(response["headers"].items()))
        for header in response.get("headers", {}).values():
            header |= {"schema": {"type": "string"}}
            del header["required"], header["deprecated"]
    operation["parameters"] = [_tidied(found) for found in operation.get("parameters", ())]


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


def _tidy_schema(schema: dict[str, Any]) -> None:
    properties = schema.get("properties", {})
    for part in properties.values():
        if len(part.get("oneOf", ())) == 1:  # a field that may be absent
            part |= part.pop("oneOf")[0]
    if schema.get("title") in ("NewBooking", "NewHold", "NewWaitlistEntry"):
        schema["anyOf"] = _LINK_OR_SLUG
