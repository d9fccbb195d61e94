"""What is made once for all tests: tiny episodes and a library that holds them. Tests copy what they change."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ashen import Library
from tests.build import TITLE, write_season
from tests.old_library import index_by, made_by_0001, recorded_at, with_stills_only


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


@pytest.fixture(scope="session")
def old_shelf(tmp_path_factory: pytest.TempPathFactory, episodes: list[Path]) -> Path:
    """The same of the first three episodes, searched by `frame/1`; `tests.old_library` makes old libraries of it."""
    folder = tmp_path_factory.mktemp("old shelf") / "library"
    index_by("frame/1", folder, episodes[:3])
    return folder


@pytest.fixture
def own_shelf(tmp_path: Path, shelf: Path) -> Path:
    """A copy of `shelf` to change."""
    counts = shutil.ignore_patterns(
        "traffic.db*", "server.secret", "keys.json"
    )  # of servers that other tests ran over it
    return Path(shutil.copytree(shelf, tmp_path / "library", ignore=counts))


@pytest.fixture
def old_season(tmp_path: Path, episodes: list[Path]) -> list[Path]:
    """The three files of `bare` and `kept`, to change."""
    folder = tmp_path / "videos" / TITLE
    folder.mkdir(parents=True)
    return [Path(shutil.copy2(path, folder)) for path in episodes[:3]]


@pytest.fixture
def bare(tmp_path: Path, old_shelf: Path, old_season: list[Path]) -> Path:
    """A library as the first version made it, of `old_season`: signed by `frame/1`, without stills; to change."""
    return recorded_at(made_by_0001(old_shelf, tmp_path / "bare"), old_season)


@pytest.fixture
def kept(tmp_path: Path, old_shelf: Path, old_season: list[Path]) -> Path:
    """The same with stills."""
    return recorded_at(with_stills_only(old_shelf, tmp_path / "kept"), old_season)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that any user may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
