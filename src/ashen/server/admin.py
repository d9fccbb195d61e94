"""What an admin's key is for: changing the library. Indexing is done by the command, in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from ashen.errors import AshenError, RequestWrong, VideoMissing
from ashen.server.access import Administering
from ashen.server.jobs import Job, TheJobs
from ashen.server.search import PROBLEMS
from ashen.server.state import TheService
from ashen.server.tasks import Tell
from ashen.server.wire import JobState

if TYPE_CHECKING:
    from ashen.library import Library

router = APIRouter(prefix="/v1", tags=["admin"])


class Paths(BaseModel):
    """Folders and files of the server's machine."""

    paths: list[str] = Field(min_length=1, examples=[["/videos/Hoshi no Umi"]])


@dataclass(frozen=True, slots=True)
class RemoveTask:
    """Forget a video."""

    video_id: int

    def run(self, library: Library, tell: Tell) -> Any:  # noqa: ARG002 - it does not take long
        """As `Task.run`: how many were held."""
        return library.remove([self.video_id])


@router.delete("/videos/{video_id}", status_code=204, response_class=Response, responses=PROBLEMS)
async def remove(request: Request, video_id: int, service: TheService, _: Administering) -> Response:
    """Forget a video; its file is not touched."""
    if not 0 < video_id < 2**39 or not await service.search(request, RemoveTask(video_id), "admin"):
        raise VideoMissing(f"The library holds no video {video_id}.")
    return Response(status_code=204)


@router.post("/index", status_code=202, response_model=JobState, responses=PROBLEMS)
async def index(paths: Paths, service: TheService, jobs: TheJobs, _: Administering) -> JSONResponse:
    """Index folders and files of the server's machine, as a job."""
    if any("\0" in path or not Path(path).is_absolute() for path in paths.paths):
        raise RequestWrong("Give absolute paths of the server's machine.")
    job = jobs.add()
    job.work = asyncio.create_task(_index(job, service.directory, paths.paths))
    return JSONResponse(job.as_json(), 202, {"Location": f"/v1/jobs/{job.id}"})


async def _index(job: Job, library: Path, paths: list[str]) -> None:
    """Run `ashen index`; the job's answer is what it printed last."""
    command = [sys.executable, "-m", "ashen", "index", "--library", str(library), "--", *paths]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=asyncio.subprocess.STDOUT)
    job.change(state="running")
    try:
        printed, _ = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        job.change(state="cancelled")
        raise
    said = printed.decode("utf-8", "replace").strip().splitlines()
    if process.returncode in (0, 4):
        job.answer = {"indexed": True, "some_failed": process.returncode == 4, "said": said[-1] if said else ""}
        job.change(state="done", progress=1.0)
    else:
        job.error = AshenError(said[-1] if said else "`ashen index` ended without a word.")
        job.change(state="failed")
