import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import ashen


def test_indexing_tells_what_became_of_each_file(tmp_path: Path, episodes: list[Path]) -> None:
    """A line for each file when it is stored, a summary of all, the problems again, and code 4 when some failed."""
    videos = tmp_path / "videos"
    videos.mkdir()
    good, bad = Path(shutil.copy(episodes[0], videos)), videos / "bad.mkv"
    bad.write_text("not a video")
    ran = ashen("index", videos, videos / "nowhere", "--library", tmp_path / "library", "--workers", "1")
    assert ran.code == 4
    lines = ran.err.splitlines()
    assert f"indexed {good}" in lines
    assert "2 files to look into" in lines
    [failed] = [line for line in lines if line.startswith(f"failed {bad}: ")]
    assert re.match(r"2 failed, 1 indexed\. 0\.1 minutes of video, [\d.]+ x real time\.\n", ran.out)
    assert f"  {failed}\n" in ran.out
    assert f"  failed {videos / 'nowhere'}: No such file or directory" in ran.out

    again = ashen("index", videos, "--library", tmp_path / "library")
    assert (again.code, again.err) == (0, "0 files to look into\n")
    assert again.out.startswith("1 skipped, 1 unchanged.")
    assert "--retry-failed" in again.out
    assert ashen("index", videos, "--library", tmp_path / "library", "--retry-failed").code == 4


def test_an_empty_folder_is_no_error(tmp_path: Path) -> None:
    """Nothing to index is said, and is fine."""
    (tmp_path / "empty").mkdir()
    ran = ashen("index", tmp_path / "empty", "--library", tmp_path / "library")
    assert (ran.code, ran.out.split(".")[0]) == (0, "no videos found")


def _hear_ctrl_c() -> None:
    """A shell's background job has Ctrl-C ignored, and so have its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a pseudo-terminal")
def test_bars_on_a_terminal_and_ctrl_c(tmp_path: Path, episodes: list[Path]) -> None:
    """On a terminal there are bars with counts, speed and time left; Ctrl-C ends it at once, with 130, and keeps what
    was stored."""
    library, videos = tmp_path / "library", tmp_path / "videos"
    videos.mkdir()
    for episode in episodes[:2]:
        shutil.copy(episode, videos)
    with (videos / "last.mkv").open("wb") as file:
        file.truncate(2**36)  # takes no room, but a minute to hash
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "ashen.cli.main", "index", str(videos), "--library", str(library)]
    environment = {**os.environ, "COLUMNS": "150", "TERM": "xterm"}
    shown = b""
    with subprocess.Popen(
        [*command, "--workers", "1"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment,
        start_new_session=True,
        preexec_fn=_hear_ctrl_c,
    ) as process:
        os.close(theirs)
        interrupted = False
        while True:
            try:
                data = os.read(ours, 4096)
            except OSError:
                break
            if not data:
                break
            shown += data
            if not interrupted and b"2 done" in shown:
                os.killpg(process.pid, signal.SIGINT)
                interrupted = True
    os.close(ours)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    assert "all files" in text
    assert re.search(r"2 done, 0 failed, [\d.]+ x real time +(\d+:\d\d:\d\d|-:--:--)", text)
    assert "Interrupted. What was indexed is stored" in text
    assert "Traceback" not in text
    assert process.returncode == 130
    assert ashen("status", "--json", "--library", library).json_lines[0]["videos"] == 2
