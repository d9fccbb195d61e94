"""`/v1/jobs`: long videos. Submit one, follow it, fetch the answer, or cancel it."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from ashen.errors import AshenError, JobMissing, JobUnfinished, QueueFull, RequestWrong, SearchCancelled
from ashen.server.access import Searching
from ashen.server.process import Allowed
from ashen.server.search import PROBLEMS, Threshold, Top, body_of
from ashen.server.state import Service, TheService
from ashen.server.tasks import FileTask
from ashen.server.uploads import received
from ashen.server.wire import Answer, JobState

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

State = Literal["waiting", "running", "done", "failed", "cancelled"]
KEEP_ALIVE_S = 15.0
"""How often a follower is told something, so that proxies keep the line."""


@dataclass(slots=True)
class Job:
    """A video that is being looked at.

    Attributes:
        id: whoever knows it may ask for the answer.
        state: how far it is.
        progress: 0..1, of reading it; matching comes after.
        answer: when it is done.
        error: when it failed.
        ended_s: when it ended, on the monotonic clock.
        changed: set and replaced whenever anything of this changes.
        work: the running search.
    """

    id: str
    state: State = "waiting"
    progress: float = 0.0
    answer: Any = None
    error: AshenError | None = None
    ended_s: float | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    work: asyncio.Task[None] | None = None

    def change(self, *, state: State | None = None, progress: float | None = None) -> None:
        """Note how far it is, and tell who follows."""
        self.state = state or self.state
        self.progress = self.progress if progress is None else round(progress, 4)
        if self.ended and self.ended_s is None:
            self.ended_s = time.monotonic()
        before, self.changed = self.changed, asyncio.Event()
        before.set()

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "failed", "cancelled")

    def as_json(self) -> dict[str, Any]:
        """As `JobState`."""
        error = None if self.error is None else {"code": self.error.code, "detail": self.error.message}
        return {"id": self.id, "state": self.state, "progress": self.progress, "error": error}


class Jobs:
    """The jobs of a server; kept in memory, so they end with it."""

    def __init__(self, most: int, kept_s: float) -> None:
        self._most, self._kept_s = most, kept_s
        self._jobs: dict[str, Job] = {}

    def add(self) -> Job:
        """A new job.

        Raises:
            QueueFull: too many are held.
        """
        now_s = time.monotonic()
        ended = [job for job in self._jobs.values() if job.ended_s is not None]
        for job in ended:
            if now_s - (job.ended_s or 0.0) > self._kept_s:
                del self._jobs[job.id]
        if len(self._jobs) >= self._most:
            if all(not job.ended for job in self._jobs.values()):
                raise QueueFull("Too many jobs wait already. Try again in some minutes.")
            del self._jobs[
                min((job for job in self._jobs.values() if job.ended), key=lambda job: job.ended_s or 0.0).id
            ]
        job = Job(secrets.token_urlsafe(16))
        self._jobs[job.id] = job
        return job

    def find(self, job_id: str) -> Job:
        """The job of that id.

        Raises:
            JobMissing: there is none.
        """
        try:
            return self._jobs[job_id]
        except KeyError:
            raise JobMissing("There is no such job. Answers are kept for an hour, and until the server ends.") from None

    async def close(self) -> None:
        """Cancel what runs."""
        running = [job.work for job in self._jobs.values() if job.work is not None and not job.work.done()]
        for work in running:
            work.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def jobs_of(request: Request) -> Jobs:
    """The running server's."""
    jobs: Jobs = request.app.state.jobs
    return jobs


TheJobs = Annotated[Jobs, Depends(jobs_of)]
_MISSING: dict[int | str, dict[str, Any]] = {404: {**PROBLEMS[400], "description": "There is no such job."}}


@router.post(
    "",
    status_code=202,
    response_model=JobState,
    responses=PROBLEMS,
    openapi_extra=body_of("video/mp4", "video/webm", "video/x-matroska", "application/octet-stream"),
)
async def submit(
    request: Request, service: TheService, jobs: TheJobs, caller: Searching, top: Top = 5, threshold: Threshold = None
) -> JSONResponse:
    """Submit a long video. The answer says where to follow it."""
    limits = service.settings.limits
    async with AsyncExitStack() as stack:
        upload = await stack.enter_async_context(received(request, limits.job_bytes))
        if not upload.size_bytes:
            raise RequestWrong("There is no file in this request. Send it as the body, or in a form.")
        job = jobs.add()
        task = service.file_task(upload, "any", top, threshold, video_s=limits.job_s)
        job.work = asyncio.create_task(_work(service, job, task, caller.tier.priority - 1, stack.pop_all()))
    return JSONResponse(job.as_json(), 202, {"Location": f"/v1/jobs/{job.id}"})


async def _work(service: Service, job: Job, task: FileTask, priority: int, upload: AsyncExitStack) -> None:
    timeout_s = service.settings.limits.job_timeout_s

    def tell(share: float) -> None:
        job.change(state="running", progress=share)

    async with upload:
        try:
            with service.metrics.search("job"):
                job.answer = await service.videos.ask(task, Allowed(timeout_s, timeout_s), priority=priority, tell=tell)
            job.change(state="done", progress=1.0)
        except AshenError as error:
            job.error = error
            job.change(state="failed")
        except asyncio.CancelledError:
            job.error = SearchCancelled("The job was cancelled.")
            job.change(state="cancelled")
            raise
        except Exception:
            job.error = AshenError("This is a fault in Ashen. The server's log says more.")
            job.change(state="failed")
            raise


@router.get("/{job_id}", response_model=JobState, responses=_MISSING)
async def state(job_id: str, jobs: TheJobs) -> JSONResponse:
    """How far a job is."""
    return JSONResponse(jobs.find(job_id).as_json())


@router.get(
    "/{job_id}/events",
    response_class=StreamingResponse,
    responses={**_MISSING, 200: {"description": "Server-sent events.", "content": {"text/event-stream": {}}}},
)
async def events(job_id: str, jobs: TheJobs) -> StreamingResponse:
    """Follow a job: server-sent events `progress`, then `done`, `failed` or `cancelled`; each with its state."""
    job = jobs.find(job_id)

    async def told() -> AsyncIterator[str]:
        while True:
            changed = job.changed
            yield f"event: {job.state if job.ended else 'progress'}\ndata: {json.dumps(job.as_json())}\n\n"
            if job.ended:
                return
            while not changed.is_set():
                try:
                    await asyncio.wait_for(changed.wait(), KEEP_ALIVE_S)
                except TimeoutError:
                    yield ": still there\n\n"

    return StreamingResponse(told(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


@router.get("/{job_id}/result", response_model=Answer, responses={**_MISSING, **PROBLEMS})
async def result(job_id: str, service: TheService, jobs: TheJobs) -> JSONResponse:
    """The answer of a job that is done; of one that failed, why."""
    job = jobs.find(job_id)
    if job.error is not None:
        raise job.error
    if not job.ended:
        raise JobUnfinished("The job has no answer yet. Follow its events, or ask again later.")
    if "matches" in job.answer:
        await service.previews.link([job.answer])
    return JSONResponse(job.answer)


@router.delete("/{job_id}", status_code=204, response_class=Response, responses=_MISSING)
async def cancel(job_id: str, jobs: TheJobs) -> Response:
    """Cancel a job: its search ends at once."""
    job = jobs.find(job_id)
    if job.work is not None and not job.ended:
        job.work.cancel()
        await asyncio.wait([job.work])
    return Response(status_code=204)
