import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ashen.errors import DecoderCrashed, DecoderStalled, NotMedia
from ashen.ingest import pool as signing_pool
from ashen.ingest.pool import ONE_THREAD, SigningPool
from ashen.ingest.sign_file import Heartbeat, Job, Signed
from tests.ingest import parent, stuck

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc for what a process reads")


def job(path: Path) -> Job:
    return Job(str(path), ("frame/1",), frozenset())


def ignore(heartbeat: Heartbeat) -> None:
    """Listen to nothing."""


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Path]:
    """A file whose reader waits for ever."""
    path = tmp_path / "stuck.mkv"
    os.mkfifo(path)
    yield path
    stuck.let_go()


def test_every_job_ends_with_a_result_or_an_error(tmp_path: Path, episodes: list[Path]) -> None:
    """Results and errors come as values, one for each job, with heartbeats, and jobs are read only as needed."""
    text = tmp_path / "text.mp4"
    text.write_text("not a video")
    wanted = [text, episodes[0], tmp_path / "nowhere.mp4", *episodes[1:5]]
    handed_out: list[Path] = []
    heard: list[Heartbeat] = []

    def jobs() -> Iterator[Job]:
        for path in wanted:
            handed_out.append(path)
            yield job(path)

    results: dict[str, Signed | Exception] = {}
    with SigningPool(2, heard.append) as pool:
        for done, result in pool.run(jobs()):
            results[done.path] = result
            assert len(handed_out) <= len(results) + 1
    assert list(map(str, handed_out)) == list(map(str, wanted))
    assert sorted(results) == sorted(map(str, wanted))
    assert isinstance(results[str(text)], NotMedia)
    assert isinstance(results[str(tmp_path / "nowhere.mp4")], FileNotFoundError)
    for path in (episodes[0], *episodes[1:5]):
        assert isinstance(results[str(path)], Signed)
    assert {path for path, _, _ in heard} == {str(path) for path in (episodes[0], *episodes[1:5])}
    assert multiprocessing.active_children() == []


@linux
def test_a_killed_worker_costs_its_own_file_only(pipe: Path, episodes: list[Path]) -> None:
    """A file whose process dies twice has crashed the decoder; all others are signed, and nothing hangs."""

    def kill_readers() -> None:
        try:
            for _ in range(2):
                stuck.wait_until(lambda: stuck.has_reader(pipe))
                stuck.wait_until(lambda: stuck.child_reading(pipe) is not None)
                victim = stuck.child_reading(pipe)
                assert victim is not None
                os.kill(victim, signal.SIGKILL)
                stuck.wait_until(lambda: stuck.child_reading(pipe) is None)
                stuck.let_go()
        finally:
            stuck.let_go()  # whatever went wrong here, no reader is left waiting

    killer = threading.Thread(target=kill_readers)
    killer.start()
    with SigningPool(2, ignore) as pool:
        results = {done.path: result for done, result in pool.run(map(job, [episodes[0], pipe, *episodes[1:4]]))}
    killer.join()
    crashed = results.pop(str(pipe))
    assert isinstance(crashed, DecoderCrashed)
    assert crashed.code == "decoder_crashed"
    assert len(results) == 4
    assert all(isinstance(result, Signed) for result in results.values())


@linux
def test_a_file_is_tried_again_after_a_crash(pipe: Path, episodes: list[Path]) -> None:
    """A process that dies once, as of memory that was short, costs nothing but time."""

    def kill_reader() -> None:
        stuck.wait_until(lambda: stuck.has_reader(pipe))
        stuck.wait_until(lambda: stuck.child_reading(pipe) is not None)
        victim = stuck.child_reading(pipe)
        pipe.unlink()
        pipe.symlink_to(episodes[0])
        assert victim is not None
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill_reader)
    killer.start()
    with SigningPool(1, ignore) as pool:
        results = {done.path: result for done, result in pool.run(map(job, [pipe, episodes[1]]))}
    killer.join()
    assert list(results) == [str(episodes[1]), str(pipe)]
    assert all(isinstance(result, Signed) for result in results.values())


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes as POSIX has them")
def test_a_file_that_comes_to_a_stand_is_given_up(
    pipe: Path, episodes: list[Path], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A file that is never read to its end costs its own process, twice, which says what it was at; the others are
    signed, and nothing hangs."""
    monkeypatch.setattr(signing_pool, "LISTEN_S", 0.2)
    monkeypatch.setattr(signing_pool, "STALLED_S", 8.0)
    with SigningPool(1, ignore) as pool:
        results = {done.path: result for done, result in pool.run(map(job, [pipe, episodes[0]]))}
    stalled = results.pop(str(pipe))
    assert isinstance(stalled, DecoderStalled)
    assert [type(result) for result in results.values()] == [Signed]
    assert capfd.readouterr().err.count("in hash_file") == 2
    assert multiprocessing.active_children() == []


@linux
def test_an_interruption_ends_the_workers_at_once(pipe: Path, episodes: list[Path]) -> None:
    """Ctrl-C does not wait for the files under way; no process stays behind."""
    started_s = time.monotonic()

    def interrupted() -> None:
        nonlocal started_s
        with SigningPool(2, ignore) as pool:
            for _ in pool.run(map(job, [pipe, episodes[0]])):
                stuck.wait_until(lambda: stuck.has_reader(pipe))
                started_s = time.monotonic()
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert time.monotonic() - started_s < 3
    assert multiprocessing.active_children() == []


@linux
def test_workers_die_with_their_parent(pipe: Path, episodes: list[Path]) -> None:
    """kill -9 of the process that indexes leaves no worker behind, whatever it was reading."""
    command = [sys.executable, parent.__file__, str(pipe), str(episodes[0])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == str(episodes[0])
        stuck.wait_until(lambda: stuck.has_reader(pipe))
        process.kill()
    stuck.wait_until(lambda: not stuck.has_reader(pipe))


@linux
def test_workers_compute_in_one_thread(pipe: Path) -> None:
    """Numerical libraries start no threads of their own in workers; the caller's environment stays as it was."""
    before = dict(os.environ)
    seen: list[bytes] = []

    def look() -> None:
        stuck.wait_until(lambda: stuck.has_reader(pipe))
        stuck.wait_until(lambda: stuck.child_reading(pipe) is not None)
        seen.append(Path(f"/proc/{stuck.child_reading(pipe)}/environ").read_bytes())
        pipe.unlink()
        stuck.let_go()  # the end of a file that is gone

    watcher = threading.Thread(target=look)
    watcher.start()
    with SigningPool(1, ignore) as pool:
        assert len(list(pool.run([job(pipe)]))) == 1
    watcher.join()
    assert {f"{name}=1".encode() for name in ONE_THREAD} <= set(seen[0].split(b"\0"))
    assert dict(os.environ) == before


def test_workers_that_do_not_start_are_an_error(tmp_path: Path, episodes: list[Path]) -> None:
    """A script that forgot `if __name__ == "__main__":` is told so, once, instead of failing file after file."""
    script = tmp_path / "script.py"
    script.write_text(Path(parent.__file__).read_text().replace('if __name__ == "__main__":', "if True:"))
    command = [sys.executable, str(script), str(episodes[0]), str(episodes[1])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "WorkersFailed" in done.stderr.strip().splitlines()[-1]
    assert "__main__" in done.stderr.strip().splitlines()[-1]
