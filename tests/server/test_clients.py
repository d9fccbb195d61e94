import json
import subprocess
from pathlib import Path

import httpx
import pytest

PYTHON = Path(__file__).parents[2] / "build" / "clients" / "bin" / "python"
FOUND = {
    ("aiotracemoeapi", "me"): True,
    ("aiotracemoeapi", "usage"): True,
    ("aiotracemoeapi", "search"): 2,
    ("aiotracemoeapi", "search_vector"): True,
    ("aiotracemoeapi", "search_vectors"): 2,
    ("tracemoe-py", "search"): 2,
    ("tracemoepy", "get_me"): True,
    ("tracemoepy", "search"): 2,
    ("PicImageSearch", "me"): True,
    ("PicImageSearch", "search"): 2,
}


@pytest.mark.skipif(not PYTHON.exists(), reason="`make clients` sets them up")
def test_real_clients_of_trace_moe_work(client: httpx.Client, shot: bytes, tmp_path: Path) -> None:
    """As published, told another base URL."""
    (tmp_path / "shot.jpg").write_bytes(shot)
    base = str(client.base_url).rstrip("/")
    command = [str(PYTHON), str(Path(__file__).with_name("run_clients.py")), base, str(tmp_path / "shot.jpg")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    told = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    assert {(each["client"], each["call"]): each["found"] for each in told} == FOUND, ran.stderr
