import os
import subprocess
import sys
from pathlib import Path

import pytest

from ashen.catalog.lock import WriterLock
from ashen.errors import LibraryBusy

HOLDER = """
import sys
from pathlib import Path
from ashen.catalog.lock import WriterLock
with WriterLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_only_one_process_holds_it_and_death_gives_it_back(tmp_path: Path) -> None:
    """A second process is refused while the first lives, and not after the first was killed."""
    path = tmp_path / "library" / "writer.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(LibraryBusy), WriterLock(path):
        pass
    holder.kill()
    holder.communicate()
    with WriterLock(path):
        pass


def test_it_is_held_once_in_a_process_too(tmp_path: Path) -> None:
    """Two locks on one file exclude each other within a process, and the lock can be taken again after."""
    lock = WriterLock(tmp_path / "writer.lock")
    with lock:
        with pytest.raises(LibraryBusy), WriterLock(tmp_path / "writer.lock"):
            pass
        with pytest.raises(LibraryBusy), lock:
            pass
        with pytest.raises(LibraryBusy), WriterLock(tmp_path / "writer.lock"):
            pass
    with lock:
        pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_does_not_keep_it(tmp_path: Path) -> None:
    """A worker that outlives the process that forked it does not hold the library locked."""
    program = (
        "import os, sys, time\nfrom pathlib import Path\nfrom ashen.catalog.lock import WriterLock\n"
        "started, start = os.pipe()\n"
        "with WriterLock(Path(sys.argv[1])):\n"
        "    if os.fork() == 0:\n        os.write(start, b'1')\n        time.sleep(3)\n"
        "    else:\n        os.read(started, 1)\n        os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", program, tmp_path / "writer.lock"], check=True, timeout=2.5)
    with WriterLock(tmp_path / "writer.lock"):
        pass
