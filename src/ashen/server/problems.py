"""Errors as problem details, RFC 9457: the codes of the error tree, each with its status."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from ashen.errors import AshenError

log = logging.getLogger("ashen.server")

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2

STATUS: dict[str, int] = {
    "media": 422,
    "not_media": 422,
    "no_video": 422,
    "no_usable_frames": 422,
    "decoder_crashed": 422,
    "signing_fault": 422,
    "too_much_memory": 422,
    "wrong_kind": 422,
    "picture_too_large": 413,
    "video_too_long": 413,
    "signature": 422,
    "unknown_recipe": 422,
    "recipe_mismatch": 409,
    "signature_damaged": 422,
    "archive_damaged": 422,
    "library_busy": 503,
    "library_missing": 503,
    "library_damaged": 503,
    "catalog": 503,
    "workers_failed": 503,
    "video_missing": 404,
    "verdict_missing": 404,
    "request_wrong": 400,
    "body_too_large": 413,
    "queue_full": 503,
    "search_took_too_long": 504,
    "search_cancelled": 409,
    "key_refused": 403,
    "quota_spent": 429,
    "too_many_at_once": 429,
    "url_refused": 403,
    "fetch_failed": 400,
    "link_refused": 403,
    "link_expired": 410,
    "preview_missing": 404,
    "job_missing": 404,
    "job_unfinished": 409,
}
"""Code -> status; what is not here is 500."""


def status_of(error: AshenError) -> int:
    """The status an error is answered with."""
    return STATUS.get(error.code, 500)


def problem_json(status: int, code: str, detail: str, **more: Any) -> dict[str, Any]:
    """A problem as JSON. `code` is stable; `detail` says to people what to do next."""
    return {
        "type": f"urn:ashen:problem:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """A problem as an answer; see `problem_json`."""
    body = problem_json(status, code, detail, **more)
    headers = {"Retry-After": str(RETRY_AFTER_S)} if status in (429, 503) else None
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def handle_problems(app: FastAPI) -> None:
    """Let every error of the app end as a problem."""
    app.add_exception_handler(AshenError, _of_ashen)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(RequestValidationError, _of_request)
    app.add_exception_handler(Exception, _of_fault)


def _of_ashen(_request: Request, error: Exception) -> Response:
    if not isinstance(error, AshenError):
        raise error
    return problem(status_of(error), error.code, error.message)


def _of_http(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    phrase = HTTPStatus(error.status_code).phrase
    answer = problem(error.status_code, phrase.lower().replace(" ", "_"), str(error.detail))
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _of_request(_request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    wrong = [{"where": ".".join(map(str, each["loc"])), "what": each["msg"]} for each in error.errors()]
    said = "; ".join(f"{each['where']}: {each['what']}" for each in wrong)
    return problem(422, "request_wrong", said, errors=wrong)


def _of_fault(_request: Request, error: Exception) -> Response:
    log.error("fault: %s", type(error).__name__, exc_info=error)
    return problem(500, "fault", "This is a fault in Ashen. The server's log says more.")
