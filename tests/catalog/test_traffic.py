import sqlite3
import stat
from pathlib import Path

import pytest

from ashen.catalog.traffic import Traffic
from tests.build import unprivileged

NOW_S = 1_800_000_000.0


def test_counts_survive(tmp_path: Path) -> None:
    """What was noted is there when the file is opened again, added up by minute, also when two processes write."""
    for searches in (2, 3):
        one = Traffic(tmp_path / "traffic.db")
        other = Traffic(tmp_path / "traffic.db")
        one.note_caller("key bot", 30_000_000, searches)
        other.note_caller("key bot", 30_000_000, 1)
        other.note_caller("somebody", 29_999_990, 1)
        one.close()
        other.close()
    again = Traffic(tmp_path / "traffic.db")
    assert again.callers(NOW_S) == {"key bot": [(30_000_000, 7)], "somebody": [(29_999_990, 2)]}
    again.close()


def test_what_is_old_is_forgotten(tmp_path: Path) -> None:
    """Callers after a day, history as long as it is shown; the file stays small."""
    traffic = Traffic(tmp_path / "traffic.db")
    traffic.note_caller("somebody", 30_000_000, 1)
    traffic.note_answer(NOW_S, 200, 12.3456, 0.98765)
    traffic.save(NOW_S)
    assert traffic.history("status", "minute", NOW_S + 10) == {int(NOW_S): [(200.0, 1)]}
    assert traffic.history("ms", "day", NOW_S + 10)[int(NOW_S // 86400) * 86400] == [(12.0, 1)]
    assert traffic.history("similarity", "hour", NOW_S)[int(NOW_S)] == [(0.988, 1)]
    assert traffic.history("status", "minute", NOW_S + 3601) == {}
    traffic.save(NOW_S + 61 * 86400)
    traffic.close()
    with sqlite3.connect(tmp_path / "traffic.db") as database:
        left = database.execute("SELECT (SELECT count(*) FROM caller) + (SELECT count(*) FROM history)").fetchone()
    assert left == (0,)
    database.close()


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    """It says when somebody asked."""
    Traffic(tmp_path / "traffic.db").close()
    assert stat.S_IMODE((tmp_path / "traffic.db").stat().st_mode) == 0o600


@pytest.mark.parametrize("damaged", [False, True])
def test_counts_go_on_where_nothing_can_be_kept(public_folder: Path, damaged: bool) -> None:
    """A folder that may only be read, or a file that is something else, is no reason not to serve."""
    path = public_folder / "traffic.db"
    if damaged:
        path.write_bytes(b"this is no database, and long enough to be seen as none" * 20)
    else:
        public_folder.chmod(0o555)
    with unprivileged():
        traffic = Traffic(path)
    traffic.note_caller("somebody", 30_000_000, 1)
    traffic.save(NOW_S)
    assert traffic.callers(NOW_S) == {"somebody": [(30_000_000, 1)]}
    traffic.close()
