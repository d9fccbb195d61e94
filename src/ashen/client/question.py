"""What is asked of a server, and what its answers mean; the clients only send and wait."""

from __future__ import annotations

import json
import mimetypes
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from ashen.client.upload import Upload
from ashen.errors import RemoteError
from ashen.match.identification import Identification

Kind = Literal["image", "video"]
OTHER: dict[Kind, Kind] = {"image": "video", "video": "image"}
STORING_S = 3600.0
"""How long a server may take to store an archive."""
Sign = bool | None
"""Whether to sign a query here: None where that can be done and the server's recipe is known."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request. Asking it twice is as good as once. `patience_s`: longest silence, where that is longer than usual."""

    method: str
    path: str
    params: Mapping[str, str]
    body: Upload | None = None
    patience_s: float | None = None

    def headers(self) -> dict[str, str]:
        """That the body needs."""
        if self.body is None:
            return {}
        return {"Content-Type": "application/octet-stream", "Content-Length": str(self.body.size_bytes)}


def about_file(upload: Upload, kind: Kind, top: int, threshold: float | None) -> Question:
    """What a file shows."""
    return Question("POST", f"/v1/search/{kind}", _params(top, threshold), upload)


def about_signatures(body: bytes, top: int, threshold: float | None) -> Question:
    """What signatures show."""
    return Question("POST", "/v1/search/signatures", _params(top, threshold), Upload(body))


def about_archive(upload: Upload) -> Question:
    """That the videos of an archive be held."""
    return Question("POST", "/v1/archives", {}, upload, patience_s=STORING_S)


def about_library() -> Question:
    """What is held."""
    return Question("GET", "/v1/library", {})


def about_preview(address: str, size: str, *, sound: bool) -> Question:
    """What a link to a preview shows."""
    return Question("GET", address, {"size": size, **({"sound": "true"} if sound else {})})


def kind_of(query: str | os.PathLike[str] | bytes) -> Kind:
    """What a file is by its name; the server says when that is wrong."""
    guessed = None if isinstance(query, bytes) else mimetypes.guess_type(os.fspath(query))[0]
    moving = not isinstance(query, bytes) and Path(query).suffix.lower() in (".mkv", ".gif", ".ts", ".flv", ".ogm")
    return "video" if moving or (guessed or "").startswith("video/") else "image"


def name_of(query: str | os.PathLike[str] | bytes) -> str:
    """What the answer calls a query."""
    return "" if isinstance(query, bytes) else os.fspath(query)


def found_in(found: Identification, name: str) -> Identification:
    """An answer, of a query called so."""
    return replace(found, query=replace(found.query, path=name))


def identified_all(data: Mapping[str, Any]) -> list[Identification]:
    """The answers about signatures."""
    return [Identification.from_json(each) for each in data["answers"]]


def refusal(status: int, body: bytes) -> RemoteError:
    """What an answer other than success says (RFC 9457)."""
    try:
        told = json.loads(body)
        return RemoteError(str(told["detail"]), str(told["code"]))
    except (ValueError, KeyError, TypeError):
        return RemoteError(f"The server answers with status {status} and does not say why.", f"http_{status}")


def _params(top: int, threshold: float | None) -> dict[str, str]:
    return {"top": str(top), **({} if threshold is None else {"threshold": str(threshold)})}
