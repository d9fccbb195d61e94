"""One server for the tests of this room that do not change its library, and what is asked of it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from ashen.media.video import open_video
from tests.server.running import serving


@pytest.fixture(scope="session")
def client(shelf: Path) -> Iterator[httpx.Client]:
    """A client of a server over `shelf`, with one searching process."""
    with serving(shelf, "--workers", "1") as client:
        yield client


@pytest.fixture(scope="session")
def shot(episodes: list[Path]) -> bytes:
    """A JPEG of the second episode at 1.25 s."""
    with open_video(episodes[1], longest_px=160, start_s=1.25, batch=1) as reader:
        rgb = next(iter(reader)).rgb[0]
    stream = BytesIO()
    Image.fromarray(rgb).save(stream, "JPEG", quality=90)
    return stream.getvalue()


@pytest.fixture(scope="session")
def clip(episodes: list[Path]) -> bytes:
    """The third episode."""
    return episodes[2].read_bytes()
