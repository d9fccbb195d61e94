"""Both clients, against the real server."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest

from ashen import Library
from ashen.client import AsyncClient, Client, Retries
from ashen.errors import NotMedia, PreviewMissing, RemoteError, ServerUnreachable
from ashen.looking import sign_media
from ashen.match.identification import Identification

Ask = Callable[[str, str, dict[str, Any]], Any]
"""Calls a client's method: the server, its name, its arguments."""


def plainly(url: str, method: str, arguments: dict[str, Any]) -> Any:
    with Client(url) as client:
        return getattr(client, method)(**arguments)


def awaited(url: str, method: str, arguments: dict[str, Any]) -> Any:
    async def ask() -> Any:
        async with AsyncClient(url) as client:
            asked: Coroutine[Any, Any, Any] = getattr(client, method)(**arguments)
            return await asked

    return asyncio.run(ask())


BOTH = pytest.mark.parametrize("ask", [plainly, awaited])


@BOTH
def test_a_file_is_answered_as_by_the_library(ask: Ask, server_url: str, shelf: Path, shot_file: Path) -> None:
    """Sent whole, a picture gets the answer that the library gives, in the same types; with links to previews."""
    found: Identification = ask(server_url, "identify", {"query": shot_file, "sign": False})
    with Library.open(shelf) as library:
        here = library.identify(shot_file)
    assert found.query == here.query
    assert (found.answer, found.matches[0].video_id) == (here.answer, here.matches[0].video_id)
    assert found.matches[0].at_s == pytest.approx(here.matches[0].at_s, abs=0.001)
    assert found.matches[0].preview is not None


@BOTH
@pytest.mark.parametrize("moving", [False, True])
def test_signed_here_nothing_but_signatures_travel(
    ask: Ask, server_url: str, shot_file: Path, episodes: list[Path], moving: bool
) -> None:
    """That is what happens by default; the answer names the same, and bytes of the file are not sent."""
    sent: list[int] = []
    query = episodes[1] if moving else shot_file
    arguments = {"query": query, "on_progress": lambda at, _: sent.append(at)}
    found: Identification = ask(server_url, "identify", arguments)
    assert sent == []
    assert (found.answer, found.matches[0].episode_number) == ("match", "2")
    assert found.query.kind == ("video" if moving else "image")
    assert found.query.path == str(query)


def test_mirror_images_are_found_by_signature_too(server_url: str, shot_file: Path, tmp_path: Path) -> None:
    """And the answer says that the query is one."""
    from PIL import Image, ImageOps

    turned = tmp_path / "turned.png"
    ImageOps.mirror(Image.open(shot_file)).save(turned)
    with Client(server_url) as client:
        found = client.identify(turned, sign=True)
    assert (found.answer, found.matches[0].episode_number, found.matches[0].mirrored) == ("match", "2", True)


@BOTH
def test_progress_is_told(ask: Ask, server_url: str, episodes: list[Path]) -> None:
    """Of a file that is sent: rising, to its whole length. A wrong guess of its kind is put right."""
    sent: list[tuple[int, int]] = []
    data = episodes[1].read_bytes()
    arguments = {"query": data, "sign": False, "on_progress": lambda at, whole: sent.append((at, whole))}
    found: Identification = ask(server_url, "identify", arguments)
    assert found.query.kind == "video"
    assert sent[-1] == (len(data), len(data))


@BOTH
def test_what_is_held_is_told(ask: Ask, server_url: str) -> None:
    """Numbers, shows and their videos."""
    held = ask(server_url, "held", {})
    assert (held.anime, held.videos, held.recipe, held.problems) == (1, 4, "frame/3", ())
    assert [video.episode_number for video in held.shows[0].videos] == ["1", "2", "3", "4"]


@BOTH
def test_signatures_made_before_are_answered(ask: Ask, server_url: str, episodes: list[Path]) -> None:
    """As objects; an answer each, in order."""
    signatures = [sign_media(path, "frame/3") for path in (episodes[3], episodes[0])]
    found = ask(server_url, "identify_signatures", {"signatures": signatures})
    assert [each.matches[0].episode_number for each in found] == ["4", "1"]


@BOTH
def test_previews_are_fetched(ask: Ask, server_url: str, shot_file: Path) -> None:
    """A still and a clip; a match that has no links has none to fetch."""
    found = ask(server_url, "identify", {"query": shot_file})
    match = found.matches[0]
    assert ask(server_url, "preview", {"match": match})[:2] == b"\xff\xd8"
    assert ask(server_url, "preview", {"match": match, "video": True, "size": "s"})[4:8] == b"ftyp"
    elsewhere = Identification.from_json({**found.as_json(), "matches": [unlinked(match.as_json())]})
    with pytest.raises(PreviewMissing):
        ask(server_url, "preview", {"match": elsewhere.matches[0]})


def unlinked(match: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in match.items() if name != "preview"}


@BOTH
def test_errors_are_ashens(ask: Ask, server_url: str) -> None:
    """The server's code is kept; what is found out here is as in the library; a server that is not there is said."""
    with pytest.raises(RemoteError) as refused:
        ask(server_url, "identify", {"query": b"nonsense", "sign": False})
    assert refused.value.code == "not_media"
    with pytest.raises(NotMedia):
        ask(server_url, "identify", {"query": b"nonsense"})


def busy_twice() -> tuple[list[str], Callable[[httpx.Request], httpx.Response]]:
    """A server that is busy for two requests, then fine; and the bodies it got."""
    bodies: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.content.decode())
        if len(bodies) < 3:
            return httpx.Response(503, headers={"Retry-After": "0"}, json={"code": "queue_full", "detail": "Later."})
        query = {"path": "", "kind": "image", "duration_s": None}
        empty: dict[str, Any] = {"matches": [], "runners_up": [], "unexplained": [], "coverage": [], "shared_by": []}
        return httpx.Response(
            200, json={"query": query, "answer": "unknown", "reason": "", "explained_s": 0.0, **empty}
        )

    return bodies, answer


def test_a_busy_server_is_asked_again() -> None:
    """With the whole body each time; when attempts run out, its answer is the error."""
    bodies, answer = busy_twice()
    with Client("http://busy", transport=httpx.MockTransport(answer)) as client:
        assert client.identify(b"picture", sign=False).answer == "unknown"
    assert bodies == ["picture"] * 3
    bodies, answer = busy_twice()
    once = Client("http://busy", transport=httpx.MockTransport(answer), retries=Retries(attempts=1))
    with once as client, pytest.raises(RemoteError) as refused:
        client.identify(b"picture", sign=False)
    assert (refused.value.code, bodies) == ("queue_full", ["picture"])


def test_a_busy_server_is_asked_again_by_tasks() -> None:
    """The same of the other client."""
    bodies, answer = busy_twice()

    async def ask() -> Identification:
        async with AsyncClient("http://busy", transport=httpx.MockTransport(answer)) as client:
            return await client.identify(b"picture", sign=False)

    assert asyncio.run(ask()).answer == "unknown"
    assert bodies == ["picture"] * 3


def test_a_server_that_is_not_there_is_said() -> None:
    """After as many attempts as wanted."""
    nobody = Client("http://127.0.0.1:9", retries=Retries(attempts=2, first_s=0.01))
    with nobody as client, pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:9"):
        client.held()


def test_importing_it_is_light() -> None:
    """Neither the server nor the search engine, nor what signs, is loaded."""
    heavy = "{'faiss', 'fastapi', 'av', 'onnxruntime', 'numpy', 'sqlalchemy', 'cv2', 'PIL', 'uvicorn', 'starlette'}"
    code = f"import sys, ashen.client; print({heavy} & {{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
