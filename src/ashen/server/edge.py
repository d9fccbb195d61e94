"""Around every request: security headers, counts, and a log without anything about persons."""

from __future__ import annotations

import logging
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ashen.catalog.traffic import Traffic
from ashen.server.access import Caller
from ashen.server.metrics import Metrics

log = logging.getLogger("ashen.server")

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
}
"""Sent with every answer that does not set them itself."""


SEARCHES = frozenset(
    (
        "/search",
        *(f"/v1/search/{kind}" for kind in ("image", "video", "url", "signatures")),
        *(f"/v1beta2/search/{kind}" for kind in ("image", "video", "signature")),
    )
)
"""Routes whose answers are counted for `/stats`."""


class Edge:
    """Middleware. The log has the route, never the path, the address, the file's name or the key."""

    def __init__(self, app: ASGIApp, metrics: Metrics, traffic: Traffic) -> None:
        self._app, self._metrics, self._traffic = app, metrics, traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI says."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began_s = time.perf_counter()
        status = 500

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
                if scope.get("state", {}).get("closes"):
                    headers["Connection"] = "close"
                caller: Caller | None = scope.get("state", {}).get("caller")
                if caller is not None:
                    for name, value in caller.headers(time.time()).items():
                        headers[name] = value
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            self._metrics.requests.labels(scope["method"] if route != "none" else "none", route, str(status)).inc()
            took_ms = 1000 * (time.perf_counter() - began_s)
            if route in SEARCHES and scope["method"] != "OPTIONS":
                similarity: float | None = scope.get("state", {}).get("similarity")
                self._traffic.note_answer(time.time(), status, took_ms, similarity)
            log.info("%s %s %d %.0f ms", scope["method"], route, status, took_ms)
