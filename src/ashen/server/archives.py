"""`/v1/archives`: signatures made elsewhere into the library; the videos never leave their owner's machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from ashen.errors import RequestWrong
from ashen.server.access import Writing
from ashen.server.process import Allowed
from ashen.server.search import PROBLEMS, body_of
from ashen.server.state import TheService, while_there
from ashen.server.tasks import Tell
from ashen.server.uploads import received
from ashen.server.wire import ArchiveStored

if TYPE_CHECKING:
    from ashen.library import Library

router = APIRouter(prefix="/v1/archives", tags=["library"])


@dataclass(frozen=True, slots=True)
class ImportTask:
    """Hold the videos of an archive that was uploaded to `path`."""

    path: str

    def run(self, library: Library, tell: Tell) -> Any:
        """As `Task.run`: what became of each video."""
        done = 0

        def heard(_: object, videos: int) -> None:
            nonlocal done
            done += 1
            tell(done / videos)

        return library.import_archive(Path(self.path), on_video=heard).as_json()


@router.post(
    "",
    response_model=ArchiveStored,
    responses=PROBLEMS,
    openapi_extra=body_of("application/octet-stream"),
)
async def store(request: Request, service: TheService, caller: Writing) -> JSONResponse:
    """Hold the videos of a signature archive, each in one transaction, and search them from then on. Takes a key that
    may write. An archive that is not whole is refused altogether; sending one again changes nothing."""
    limits = service.settings.limits
    async with received(request, limits.archive_bytes) as upload:
        if not upload.size_bytes:
            raise RequestWrong("There is no archive in this request. Send it as the body, or in a form.")
        allowed = Allowed(limits.job_timeout_s, limits.job_timeout_s)
        with service.metrics.search("archive"):
            asked = service.videos.ask(ImportTask(str(upload.path)), allowed, priority=caller.tier.priority)
            return JSONResponse(await while_there(request, asked))
