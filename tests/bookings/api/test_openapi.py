"""The OpenAPI document and the page made of it."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bookings.api import connection
from bookings.api import errors as error_table
from bookings.api.openapi import FAILURES
from tests.bookings.support import Api

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"


@pytest.fixture
def document(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.call("GET", "/openapi.json", key=None).json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def test_the_committed_document_is_current(document: dict[str, Any]) -> None:
    committed = json.loads((DOCS / "openapi.json").read_text(encoding="utf-8"))
    assert committed == document, "python -m bookings openapi > docs/openapi.json"


def test_every_field_parameter_and_answer_is_described(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        for field, part in schema.get("properties", {}).items():
            assert part.get("description") or "$ref" in part or part.get("items", {}).get("$ref"), (
                f"{name}.{field}"
            )
    for method, path, operation in operations(document):
        assert operation["summary"]
        assert operation["description"]
        assert all(found["description"] for found in operation["parameters"]), (method, path)
        assert all(found["description"] for found in operation["responses"].values()), (method, path)


def test_no_description_is_a_librarys(document: dict[str, Any]) -> None:
    assert "anyio" not in str(document)


def test_lengths_of_time_say_their_unit(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        for field, part in schema.get("properties", {}).items():
            if field.endswith(("_minutes", "_days")):
                assert re.search("[Mm]inutes|[Dd]ays", part["description"])


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert names <= set(document["components"]["schemas"])


def test_every_failure_is_an_envelope(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                schema = answer["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/ErrorEnvelope"}, (method, path, status)


def test_an_answer_has_exactly_the_fields_of_its_schema(api: Api, document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    made = api.book("2026-06-02T08:00:00Z").json()["data"]
    assert set(made) == set(schemas["Booking"]["properties"]) == set(schemas["Booking"]["required"])
    links = api.get("/api/v1/booking-links").json()["data"]
    assert set(links[0]) == set(schemas["BookingLink"]["required"])
    assert set(schemas["BookingLink"]["properties"]) - set(links[0]) == {"seats"}, (
        "told where there are several"
    )


def test_every_operation_and_error_code_has_its_row_in_the_documentation(document: dict[str, Any]) -> None:
    page = (DOCS / "bookings-api.md").read_text(encoding="utf-8")
    for method, path, _ in operations(document):
        assert f"| `{method} {path}` |" in page
    source = "".join(
        Path(module.__file__).read_text(encoding="utf-8") for module in (error_table, connection)
    )
    own = {"invalid_request", "method_not_allowed", "internal_error"}
    own |= {"request_timeout", "address_too_long", "head_too_large"}
    assert all(f'"{code}"' in source for code in own)
    assert set(re.findall(r"^\| \d{3} \| `(\w+)` \|", page, re.MULTILINE)) == set(FAILURES) | own
    for code, (status, _) in FAILURES.items():
        assert f"| {status} | `{code}` |" in page


class Page(HTMLParser):
    """What a page would fetch, where it leads, and what can be led to."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: set[str] = set()
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in ("script", "link", "img", "iframe"):
            self.fetched.append(tag)
        self.links.add(found.get("href") or "")
        self.ids.add(found.get("id") or "")


def test_the_page_needs_nothing_else_and_its_links_lead_somewhere(api: Api, document: dict[str, Any]) -> None:
    answer = api.call("GET", "/docs", key=None)
    assert answer.headers["Content-Type"].startswith("text/html")
    page = Page()
    page.feed(answer.text)
    assert page.fetched == []
    assert not any("//" in link for link in page.links)
    inside = {link[1:] for link in page.links if link.startswith("#") and len(link) > 1}
    assert inside <= page.ids
    assert {operation["operationId"] for _, _, operation in operations(document)} <= page.ids
    assert set(document["components"]["schemas"]) <= page.ids
