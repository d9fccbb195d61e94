"""Machine A signs its videos; machine B, a real server, holds the signatures and recognises what it never saw."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image, ImageEnhance

from ashen import Library, sign_archive
from ashen.client import AsyncClient, Client
from ashen.errors import RemoteError
from ashen.media.scene_clip import frame_jpeg
from ashen.server.keys import Keys, Tier
from tests.ingest.test_layout_files import packed, told
from tests.server.running import serving


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, episodes: list[Path]) -> Path:
    """What machine A makes: signatures of its three episodes."""
    path = tmp_path_factory.mktemp("machine A") / "season.ashen"
    assert sign_archive(episodes[5:8], path).counts == {"signed": 3}
    return path


@pytest.fixture(scope="module")
def machine_b(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A server over an empty library: where it is, and a key that may write."""
    folder = tmp_path_factory.mktemp("machine B") / "library"
    Library.open(folder, create=True).close()
    key = Keys(folder).add("owner", Tier(), write=True)
    with serving(folder, "--workers", "1") as client:
        yield str(client.base_url), key


def edited(path: Path, at_s: float) -> bytes:
    """A screenshot, cropped, darkened and badly compressed."""
    picture = Image.open(BytesIO(frame_jpeg(path, at_s, 160))).crop((8, 5, 152, 86))
    stream = BytesIO()
    ImageEnhance.Brightness(picture).enhance(0.8).save(stream, "JPEG", quality=50)
    return stream.getvalue()


def test_videos_that_never_left_their_machine_are_recognised(
    machine_b: tuple[str, str], archive: Path, episodes: list[Path]
) -> None:
    """An edited screenshot and a clip; the still of a match comes along, its clip does not. Sent again, nothing new."""
    url, key = machine_b
    sent: list[tuple[int, int]] = []
    with Client(url, key=key) as client:
        stored = client.upload_archive(archive, on_progress=lambda at, whole: sent.append((at, whole)))
        assert (stored.added, stored.known, stored.refused) == (3, 0, 0)
        assert sent[-1] == (archive.stat().st_size,) * 2
        assert {video.name for video in stored.videos} == {path.name for path in episodes[5:8]}
        picture = client.identify(edited(episodes[6], 1.5), sign=False)
        clip = client.identify(episodes[7], sign=False)
        still = client.preview(picture.matches[0])
        again = client.upload_archive(archive)
    assert (picture.answer, picture.matches[0].episode_number) == ("match", "7")
    assert picture.matches[0].start_s <= 1.5 <= picture.matches[0].end_s
    assert (clip.answer, clip.matches[0].episode_number) == ("match", "8")
    assert still[:2] == b"\xff\xd8"
    assert picture.matches[0].preview is not None
    assert picture.matches[0].preview.video is None
    assert (again.added, again.known) == (0, 3)


def test_tasks_may_send_archives_too(machine_b: tuple[str, str], archive: Path) -> None:
    """The client for asyncio does the same."""
    url, key = machine_b

    async def send() -> int:
        async with AsyncClient(url, key=key) as client:
            return len((await client.upload_archive(archive)).videos)

    assert asyncio.run(send()) == 3


def test_writing_takes_a_key_for_it(machine_b: tuple[str, str], archive: Path) -> None:
    """Without one, or with one that may only ask, nothing is stored; a key to write may not remove."""
    url, key = machine_b
    with Client(url) as nobody, pytest.raises(RemoteError) as refused:
        nobody.upload_archive(archive)
    assert refused.value.code == "key_refused"
    assert httpx.delete(f"{url}/v1/videos/1", headers={"X-API-Key": key}).status_code == 403


def test_what_is_no_archive_is_refused(machine_b: tuple[str, str], archive: Path) -> None:
    """Nonsense, one that is cut off, and nothing at all; longer ones than may be, while they come in."""
    url, key = machine_b
    headers = {"X-API-Key": key}

    def send(body: bytes) -> tuple[int, str]:
        answer = httpx.post(f"{url}/v1/archives", content=body, headers=headers, timeout=60)
        return answer.status_code, answer.json()["code"]

    assert send(b"nonsense") == (422, "archive_damaged")
    assert send(archive.read_bytes()[:-1]) == (422, "archive_damaged")
    assert send(b"") == (400, "request_wrong")
    parts = urlsplit(url)
    announcing = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    announcing.request("POST", "/v1/archives", b"x", {**headers, "Content-Length": str(2 << 30)})
    assert announcing.getresponse().status == 413
    announcing.close()


def test_v1beta2_uploads_are_found_by_v1beta2_searches(machine_b: tuple[str, str], tmp_path: Path) -> None:
    """A zip of JSON signature files, by a key that may write; the answer has the ids of anime and episode. What is
    wrong is not stored."""
    url, key = machine_b
    path = packed(tmp_path / "z.zip", two=told())
    assert httpx.post(f"{url}/v1beta2/upload", content=path.read_bytes()).status_code == 403
    for body, status in ((path.read_bytes(), 204), (path.read_bytes(), 204), (b"no zip", 422), (b"", 400)):
        answer = httpx.post(f"{url}/v1beta2/upload", content=body, headers={"X-API-Key": key}, timeout=60)
        assert answer.status_code == status
    wanted = told()["frames"][5]
    found = httpx.post(f"{url}/v1beta2/search/signature", json={"signature": wanted["signature"]}, timeout=60).json()
    assert found["crossreferences"] == {
        "anidb.net": {"animeId": "1", "episodeIds": ["100", "101"]},
        "thetvdb.com": {"animeId": "72070", "episodeIds": []},
    }
    assert (found["distance"], found["frameTimeMs"]) == (0, wanted["frameTimeMs"])
