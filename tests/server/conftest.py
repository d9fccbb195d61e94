"""One server for the tests of this room that do not change its library, and what is asked of it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.server.pictures import jpeg_of
from tests.server.running import serving


@pytest.fixture(scope="session")
def client(shelf: Path) -> Iterator[httpx.Client]:
    """A client of a server over `shelf`, with one searching process."""
    with serving(shelf, "--workers", "1") as client:
        yield client


@pytest.fixture(scope="session")
def shot(episodes: list[Path]) -> bytes:
    """A JPEG of the second episode at 1.25 s."""
    return jpeg_of(episodes[1], 1.25)


@pytest.fixture(scope="session")
def clip(episodes: list[Path]) -> bytes:
    """The third episode."""
    return episodes[2].read_bytes()
