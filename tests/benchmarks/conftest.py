"""What several tests of the benchmark's tasks are asked about."""

import pytest

from tests.benchmarks.told_videos import World, store


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two episodes of each of two shows that are stored, and one of a show that is not."""
    folder = tmp_path_factory.mktemp("told")
    known = [store(folder, number, 21 + number // 2, 1 + number % 2) for number in range(4)]
    return known, [store(folder, 5, 25, 1)]
