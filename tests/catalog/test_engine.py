import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ashen.catalog.catalog import Catalog
from ashen.errors import LibraryBusy, LibraryDamaged, LibraryMissing, LibraryTooNew
from tests.catalog.catalogs import at, new_catalog, new_signature, new_video, numbered


def test_opening_says_what_is_wrong(tmp_path: Path) -> None:
    """No library, half a library, a newer one, and files that are something else each have their own error."""
    with pytest.raises(LibraryMissing):
        Catalog.open(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "empty.db").touch()
    with pytest.raises(LibraryMissing):
        Catalog.open(tmp_path / "empty.db")
    Catalog.open(tmp_path / "empty.db", create=True).close()
    (tmp_path / "text.db").write_text("not a database " * 100)
    with pytest.raises(LibraryDamaged):
        Catalog.open(tmp_path / "text.db", create=True)
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE photo (id INTEGER)")
    other.close()
    with pytest.raises(LibraryDamaged):
        Catalog.open(tmp_path / "other.db", create=True)
    new_catalog(tmp_path).close()
    newer = sqlite3.connect(tmp_path / "catalog.db")
    newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.commit()
    newer.close()
    with pytest.raises(LibraryTooNew):
        Catalog.open(tmp_path / "catalog.db")


def test_a_url_opens_the_same_library(tmp_path: Path) -> None:
    """A database can be named by URL as well as by path."""
    with new_catalog(tmp_path) as by_path, Catalog.open(f"sqlite:///{tmp_path}/catalog.db") as by_url:
        assert by_path.library_id == by_url.library_id


def test_a_locked_database_is_busy_but_readable(tmp_path: Path) -> None:
    """While another process holds the right to write, writing fails with LibraryBusy in time, and reading works."""
    new_catalog(tmp_path).close()
    other = sqlite3.connect(tmp_path / "catalog.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Catalog.open(tmp_path / "catalog.db", busy_timeout_s=0.1) as catalog:
        with pytest.raises(LibraryBusy):
            catalog.add_video(new_video("a"), [], at("/a.mkv"))
        assert catalog.videos() == []
        other.execute("ROLLBACK")
        catalog.add_video(new_video("a"), [], at("/a.mkv"))
    other.close()


def test_opening_needs_no_migration_tool(tmp_path: Path) -> None:
    """A library that is up to date opens without loading Alembic, in under 100 ms."""
    new_catalog(tmp_path).close()
    program = (
        "import sys, time\nfrom ashen.catalog.catalog import Catalog\nbefore = time.process_time()\n"
        "Catalog.open(sys.argv[1]).close()\nprint('alembic' in sys.modules, time.process_time() - before < 0.1)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "catalog.db"], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["False", "True"]


WRITER = """
import sys
from pathlib import Path
from tests.catalog.catalogs import at, new_catalog, new_signature, new_video, numbered
with new_catalog(Path(sys.argv[1])) as catalog:
    for number in range(100_000):
        signatures = [new_signature(number, 2000), new_signature(number, 2000, "frame/2")]
        catalog.add_video(new_video(f"{number}", numbered(number)), signatures, at(f"/{number}.mkv"))
        print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_a_killed_writer_leaves_whole_videos(tmp_path: Path) -> None:
    """Killed at any moment, what a writer reported is there, and every video there is whole, also while it writes."""
    catalog = new_catalog(tmp_path)
    held = 0
    for round_ in range(3):
        folder = Path(__file__).parents[2]
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE, text=True, cwd=folder
        )
        assert writer.stdout is not None
        reported = -1
        until = time.monotonic() + 0.05 + 0.11 * round_
        for line in writer.stdout:
            reported = int(line)
            videos = catalog.videos()
            assert len(videos) >= reported + 1
            assert len(catalog.signature(videos[-1].id, "frame/2")) == 2000
            if time.monotonic() > until and reported >= held:
                break
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert reported >= 0
        ids = [video.id for video in catalog.videos()]
        assert catalog.video_ids("frame/1").tolist() == catalog.video_ids("frame/2").tolist() == sorted(ids)
        assert catalog.summary().files == {"indexed": len(ids)}
        assert {f"{number}" for number in range(reported + 1)} <= {video.content_hash for video in catalog.videos()}
        held = len(ids)
    catalog.close()
    raw = sqlite3.connect(tmp_path / "catalog.db")
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    raw.close()


HALFWAY = """
import sys
from pathlib import Path
from ashen.catalog import writing as write
from ashen.catalog.engine import new_engine, url_of, writing
from tests.catalog.catalogs import at, new_signature, new_video, numbered
with writing(new_engine(url_of(Path(sys.argv[1]) / "catalog.db"), 1.0)) as connection:
    write.add_video(connection, new_video("half", numbered(2)), write.encode([new_signature(2, 9000)]), at("/2.mkv"))
    print("written", flush=True)
    sys.stdin.read()
"""


def test_half_a_transaction_is_never_seen(tmp_path: Path) -> None:
    """What a writer has written but not finished is seen by no reader, and is gone when the writer is killed."""
    with new_catalog(tmp_path) as catalog:
        whole = catalog.add_video(new_video("whole"), [new_signature()], at("/1.mkv"))
        before = (catalog.summary(), catalog.revision())
        command = [sys.executable, "-c", HALFWAY, str(tmp_path)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "written\n"
            assert (catalog.summary(), catalog.revision()) == before
            writer.kill()
        assert (catalog.summary(), catalog.revision()) == before
        assert catalog.add_video(new_video("half", numbered(2)), [new_signature()], at("/2.mkv")) > whole
        assert len(catalog.videos()) == 2


def test_several_processes_may_make_the_library_at_once(tmp_path: Path) -> None:
    """Whoever comes first makes it; all open the same one."""
    program = (
        "import sys\nfrom ashen.catalog.catalog import Catalog\n"
        "with Catalog.open(sys.argv[1], create=True) as catalog:\n    print(catalog.library_id)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "catalog.db")]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    made = {process.communicate()[0] for process in started}
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(made) == 1
