"""What the server counts, for Prometheus."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The counts of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.searches = Counter("ashen_searches", "Searches begun.", ["kind"], registry=self.registry)
        self.failed = Counter(
            "ashen_searches_failed", "Searches that ended with an error.", ["kind"], registry=self.registry
        )
        self.latency = Histogram(
            "ashen_search_seconds",
            "Time of a search, with waiting.",
            ["kind"],
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        self.requests = Counter(
            "ashen_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.waiting = Gauge("ashen_queue_waiting", "Searches that wait.", ["pool"], registry=self.registry)
        self.up = Gauge("ashen_processes_up", "Processes that can search.", ["pool"], registry=self.registry)
        self.busy = Gauge("ashen_processes_busy", "Processes that search.", ["pool"], registry=self.registry)
        self.frames = Gauge("ashen_library_frames", "Frames in the library.", registry=self.registry)
        self.videos = Gauge("ashen_library_videos", "Videos in the library.", registry=self.registry)

    @contextmanager
    def search(self, kind: str) -> Iterator[None]:
        """Count a search, and how long it takes."""
        began_s = time.perf_counter()
        self.searches.labels(kind).inc()
        try:
            yield
        except BaseException:
            self.failed.labels(kind).inc()
            raise
        finally:
            self.latency.labels(kind).observe(time.perf_counter() - began_s)

    def text(self) -> bytes:
        """As Prometheus reads it."""
        return generate_latest(self.registry)
