"""Asks a server, one question at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import httpx

from ashen.client.held import Held
from ashen.client.question import (
    OTHER,
    Question,
    Sign,
    about_archive,
    about_file,
    about_library,
    about_preview,
    about_signatures,
    found_in,
    identified_all,
    kind_of,
    name_of,
    refusal,
)
from ashen.client.retries import Retries
from ashen.client.signing import can_sign, encoded, signed
from ashen.client.stored import ArchiveStored
from ashen.client.upload import OnProgress, Upload, upload_of
from ashen.errors import PreviewMissing, RemoteError, ServerUnreachable, UnknownRecipe
from ashen.match.identification import Identification, Match

if TYPE_CHECKING:
    from ashen.signature.signature import Signature

DEFAULT_URL = "http://127.0.0.1:8000"
TIMEOUT_S = 120.0


class Client:
    """A connection to an Ashen server; a context manager that closes it. May be shared by threads.

    Args:
        base_url: where the server is.
        key: the key it gave out, if it asks for one.
        timeout_s: longest silence while waiting for an answer.
        retries: when to ask again.
        transport: what carries requests instead of the network.
    """

    def __init__(
        self,
        base_url: str = DEFAULT_URL,
        *,
        key: str | None = None,
        timeout_s: float = TIMEOUT_S,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        timeout = httpx.Timeout(timeout_s, connect=10.0)
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=timeout, transport=transport)
        self._retries = retries or Retries()
        self._recipe = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def identify(
        self,
        query: str | os.PathLike[str] | bytes,
        *,
        top: int = 5,
        threshold: float | None = None,
        sign: Sign = None,
        on_progress: OnProgress | None = None,
    ) -> Identification:
        """What anime, episode and moment a picture or a video shows.

        Args:
            query: a file, or what is in it.
            top: scenes or runners-up to list at most.
            threshold: confidence below which nothing is named; the server's own when None.
            sign: whether to sign it here and send signatures only. None: where it can be. Less is found then: pictures
                within the query are not looked for, nor is it laid over stored ones. With False the file is sent.
            on_progress: told how much of the file was sent; never called when it is signed here.

        Raises:
            RemoteError: the server says what is wrong; its `code` is stable.
            ServerUnreachable: no answer came.
            MediaError: it cannot be signed.
            OSError: it cannot be opened.
        """
        upload = upload_of(query, on_progress)
        if sign or (sign is None and can_sign()):
            found = self._by_signatures(upload, top, threshold, must=bool(sign))
            if found is not None:
                return found_in(found, name_of(query))
        kind = kind_of(query)
        try:
            found = Identification.from_json(self._json(about_file(upload, kind, top, threshold)))
        except RemoteError as error:
            if error.code != "wrong_kind":
                raise
            found = Identification.from_json(self._json(about_file(upload, OTHER[kind], top, threshold)))
        return found_in(found, name_of(query))

    def identify_signatures(
        self, signatures: Sequence[Signature | bytes], *, top: int = 5, threshold: float | None = None
    ) -> list[Identification]:
        """What signatures show, an answer each; of one frame it is a picture's, else a video's. Errors as `identify`.

        Args:
            signatures: by `held().recipe`, as they are or in Ashen's own bytes.
            top, threshold: as in `identify`.
        """
        return identified_all(self._json(about_signatures(encoded(signatures), top, threshold)))

    def held(self) -> Held:
        """What the library holds. Errors as `identify`."""
        return Held.from_json(self._json(about_library()))

    def upload_archive(
        self, archive: str | os.PathLike[str], *, on_progress: OnProgress | None = None
    ) -> ArchiveStored:
        """Let the server hold the videos of a signature archive, made by `ashen.sign_archive`. Errors as `identify`.

        Args:
            archive: the file.
            on_progress: told how much of it was sent.
        """
        return ArchiveStored.from_json(self._json(about_archive(upload_of(archive, on_progress))))

    def preview(
        self, match: Match, *, video: bool = False, size: Literal["s", "m", "l"] = "m", sound: bool = False
    ) -> bytes:
        """A still of a match's moment, JPEG, or the clip of its scene, MP4.

        Raises:
            PreviewMissing: the answer has no link to it: the file is out of reach.
            RemoteError: the server says what is wrong: the link is too old.
            ServerUnreachable: no answer came.
        """
        link = None if match.preview is None else match.preview.video if video else match.preview.image
        if link is None:
            raise PreviewMissing("This match has no link to such a preview; its file is out of the server's reach.")
        return self._ask(about_preview(link, size, sound=sound)).content

    def _by_signatures(self, upload: Upload, top: int, threshold: float | None, *, must: bool) -> Identification | None:
        """The answer to what is signed here; None where that cannot be and need not."""
        for known in (True, False):  # again, when the library went over to another recipe
            if not (known and self._recipe):
                self._recipe = self.held().recipe
            try:
                query = signed(upload.source, self._recipe)
            except UnknownRecipe:
                if must:
                    raise
                return None
            try:
                return query.answer(identified_all(self._json(about_signatures(query.body(), top, threshold))))
            except RemoteError as error:
                if error.code != "recipe_mismatch" or not known:
                    raise
        return None

    def _json(self, question: Question) -> dict[str, Any]:
        told: dict[str, Any] = self._ask(question).json()
        return told

    def _ask(self, question: Question) -> httpx.Response:
        attempt = 0
        while True:
            attempt += 1
            answer, lost = None, None
            try:
                answer = self._http.request(
                    question.method,
                    question.path,
                    params=question.params,
                    content=question.body,
                    headers=question.headers(),
                    timeout=self._http.timeout if question.patience_s is None else question.patience_s,
                )
            except httpx.TransportError as error:
                lost = error
            if answer is not None and answer.is_success:
                return answer
            status = answer.status_code if answer is not None else None
            wait_s = self._retries.wait_s(
                attempt, status, answer.headers.get("Retry-After") if answer is not None else None
            )
            if wait_s is None:
                if answer is None:
                    raise ServerUnreachable(f"No answer from {self._http.base_url}: {lost}. Is it running?") from lost
                raise refusal(answer.status_code, answer.content)
            time.sleep(wait_s)
