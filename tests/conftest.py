"""What is made once for all tests: tiny episodes and a library that holds them. Tests copy what they change."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ashen import Library
from tests.build import write_season


@pytest.fixture(scope="session")
def episodes(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Eight episodes of 4 s in one folder; not to be changed."""
    return write_season(tmp_path_factory.mktemp("episodes"), range(1, 9))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, episodes: list[Path]) -> Path:
    """The folder of a library that holds the first four episodes; not to be changed."""
    folder = tmp_path_factory.mktemp("shelf") / "library"
    with Library.open(folder, create=True) as library:
        summary = library.index(episodes[:4])
    assert summary.counts == {"indexed": 4}
    return folder


@pytest.fixture
def own_shelf(tmp_path: Path, shelf: Path) -> Path:
    """A copy of `shelf` to change."""
    return Path(shutil.copytree(shelf, tmp_path / "library"))


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that any user may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
