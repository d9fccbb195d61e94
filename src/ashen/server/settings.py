"""What a server is told when it starts; read once, passed down."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from ashen.server.keys import Tier


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may cost. A process that goes beyond is killed, and another takes its place.

    Attributes:
        picture_bytes: longest body of a picture search.
        video_bytes: longest body of a video search that is answered at once.
        job_bytes: longest body of a job.
        signature_bytes: longest body of a search by signatures.
        archive_bytes: longest signature archive.
        signatures: signatures in one batch.
        video_s: longest video that is answered at once, seconds.
        job_s: longest video of a job, seconds.
        frame_px: most pixels of a frame.
        frames: most frames of a video.
        search_timeout_s: how long a search may take, from when it is begun.
        job_timeout_s: how long a job may take.
        cpu_s: seconds of computing for a search; a job has `job_timeout_s`.
        memory_bytes: what a searching process may take beyond what it has when it starts.
        queue: searches that may wait; more are told to come again.
        jobs: jobs that are kept, done or not.
        job_kept_s: how long the answer of a job is kept.
    """

    picture_bytes: int = 25 << 20
    video_bytes: int = 256 << 20
    job_bytes: int = 8 << 30
    signature_bytes: int = 64 << 20
    archive_bytes: int = 1 << 30
    signatures: int = 100
    video_s: float = 600.0
    job_s: float = 4 * 3600.0
    frame_px: int = 50_000_000
    frames: int = 1_000_000
    search_timeout_s: float = 60.0
    job_timeout_s: float = 3600.0
    cpu_s: float = 60.0
    memory_bytes: int = 2 << 30
    queue: int = 256
    jobs: int = 64
    job_kept_s: float = 3600.0


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How a server behaves.

    Attributes:
        workers: processes that search; all cores when None.
        limits: see there.
        fetch_urls: whether pictures and videos are fetched by URL.
        admin_key: who may index and remove; None: nobody. Where keys are kept, admin keys of the file may, too.
        anonymous: what callers without a key may.
        public_url: where clients reach the server, without a slash at its end; what the request says when None.
        cors_origins: of pages that may ask from a browser.
        titles: a file of titles by AniList id; see `titles`.
        drain_s: how long searches may go on after the server was told to stop.
    """

    workers: int | None = None
    limits: Limits = field(default_factory=Limits)
    fetch_urls: bool = False
    admin_key: str | None = None
    anonymous: Tier = field(default_factory=Tier)
    public_url: str | None = None
    cors_origins: tuple[str, ...] = ("*",)
    titles: Path | None = None
    drain_s: float = 10.0

    @property
    def processes(self) -> int:
        """How many processes search."""
        return self.workers or os.cpu_count() or 1
