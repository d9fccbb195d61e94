"""`/openapi.json`: what FastAPI says of the routes, completed with summaries, examples and how to send keys."""

from __future__ import annotations

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ashen.server import examples
from ashen.server.problems import problem_json
from ashen.server.wire import Problem

TAGS = {
    "search": "What a picture, a video or signatures show.",
    "jobs": "Long videos: submit, follow, fetch the answer, cancel.",
    "previews": "What links in answers show.",
    "library": "What is held, and signatures into it.",
    "admin": "Changes of the library; these take an admin's key.",
    "health": "For those who watch the server.",
    "v1beta2": "The interface that Ashen was first published with.",
    "trace.moe": "The interface of trace.moe, for the bots and apps that speak it.",
}
KEYS: dict[str, dict[str, str]] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "traceKey": {"type": "apiKey", "in": "header", "name": "X-Trace-Key"},
}
NEEDS_KEY = frozenset({"POST /v1/archives", "POST /v1/index", "DELETE /v1/videos/{video_id}", "POST /v1beta2/upload"})
NO_KEY = frozenset({"health", "previews", "jobs", "library"})
"""Tags of operations that never look at a key; submitting a job does."""
SCHEMAS: dict[tuple[str, str], dict[str, Any]] = {
    ("GET /search", "url"): {"type": "string", "format": "uri", "pattern": "^https?://"},
    ("GET /me", "period"): {"enum": ["minute", "hour", "day"]},
    ("GET /anilist", "q"): {"type": "string", "pattern": "\\S"},
    ("GET /status", "id"): {"type": "string", "pattern": "^([0-9]{1,9})?$"},
    ("GET /stats", "type"): {"enum": ["media", "traffic", "speed", "accuracy"]},
    ("GET /stats", "period"): {"enum": ["minute", "hour", "day"]},
}
"""Of parameters that the code takes as any text, what they may be. All but those of `MAY_BE_LEFT_OUT` are needed."""
MAY_BE_LEFT_OUT = (("GET /me", "period"), ("GET /status", "id"))
_SENTENCE = re.compile(r"(.+?)[.:;](?:\s|$)", re.DOTALL)


def describe(app: FastAPI) -> None:
    """Let the app describe itself completely."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # as FastAPI's documentation says


def described(app: FastAPI) -> dict[str, Any]:
    """The description, OpenAPI 3.1.1."""
    told = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description="Errors are problems (RFC 9457) with a stable `code`; trace.moe's addresses answer in its words. "
        "docs/server.md and docs/formats.md say more.",
        routes=app.routes,
        tags=[{"name": name, "description": what} for name, what in TAGS.items()],
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    schemas = told["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema()
    told["components"]["securitySchemes"] = KEYS
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            _complete(f"{method.upper()} {path}", operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return told


def _complete(name: str, operation: dict[str, Any]) -> None:
    text = " ".join(operation["description"].split())
    sentence = _SENTENCE.match(text)
    operation["summary"] = sentence[1] if sentence else text
    if name in NEEDS_KEY:
        operation["security"] = [{key: []} for key in KEYS]
    elif name == "POST /v1/jobs" or not NO_KEY & set(operation["tags"]):
        operation["security"] = [{}, *({key: []} for key in KEYS)]
    for parameter in operation.get("parameters", []):
        parameter["example"], parameter["description"] = examples.PARAMETERS[parameter["name"]]
        wanted = SCHEMAS.get((name, parameter["name"]))
        if wanted is not None:
            parameter["schema"] = wanted
            parameter["required"] = (name, parameter["name"]) not in MAY_BE_LEFT_OUT
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        content["example"] = _body_example(name, media_type, content)
    for status, response in operation["responses"].items():
        _complete_response(name, int(status), response, trace_moe="trace.moe" in operation["tags"])
    if "trace.moe" in operation["tags"]:
        operation["responses"].pop("422", None)  # said by FastAPI; these answer 400


def _body_example(name: str, media_type: str, content: dict[str, Any]) -> Any:
    if media_type == "application/json":
        return examples.REQUESTS[name]
    if media_type == "multipart/form-data":
        return dict.fromkeys(content["schema"]["properties"], examples.FILE)
    return examples.FILE


def _complete_response(name: str, status: int, response: dict[str, Any], *, trace_moe: bool) -> None:
    if status >= 400:
        if trace_moe:
            said = {"frameCount": 0, "error": examples.TRACE_ERRORS[status], "result": []} if status != 422 else {}
            response["content"]["application/json"]["example"] = said
            return
        code, detail = examples.PROBLEMS[status]
        content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": problem_json(status, code, detail)}
        response["content"] = {"application/problem+json": content}
        if status == 422 and response["description"] == "Validation Error":
            response["description"] = "A parameter cannot be used."
        return
    if response["description"] == "Successful Response":
        response["description"] = "Done." if status in (202, 204) else "The answer."
    for media_type, content in response.get("content", {}).items():
        answer = examples.ANSWERS.get(name)
        content["example"] = examples.FILE if answer is None else answer
        if media_type.startswith(("image/", "video/")):
            content["schema"] = {"type": "string", "format": "binary"}
        elif media_type.startswith("text/"):
            content["schema"] = {"type": "string"}
