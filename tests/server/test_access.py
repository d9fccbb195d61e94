from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from ashen.server.access import DAY_S, Caller
from ashen.server.keys import Keys, Tier
from tests.cli.program import ashen
from tests.server.running import serving


def test_keys_are_kept_as_hashes(tmp_path: Path) -> None:
    """Neither the key nor a piece of it is in the file; it is found, and can be taken away."""
    keys = Keys(tmp_path)
    given = keys.add("bot", Tier(5, 2, 1))
    assert given not in (tmp_path / "keys.json").read_text()
    found = Keys(tmp_path).find(given)
    assert found is not None
    assert (found.name, found.tier, found.admin) == ("bot", Tier(5, 2, 1), False)
    assert keys.find(given + "x") is None
    assert keys.remove("bot")
    assert Keys(tmp_path).find(given) is None
    assert not keys.remove("bot")


@pytest.mark.parametrize(("later_s", "used"), [(0.0, 3), (DAY_S - 120, 3), (DAY_S + 120, 1), (2 * DAY_S, 0)])
def test_quotas_roll(later_s: float, used: int) -> None:
    """Searches count for 24 hours, to the minute."""
    caller = Caller("x", Tier(10))
    caller.count(1000.0, 2)
    caller.count(1000.0 + 300, 1)
    assert caller.used(1000.0 + later_s) == used


def test_quota_and_concurrency_hold(own_shelf: Path, shot: bytes) -> None:
    """Without a key and with one; each in the words of the address that was asked."""
    made = ashen("keys", "--library", own_shelf, "--add", "bot", "--quota", "3", "--json").json_lines[0]
    with serving(own_shelf, "--workers", "1", "--quota", "2") as client:
        bot = {"x-trace-key": made["made"]}
        answers = [client.post("/search", content=shot) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 402]
        assert answers[-1].json()["error"].startswith("Search quota depleted")
        refused = client.post("/v1/search/image", content=shot)
        assert (refused.status_code, refused.json()["code"]) == (429, "quota_spent")
        assert refused.headers["retry-after"]
        assert client.post("/v1/search/image", content=shot, headers=bot).status_code == 200
        me = client.get("/me", headers=bot).json()
        assert (me["quota"], me["quotaUsed"], me["priority"]) == (3, 1, 1)


def test_only_so_many_at_a_time(own_shelf: Path, clip: bytes) -> None:
    """The others are told so, and not kept waiting."""
    with serving(own_shelf, "--workers", "1", "--concurrency", "1") as client, ThreadPoolExecutor(6) as threads:
        address = str(client.base_url)

        def ask(_: int) -> httpx.Response:
            return httpx.post(f"{address}/search", content=clip, timeout=120, trust_env=False)

        answers = list(threads.map(ask, range(6)))
        statuses = {answer.status_code for answer in answers}
        assert statuses == {200, 402}
        assert any(answer.json()["error"].startswith("Concurrency limit exceeded") for answer in answers)
