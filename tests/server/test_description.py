"""`/openapi.json` is complete, and the real server keeps to it, whatever is sent."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from requests import Session
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

EXAMPLES = 3
"""Requests of each kind (fitting, and not fitting) to each operation."""


@pytest.fixture(scope="module")
def described(client: httpx.Client) -> dict[str, Any]:
    """What the server says of itself."""
    told: dict[str, Any] = client.get("/openapi.json").json()
    return told


def operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Where, media type, and what is said of it, for the request and every answer."""
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        yield "request", media_type, content
    for status, answer in operation["responses"].items():
        for media_type, content in answer.get("content", {}).items():
            yield status, media_type, content


def test_every_operation_is_described(described: dict[str, Any]) -> None:
    """Summary, description, tag, an id of its own, described parameters with examples, errors that are said."""
    assert described["openapi"].startswith("3.1")
    ids = []
    for name, operation in operations(described):
        ids.append(operation["operationId"])
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (name, parameter)
            assert "example" in parameter, (name, parameter)
        for status, answer in operation["responses"].items():
            assert answer["description"], (name, status)
            assert answer.get("content") or status in ("202", "204"), (name, status)
        if operation["tags"] != ["health"]:
            assert any(status.startswith(("4", "5")) for status in operation["responses"]), name
    assert len(ids) == len(set(ids)) >= 31


def test_every_request_and_answer_has_an_example(described: dict[str, Any]) -> None:
    """And each that is JSON fits its schema."""
    examples = 0
    for name, operation in operations(described):
        for where, media_type, content in contents(operation):
            assert "example" in content, (name, where, media_type)
            assert content.get("schema"), (name, where, media_type)
            examples += 1
            if media_type.endswith("json"):
                schema = {**content["schema"], "components": described["components"]}
                jsonschema_rs.validate(schema, content["example"])
    assert examples >= 280


def test_keys_are_described_where_they_are_needed(described: dict[str, Any]) -> None:
    """Changes take one; searches may have one; what never looks at it does not speak of it."""
    by_name = dict(operations(described))
    assert {} not in by_name["POST /v1/archives"]["security"]
    assert {} in by_name["POST /v1/search/image"]["security"]
    assert "security" not in by_name["GET /healthz"]


@pytest.fixture(scope="module")
def schema(client: httpx.Client) -> Any:
    """The description, as schemathesis makes requests of it."""
    return schemathesis.openapi.from_url(str(client.base_url.join("/openapi.json")))


def is_opaque(name: str) -> bool:
    """Whether a schema cannot say which requests are right: files, codes in base64, URLs that may not be fetched."""
    files = (" /v1/search", " /v1/jobs", " /v1/archives", " /v1beta2/", " /search")
    return name.startswith(("POST", "GET /search")) and any(each in name for each in files)


def test_the_server_keeps_to_its_description(schema: Any) -> None:
    """Requests that fit and that do not, made of the description: no fault, no status, type or field that it does not
    speak of, nothing wrong taken for right. The same requests each time."""
    asked = 0
    wrong: list[str] = []
    session = Session()
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    for found, mode in itertools.product(list(schema.get_all_operations()), modes):
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case[Any]) -> None:
            nonlocal asked
            asked += 1
            unsaid: list[Any] = [positive_data_acceptance] if is_opaque(case.operation.label) else []
            try:
                case.call_and_validate(timeout=60, session=session, excluded_checks=unsaid)
            except schemathesis.core.failures.FailureGroup as failures:
                wrong.extend(f"{case.method} {case.path}: {failure}" for failure in failures.exceptions)

        with suppress(Unsatisfiable):  # nothing that does not fit can be said to an address that takes nothing
            ask()
    session.close()
    print(f"{asked} requests")  # noqa: T201 - shown with -s
    assert wrong == []
