"""Several processes at one index, and processes that die."""

import multiprocessing
import sys
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path

import numpy as np
import pytest

from ashen.index.faiss_index import FaissIndex
from tests.index.builders import DIMENSION, RECIPE, entry
from tests.index.writer import add_for_ever, add_some, answer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs the fork server, which makes processes cheap")


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.index.writer"])
    return context


def test_a_reader_sees_what_another_process_adds(processes: ForkServerContext, tmp_path: Path) -> None:
    """What a writer has added, a reader in another process finds once it has refreshed."""
    index = FaissIndex.create(tmp_path, RECIPE, DIMENSION, "int8")
    here, there = processes.Pipe()
    reader = processes.Process(target=answer, args=(tmp_path, there))
    reader.start()
    here.send(entry(1).codes[:1])
    assert here.recv() == []
    for number in (1, 2, 3):
        index.add([entry(number)], RECIPE)
        here.send(entry(number).codes[:1])
        assert here.recv() == [number]
    here.send(None)
    reader.join(10)
    assert reader.exitcode == 0


def test_a_reader_is_never_disturbed(processes: ForkServerContext, tmp_path: Path) -> None:
    """While another process adds, removes, merges and trains, a reader always has some committed state."""
    FaissIndex.create(tmp_path, RECIPE, DIMENSION, "int8")
    writer = processes.Process(target=add_some, args=(tmp_path, 60))
    reader = FaissIndex.open(tmp_path, RECIPE, DIMENSION, "int8")
    reader.probes = 1000
    writer.start()
    states = 0
    while writer.is_alive():
        states += reader.refresh()
        held = reader.video_ids()
        last = int(held[-1]) if len(held) else 0
        missing = sorted(set(range(1, last + 1)) - set(held.tolist()))
        assert missing == [number for number in range(5, last + 1, 5) if number != last]
        if last:
            assert reader.search(entry(last, rows=10).codes[:1], 1, RECIPE).video_id.tolist() == [last]
    assert writer.exitcode == 0
    reader.refresh()
    assert reader.video_ids().tolist() == [number for number in range(1, 61) if number % 5]
    assert states > 5
    reader.verify()


def test_killed_writers_leave_what_was_committed(processes: ForkServerContext, tmp_path: Path) -> None:
    """kill -9 at any moment leaves an index that opens, holds all that was acknowledged, and nothing torn."""
    directory, acknowledged = tmp_path / "index", tmp_path / "acknowledged"
    FaissIndex.create(directory, RECIPE, DIMENSION, "int8")
    acknowledged.touch()
    moments = np.random.default_rng(5)
    for _ in range(20):
        before = acknowledged.stat().st_size
        writer = processes.Process(target=add_for_ever, args=(directory, acknowledged))
        writer.start()
        while acknowledged.stat().st_size == before:
            assert writer.is_alive()
            time.sleep(0.001)
        time.sleep(moments.uniform(0, 0.1))
        writer.kill()
        writer.join()
        noted = np.frombuffer(acknowledged.read_bytes(), "<u4")
        index = FaissIndex.open(directory, RECIPE, DIMENSION, "int8")
        held = index.video_ids()
        assert held.tolist() == list(range(1, len(held) + 1))
        assert len(held) - noted[-1] in (0, 1)
        index.verify()
        index.probes = 1000
        assert index.search(entry(len(held), rows=10).codes, 1, RECIPE).video_id.tolist() == [len(held)] * 10
    assert index.lists > 1


def test_a_writer_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    """Files that the manifest does not name are gone after the next writer has opened the index; others stay."""
    FaissIndex.create(tmp_path, RECIPE, DIMENSION, "int8").add([entry(1)], RECIPE)
    counting = set(tmp_path.iterdir())
    for name in ("segment-0123.rows", "segment-0123.rows.tmp", "quantiser-0123.lists", "manifest.json.tmp"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / "notes.txt").write_text("not ours")
    FaissIndex.open(tmp_path, RECIPE, DIMENSION, "int8")
    assert len(set(tmp_path.iterdir())) == len(counting) + 5
    FaissIndex.open(tmp_path, RECIPE, DIMENSION, "int8", writable=True)
    assert set(tmp_path.iterdir()) == counting | {tmp_path / "notes.txt"}
