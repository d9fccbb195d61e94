"""One real server for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ashen.media.scene_clip import frame_jpeg
from tests.server.running import serving

WRITE_KEY = "a key for tests"


@pytest.fixture(scope="session")
def server_url(shelf: Path) -> Iterator[str]:
    """Where a server over `shelf` listens."""
    with serving(shelf, "--workers", "1", "--admin-key", WRITE_KEY) as client:
        yield str(client.base_url)


@pytest.fixture(scope="session")
def server_key() -> str:
    """A key of that server that may write; what is written by the examples, it holds already."""
    return WRITE_KEY


@pytest.fixture(scope="session")
def shot_file(tmp_path_factory: pytest.TempPathFactory, episodes: list[Path]) -> Path:
    """A JPEG of the second episode at 1.25 s."""
    path = tmp_path_factory.mktemp("shot") / "shot.jpg"
    path.write_bytes(frame_jpeg(episodes[1], 1.25, 160))
    return path
