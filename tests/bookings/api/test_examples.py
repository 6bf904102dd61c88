"""Every example of the OpenAPI document, run as it stands there, and the document as OpenAPI wants it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31

from bookings.api.app import described
from bookings.api.examples import FAILURES as EXAMPLES
from bookings.api.openapi import FAILURES
from tests.bookings.api.documented import set_up
from tests.bookings.support import Api

DOCUMENT = described()
AFTER_ITS_START = {"markNoShow", "completeBooking"}
Found = tuple[str, str, dict[str, Any], str]


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def examples() -> Iterator[Found]:
    for method, path, operation in operations():
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        names = dict.fromkeys(
            name for holder in (body, *operation["parameters"]) for name in holder.get("examples", {})
        )
        for name in names:
            yield method, path, operation, name


EVERY_EXAMPLE = pytest.mark.parametrize(
    "found", list(examples()), ids=lambda found: f"{found[2]['operationId']}-{found[3]}"
)


@pytest.fixture
def world(empty_api: Api) -> Api:
    set_up(empty_api)
    return empty_api


def send(api: Api, method: str, path: str, operation: dict[str, Any], name: str) -> httpx.Response:
    """The request as a reader would put it together: by the example's name."""
    given: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
    for parameter in operation["parameters"]:
        if name in parameter.get("examples", {}):
            given[parameter["in"]][parameter["name"]] = parameter["examples"][name]["value"]
        else:
            assert not parameter["required"], f"{name} has no {parameter['name']}"
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    body = content.get("examples", {}).get(name, {}).get("value")
    return api.call(
        method, path.format(**given["path"]), body, params=given["query"], headers=given["header"]
    )


def check(schema: dict[str, Any], value: Any) -> None:
    whole = {"$ref": "#/it", "it": schema, "components": DOCUMENT["components"]}
    jsonschema_rs.validator_for(whole, validate_formats=True).validate(value)


@EVERY_EXAMPLE
def test_an_example_runs_and_is_answered_as_documented(world: Api, found: Found) -> None:
    method, path, operation, name = found
    if operation["operationId"] in AFTER_ITS_START:
        world.clock.step(days=4, hours=4)
    answer = send(world, method, path, operation, name)
    assert answer.status_code in (200, 201, 204, 304), answer.text
    documented = operation["responses"][str(answer.status_code)]
    for header in documented.get("headers", {}):
        assert header in answer.headers or header == "Idempotent-Replayed"
    if "content" in documented:
        check(documented["content"]["application/json"]["schema"], answer.json())
        found_data = answer.json()["data"]
        assert found_data, "an example that finds nothing shows nothing"
        assert not isinstance(found_data, dict) or found_data.get("slots", True)
    else:
        assert answer.content == b""


@EVERY_EXAMPLE
def test_an_example_is_valid_by_its_own_schema(found: Found) -> None:
    _, _, operation, name = found
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if name in content.get("examples", {}):
        check(content["schema"], content["examples"][name]["value"])
    for parameter in operation["parameters"]:
        if name in parameter.get("examples", {}):
            check(parameter["schema"], parameter["examples"][name]["value"])


def test_every_request_that_needs_something_has_an_example() -> None:
    for method, path, operation in operations():
        needy = "requestBody" in operation or any(one["required"] for one in operation["parameters"])
        assert not needy or any(found[2] is operation for found in examples()), (method, path)


def test_every_error_code_of_a_route_has_an_example_in_the_envelope() -> None:
    assert set(EXAMPLES) == set(FAILURES)
    for _, _, operation in operations():
        for status, answer in operation["responses"].items():
            if int(status) < 400:
                continue
            content = answer["content"]["application/json"]
            assert content["examples"]
            for code, example in content["examples"].items():
                assert (example["value"]["error"]["code"], str(FAILURES[code][0])) == (code, status)
                assert f"`{code}`" in answer["description"]
                check(content["schema"], example["value"])


def test_every_example_of_a_field_is_valid() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field, part in schema.get("properties", {}).items():
            for example in part.get("examples", ()):
                try:
                    check(part, example)
                except jsonschema_rs.ValidationError as error:
                    pytest.fail(f"{name}.{field}: {error}")


def test_the_document_is_openapi_3_1() -> None:
    """By the OpenAPI Initiative's own schema; schemas themselves by JSON Schema 2020-12."""
    jsonschema_rs.validator_for(OPENAPI_31).validate(json.loads(json.dumps(DOCUMENT)))
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def test_operation_ids_are_unique_and_every_tag_is_described() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(ids) == len(set(ids))
    tags = {tag for _, _, operation in operations() for tag in operation["tags"]}
    assert tags == {tag["name"] for tag in DOCUMENT["tags"]}
