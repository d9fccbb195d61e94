"""Previews of the real server over real files."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np
import pytest
from PIL import Image

from ashen import Library
from tests.build import write_season
from tests.server.running import serving


@pytest.fixture(scope="module")
def match(client: httpx.Client, shot: bytes) -> dict[str, Any]:
    """What `shot` was found to be."""
    found: dict[str, Any] = client.post("/v1/search/image", content=shot).json()["matches"][0]
    return found


def test_a_still_shows_the_moment(client: httpx.Client, match: dict[str, Any], shot: bytes) -> None:
    """It looks like the query."""
    answer = client.get(match["preview"]["image"])
    assert answer.headers["content-type"] == "image/jpeg"
    still, asked = (np.asarray(Image.open(BytesIO(data)).convert("RGB")) for data in (answer.content, shot))
    assert still.shape == asked.shape
    assert np.abs(still.astype(float) - asked).mean() < 6


def test_a_clip_shows_the_scene(client: httpx.Client, match: dict[str, Any]) -> None:
    """An MP4 of what the headers say, which browsers may read in parts."""
    answer = client.get(match["preview"]["video"], params={"size": "s"})
    assert answer.headers["content-type"] == "video/mp4"
    start_s, end_s = (float(answer.headers[f"x-video-{name}"]) for name in ("start", "end"))
    assert start_s <= match["at_s"] <= end_s
    with av.open(BytesIO(answer.content)) as clip:
        shown = clip.streams.video[0]
        assert shown.duration is not None
        assert shown.time_base is not None
        assert float(shown.duration * shown.time_base) == pytest.approx(end_s - start_s, abs=0.1)
        assert max(shown.codec_context.width, shown.codec_context.height) == 160
    part = client.get(match["preview"]["video"], params={"size": "s"}, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")


def test_a_link_shows_nothing_else(client: httpx.Client, match: dict[str, Any]) -> None:
    """A changed one is refused, and so is a size that is not offered."""
    address: str = match["preview"]["image"]
    before, token = address.split("/previews/")
    changed = f"{before}/previews/{'B' if token[0] == 'A' else 'A'}{token[1:]}"
    assert client.get(changed).json()["code"] == "link_refused"
    assert client.get(changed).status_code == 403
    assert client.get(address, params={"size": "xxl"}).status_code == 422


def test_videos_show_their_segments(client: httpx.Client, episodes: list[Path]) -> None:
    """The clip of a segment is the stretch that was found."""
    found = client.post("/v1/search/video", content=episodes[2].read_bytes()).json()["matches"][0]
    answer = client.get(found["preview"]["video"], params={"size": "s"})
    assert float(answer.headers["x-video-start"]) == pytest.approx(found["start_s"], abs=0.002)
    assert float(answer.headers["x-video-end"]) == pytest.approx(found["end_s"], abs=0.002)


def test_offline_files_have_their_stored_still(tmp_path: Path) -> None:
    """Where the file is out of reach, or is not what was signed, the still is there and the clip is not."""
    gone, changed = write_season(tmp_path / "videos", range(2, 4))
    with Library.open(tmp_path / "library", create=True) as library:
        library.index([gone, changed], workers=1)
    aside = shutil.move(gone, tmp_path / "aside.mp4")
    changed.write_bytes(changed.read_bytes() + b"more")
    with serving(tmp_path / "library", "--workers", "1") as client:
        for source in (Path(aside), changed):
            answer = client.post("/v1/search/video", content=source.read_bytes()).json()
            found = answer["matches"][0]
            assert found["preview"]["video"] is None
            still = client.get(found["preview"]["image"])
            assert Image.open(BytesIO(still.content)).format == "JPEG"
            clip = client.get(found["preview"]["image"].replace("still.jpg", "clip.mp4"))
            assert (clip.status_code, clip.json()["code"]) == (404, "preview_missing")
