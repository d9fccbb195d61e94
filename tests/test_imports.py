"""Ashen starts quickly: what is slow to load is loaded when it is needed."""

import json
import subprocess
import sys

import pytest

MEASURE = """
import json, sys, time
try:
    {statement}
except SystemExit:
    pass
sys.stderr.write(json.dumps([time.process_time(), sorted(sys.modules)]))
"""
SLOW = {"numpy", "faiss", "av", "PIL", "cv2", "onnxruntime", "sqlalchemy", "alembic", "zstandard", "anitomy_ng"}


def loaded(statement: str) -> tuple[float, set[str]]:
    """CPU seconds, the best of three processes, and the top-level modules that `statement` loads."""
    took_s, modules = [], set[str]()
    for _ in range(3):
        command = [sys.executable, "-c", MEASURE.format(statement=statement)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, names = json.loads(done.stderr)
        took_s.append(seconds)
        modules = {name.split(".")[0] for name in names}
    return min(took_s), modules


@pytest.mark.parametrize(
    ("statement", "limit_s"),
    [
        ("import ashen", 0.2),
        ("sys.argv = ['ashen', '--help']; from ashen.cli.main import main; main()", 1.0),
        ("sys.argv = ['ashen', 'identify', '--help']; from ashen.cli.main import main; main()", 1.0),
    ],
)
def test_starting_is_quick(statement: str, limit_s: float) -> None:
    """Importing Ashen and asking for help load none of the heavy libraries; limits leave room for slow machines."""
    took_s, modules = loaded(statement)
    assert modules & SLOW == set()
    assert took_s < limit_s


def test_the_library_is_there_when_asked_for() -> None:
    """`from ashen import Library, sign_media` works, and other names do not."""
    import ashen

    assert ashen.Library.__name__ == "Library"
    assert ashen.sign_media.__name__ == "sign_media"
    assert not hasattr(ashen, "nothing")
