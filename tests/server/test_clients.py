"""Real clients of trace.moe, as published, told another base URL. docs/server.md has the table of them."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from ashen.server.keys import Keys, Tier

CLIENTS = Path(__file__).parents[2] / "build" / "clients"
PYTHON = CLIENTS / "bin" / "python"
TRACE_MOE_TS = CLIENTS / "node_modules" / "trace.moe.ts"
QUOTA = 7777
BY_PYTHON: dict[tuple[str, str], Any] = {
    ("aiotracemoeapi", "me"): True,
    ("aiotracemoeapi", "usage"): True,
    ("aiotracemoeapi", "search"): 2,
    ("aiotracemoeapi", "search_vector"): True,
    ("aiotracemoeapi", "search_vectors"): 2,
    ("tracemoe-py", "search"): 2,
    ("tracemoe-py", "me"): True,
    ("tracemoepy", "get_me"): True,
    ("tracemoepy", "search"): 2,
    ("PicImageSearch", "me"): True,
    ("PicImageSearch", "search"): 2,
    ("python-whatanime", "get_me"): True,
    ("python-whatanime", "search_file"): 2,
    ("python-whatanime", "search_url"): "Image is empty",  # what it says of every status 400
    ("aiomoe", "me"): True,
    ("aiomoe", "me, with a key"): QUOTA,
    ("aiomoe", "search"): 2,
    ("aiomoe", "search, anilist_info"): "Hoshi no Umi",
    ("aiomoe", "search, url"): "Invalid image url",
}
BY_NODE: dict[tuple[str, str], Any] = {
    ("trace.moe.ts", "fetchMe"): True,
    ("trace.moe.ts", "fetchMe with a key"): QUOTA,
    ("trace.moe.ts", "fetchAnimeFromBuffer"): 2,
    ("trace.moe.ts", "fetchAnimeFromBuffer, anilistInfo"): "Hoshi no Umi",
    ("trace.moe.ts", "fetchAnimeFromBuffer, cutBorders"): 2,
    ("trace.moe.ts", "fetchAnime"): True,
}


@pytest.fixture(scope="module")
def asked(client: httpx.Client, shelf: Path, shot: bytes, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the clients are told: where the server is, a picture, a key."""
    path = tmp_path_factory.mktemp("clients") / "shot.jpg"
    path.write_bytes(shot)
    return [str(client.base_url).rstrip("/"), str(path), Keys(shelf).add("bot", Tier(QUOTA))]


def told(*command: str | Path) -> dict[tuple[str, str], Any]:
    """What each call of each client found."""
    ran = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    lines = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    return {(each["client"], each["call"]): each["found"] for each in lines}


@pytest.mark.skipif(not PYTHON.exists(), reason="`make clients` sets them up")
def test_clients_written_in_python_work(asked: list[str]) -> None:
    """Six of them, every call that a server without the internet can answer; and an error, in the client's words."""
    assert told(PYTHON, Path(__file__).with_name("run_clients.py"), *asked) == BY_PYTHON


@pytest.mark.skipif(shutil.which("node") is None, reason="no node is installed")
@pytest.mark.skipif(not TRACE_MOE_TS.exists(), reason="`make clients` sets it up, where there is npm")
def test_clients_written_in_typescript_work(asked: list[str]) -> None:
    """trace.moe.ts, which sends pictures as urlencoded forms, and keys in the address."""
    script = Path(__file__).with_name("run_clients.cjs")
    assert told(shutil.which("node") or "", script, TRACE_MOE_TS, *asked) == BY_NODE
