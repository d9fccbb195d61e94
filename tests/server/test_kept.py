"""What outlives a server: quotas, the history of `/stats`, and links to previews."""

from __future__ import annotations

import stat
from pathlib import Path

import httpx
import pytest

from ashen.server.secret import kept_secret, key_for
from ashen.server.stats import percentile
from tests.build import unprivileged
from tests.server.running import serving


def test_counts_and_links_survive_a_restart(own_shelf: Path, shot: bytes) -> None:
    """A search counts against the quota, is in the history, and its still can be seen, when the server starts anew."""
    with serving(own_shelf, "--workers", "1", "--quota", "3") as client:
        assert client.post("/search", content=shot).status_code == 200
        found = client.post("/v1/search/image", content=shot).json()
        refused = client.post("/v1/search/image", content=b"nonsense")
        assert refused.status_code == 422
        still = client.get(found["matches"][0]["preview"]["image"])
        assert still.status_code == 200
        caller = client.get("/me").json()["id"]
    with serving(own_shelf, "--workers", "1", "--quota", "3") as client:
        assert client.get("/me").json() == {
            "id": caller,
            "priority": 0,
            "concurrency": 64,
            "quota": 3,
            "quotaUsed": 3,
            "error": "",
        }
        assert client.post("/v1/search/image", content=shot).status_code == 429
        assert client.get(found["matches"][0]["preview"]["image"]).content == still.content
        for period in ("minute", "hour", "day"):
            rows = client.get("/stats", params={"type": "traffic", "period": period}).json()
            assert sum(row["200"] for row in rows) == 2
            assert sum(row["422"] for row in rows if "422" in row) == 1
            assert sum(row["429"] for row in rows if "429" in row) == 1
            assert sum(row["total"] for row in rows) == 4
        [speed] = client.get("/stats?type=speed&period=day").json()[-1:]
        assert 0 < speed["p0"] <= speed["p50"] <= speed["p100"]
        [accuracy] = client.get("/stats?type=accuracy&period=day").json()[-1:]
        assert accuracy["p100"] >= 0.9
        wrong = [client.get("/stats", params=each) for each in ({"type": "speed", "period": "week"}, {"type": "x"})]
        assert [answer.status_code for answer in wrong] == [400, 400]


def test_nobody_can_be_told_from_what_is_kept(own_shelf: Path, shot: bytes) -> None:
    """No address and no key is in any of the files; who asks is a hash."""
    with serving(own_shelf, "--workers", "1") as client:
        client.post("/search", content=shot, headers={"User-Agent": "a telling agent"})
    kept = b"".join(path.read_bytes() for path in own_shelf.iterdir() if path.is_file() and path.suffix != ".secret")
    for telling in (b"127.0.0.1", b"a telling agent"):
        assert telling not in kept


def test_the_secret_is_made_once(tmp_path: Path) -> None:
    """Only its owner may read it; keys for different purposes differ."""
    secret = kept_secret(tmp_path)
    assert kept_secret(tmp_path) == secret
    assert stat.S_IMODE((tmp_path / "server.secret").stat().st_mode) == 0o600
    assert key_for(secret, "links") != key_for(secret, "addresses") != secret


@pytest.mark.parametrize("damaged", [False, True])
def test_without_a_kept_secret_it_serves_all_the_same(public_folder: Path, damaged: bool) -> None:
    """Where the folder may only be read, or the file is not what was written, each server has a fresh one."""
    if damaged:
        (public_folder / "server.secret").write_bytes(b"short")
    public_folder.chmod(0o555)
    with unprivileged():
        first, second = kept_secret(public_folder), kept_secret(public_folder)
    assert len(first) == len(second) == 32
    assert first != second


@pytest.mark.parametrize(("share", "value"), [(0, 1.0), (50, 2.0), (75, 2.0), (90, 9.0), (100, 9.0)])
def test_percentiles(share: int, value: float) -> None:
    """The first value at which that many are reached, as PostgreSQL's percentile_disc."""
    assert percentile([(1.0, 1), (2.0, 2), (9.0, 1)], share) == value


def test_keys_may_be_in_the_address_where_trace_moe_takes_them_so(own_shelf: Path) -> None:
    """`/me?key=`; elsewhere such a parameter means nothing."""
    from ashen.server.keys import Keys, Tier

    key = Keys(own_shelf).add("bot", Tier(7))
    with serving(own_shelf, "--workers", "1") as client:
        assert client.get("/me", params={"key": key}).json()["quota"] == 7
        assert client.get("/me", params={"key": "wrong"}).status_code == 403
        assert httpx.get(f"{client.base_url}/v1/library", params={"key": "wrong"}).status_code == 200
