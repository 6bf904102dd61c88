"""The reference page: the OpenAPI document as one plain page of HTML, complete without any network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

Data = Mapping[str, Any]

_STYLE = Path(__file__).with_name("reference.css")
_EXAMPLE = """\
curl -H "Authorization: Bearer $BOOKINGS_API_KEY" "$URL/api/v1/availability?slug=check-up&date=2026-05-01"

curl -H "Authorization: Bearer $BOOKINGS_API_KEY" "$URL/api/v1/bookings" --json '{
  "slug": "check-up", "start_time": "2026-05-01T10:00:00Z",
  "contact_name": "Dana Cole", "contact_email": "dana@example.com"
}'"""


def reference_page(document: Data) -> str:
    title, about = escape(document["info"]["title"]), _words(document["info"]["description"])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE.read_text(encoding='utf-8')}</style></head><body>"
        f"<nav><a href='#'><b>{title}</b></a>{_contents(document)}</nav>"
        f"<main><h1>{title}</h1><p>{about}</p>"
        "<p>Every request under <code>/api</code> carries a key: <code>Authorization: Bearer …</code>. "
        'The same as data: <a href="/openapi.json">openapi.json</a>.</p>'
        f"<pre>{escape(_EXAMPLE)}</pre>{_operations(document)}{_shapes(document)}</main></body></html>"
    )


def _by_tag(document: Data) -> Iterable[tuple[Data, list[tuple[str, str, Data]]]]:
    found = [
        (method.upper(), path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    for tag in document["tags"]:
        yield tag, [row for row in found if tag["name"] in row[2]["tags"]]


def _contents(document: Data) -> str:
    return (
        "".join(
            f"<strong>{escape(tag['name'])}</strong>"
            + "".join(f'<a href="#{op["operationId"]}">{escape(op["summary"])}</a>' for _, _, op in rows)
            for tag, rows in _by_tag(document)
        )
        + '<strong>Shapes</strong><a href="#shapes">All shapes</a>'
    )


def _operations(document: Data) -> str:
    return "".join(
        f"<h2>{escape(tag['name'])}</h2><p>{escape(tag['description'])}</p>"
        + "".join(_operation(method, path, operation) for method, path, operation in rows)
        for tag, rows in _by_tag(document)
    )


def _operation(method: str, path: str, operation: Data) -> str:
    parameters = [
        (found["name"], _type(found["schema"]), found["required"], found["description"])
        for found in operation["parameters"]
    ]
    body = operation.get("requestBody")
    answers = [
        (status, _type(_schema_of(answer)) if answer.get("content") else "", False, answer["description"])
        for status, answer in sorted(operation["responses"].items())
    ]
    return (
        f'<section id="{operation["operationId"]}"><h3>{escape(operation["summary"])}</h3>'
        f'<p><span class="method">{method}</span><code>{escape(path)}</code></p>'
        f"<p>{_words(operation.get('description', ''))}</p>"
        + _table("Parameter", parameters)
        + (f"<p>Body: {_type(_schema_of(body))}</p>" if body else "")
        + _table("Answer", answers)
        + "</section>"
    )


def _shapes(document: Data) -> str:
    parts = []
    for name, schema in sorted(document["components"]["schemas"].items()):
        required = schema.get("required", ())
        fields = [
            (field, _type(part), field in required, part.get("description", ""))
            for field, part in schema.get("properties", {}).items()
        ]
        listed = ", ".join(f"<code>{escape(str(value))}</code>" for value in schema.get("enum", ()))
        parts.append(f'<section id="{name}"><h3>{name}</h3>{listed}{_table("Field", fields)}</section>')
    return f'<h2 id="shapes">Shapes</h2>{"".join(parts)}'


def _table(heading: str, rows: list[tuple[str, str, bool, str]]) -> str:
    if not rows:
        return ""
    cells = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{kind}</td>"
        f"<td>{_words(about)}{' <span class=dim>Required.</span>' if required else ''}</td></tr>"
        for name, kind, required, about in rows
    )
    return f"<table><tr><th>{heading}</th><th>Type</th><th>Meaning</th></tr>{cells}</table>"


def _schema_of(holder: Data) -> Data:
    schema: Data = holder["content"]["application/json"]["schema"]
    return schema


def _type(schema: Data) -> str:
    """A schema in a few words, shapes of our own as links."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'<a href="#{name}">{name}</a>'
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return " or ".join(_type(choice) for choice in choices)
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    kind = schema.get("format") or schema.get("type", "any")
    return escape(" or ".join(kind) if isinstance(kind, list) else kind)


def _words(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
