"""Files that are gone, cut short or changed are noticed, so that the caller rebuilds."""

from pathlib import Path

import numpy as np
import pytest

from ashen.errors import IndexDamaged
from ashen.index import manifest, merge
from ashen.index.faiss_index import FaissIndex
from ashen.index.layout import HEADER_BYTES
from tests.index.builders import DIMENSION, RECIPE, entries, entry


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of two segments over a trained quantiser."""
    monkeypatch.setattr(merge, "TRAIN_ROWS", 100)
    index = FaissIndex.create(tmp_path, RECIPE, DIMENSION, "int8")
    index.add(entries(range(1, 7)), RECIPE)
    index.add(entries(range(7, 9)), RECIPE)
    return tmp_path


def reopen(directory: Path) -> FaissIndex:
    return FaissIndex.open(directory, RECIPE, DIMENSION, "int8")


def files(directory: Path) -> list[Path]:
    return sorted(directory.iterdir())


def change(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_a_whole_index_opens(directory: Path) -> None:
    """The index the other tests damage is sound, trained and of several files."""
    index = reopen(directory)
    index.verify()
    assert (index.segments, index.lists > 1, len(files(directory))) == (2, True, 4)


def test_every_missing_file_is_noticed(directory: Path) -> None:
    """Opening says so when any file is missing."""
    for path in files(directory):
        content = path.read_bytes()
        path.unlink()
        with pytest.raises(IndexDamaged, match="missing"):
            reopen(directory)
        path.write_bytes(content)


@pytest.mark.parametrize("kept_share", [0.0, 0.01, 0.5, 0.999])
def test_every_file_cut_short_is_noticed(directory: Path, kept_share: float) -> None:
    """Opening says so when any file has lost its end."""
    for path in files(directory):
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * kept_share)])
        with pytest.raises(IndexDamaged, match="rebuild"):
            reopen(directory)
        path.write_bytes(content)


def test_every_flipped_bit_is_noticed(directory: Path) -> None:
    """Opening and verifying together notice a changed byte anywhere in any file."""
    random = np.random.default_rng(1)
    for path in files(directory):
        content = path.read_bytes()
        for at in random.integers(0, len(content), 60):
            change(path, int(at))
            with pytest.raises(IndexDamaged, match="rebuild"):
                reopen(directory).verify()
            path.write_bytes(content)


def test_flipped_bits_in_headers_are_noticed_at_open(directory: Path) -> None:
    """Opening alone notices any change in a segment's header and in its list sizes."""
    for path in directory.glob("segment-*"):
        content = path.read_bytes()
        for at in range(0, HEADER_BYTES + 40, 7):
            change(path, at)
            with pytest.raises(IndexDamaged, match="rebuild"):
                reopen(directory)
            path.write_bytes(content)


def test_segments_that_changed_places_are_noticed(directory: Path) -> None:
    """A sound file of the same size under another's name is not taken for it."""
    index = FaissIndex.create(directory, RECIPE, DIMENSION, "int8")
    index.add([entry(1)], RECIPE)
    index.add([entry(2)], RECIPE)
    first, second = sorted(directory.glob("segment-*"))
    first.write_bytes(second.read_bytes())
    with pytest.raises(IndexDamaged, match="not the file"):
        reopen(directory)


def test_row_numbers_out_of_range_are_noticed_in_a_search(tmp_path: Path) -> None:
    """A damaged row number, which opening does not read, raises instead of reaching memory that is not the file's."""
    FaissIndex.create(tmp_path, RECIPE, DIMENSION, "int8").add([entry(1)], RECIPE)
    index = reopen(tmp_path)
    path = next(tmp_path.glob("segment-*"))
    with path.open("r+b") as file:
        file.seek(HEADER_BYTES + 40 + 20 * DIMENSION)
        file.write(np.full(20, 2**40, np.int64).tobytes())
    with pytest.raises(IndexDamaged, match="beyond"):
        index.search(entry(1).codes[:1], 3, RECIPE)


def test_a_manifest_of_another_version_is_refused(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A manifest that a later Ashen wrote is not guessed at."""
    before = manifest.read(directory)
    monkeypatch.setattr(manifest, "_VERSION", 2)
    before.commit(directory)
    monkeypatch.undo()
    with pytest.raises(IndexDamaged, match="another version"):
        reopen(directory)


def test_damage_is_not_merged(tmp_path: Path) -> None:
    """A merge reads its sources whole and refuses damaged ones, so that no damage ever gets a sound checksum."""
    FaissIndex.create(tmp_path, RECIPE, DIMENSION, "int8").add([entry(1)], RECIPE)
    change(next(tmp_path.glob("segment-*")), 500)
    index = FaissIndex.open(tmp_path, RECIPE, DIMENSION, "int8", writable=True)
    index.add([entry(2)], RECIPE)
    with pytest.raises(IndexDamaged, match="checksum"):
        index.compact()
    assert reopen(tmp_path).video_ids().tolist() == [1, 2]
