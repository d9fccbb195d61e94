import json
import time
from pathlib import Path

import httpx

from tests.server.running import serving


def test_a_job_is_followed_to_its_answer(client: httpx.Client, clip: bytes) -> None:
    """Submit, follow, fetch."""
    submitted = client.post("/v1/jobs", files={"file": ("long.mp4", clip)})
    assert submitted.status_code == 202
    address = submitted.headers["location"]
    told = []
    with client.stream("GET", f"{address}/events") as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        for line in events.iter_lines():
            if line.startswith("data: "):
                told.append(json.loads(line[6:]))
    assert told[-1]["state"] == "done"
    assert [job["progress"] for job in told] == sorted(job["progress"] for job in told)
    answer = client.get(f"{address}/result").json()
    assert {match["episode"]["number"] for match in answer["matches"]} == {"3"}
    assert answer["matches"][0]["preview"]["image"]
    assert client.get(address).json()["state"] == "done"


def test_a_job_that_fails_says_why(client: httpx.Client) -> None:
    """By the code of the error."""
    address = client.post("/v1/jobs", content=b"nonsense").headers["location"]
    with client.stream("GET", f"{address}/events") as events:
        assert "event: failed" in events.read().decode()
    assert client.get(address).json()["error"]["code"] == "not_media"
    assert client.get(f"{address}/result").status_code == 422


def test_a_job_is_cancelled(client: httpx.Client, clip: bytes) -> None:
    """Its search ends at once, and others go on."""
    addresses = [client.post("/v1/jobs", content=clip).headers["location"] for _ in range(3)]
    began_s = time.monotonic()
    assert client.delete(addresses[-1]).status_code == 204
    assert time.monotonic() - began_s < 10
    assert client.get(addresses[-1]).json()["state"] == "cancelled"
    assert client.get(f"{addresses[-1]}/result").json()["code"] == "search_cancelled"
    with client.stream("GET", f"{addresses[0]}/events") as events:
        assert "event: done" in events.read().decode()


def test_unknown_jobs_are_missing(client: httpx.Client) -> None:
    """Whatever is asked of them."""
    for answer in (client.get("/v1/jobs/x"), client.get("/v1/jobs/x/events"), client.delete("/v1/jobs/x")):
        assert (answer.status_code, answer.json()["code"]) == (404, "job_missing")


def test_an_admin_changes_the_library(own_shelf: Path, episodes: list[Path]) -> None:
    """Indexes and removes; others may not."""
    with serving(own_shelf, "--workers", "1", environment={"ASHEN_ADMIN_KEY": "secret"}) as client:
        paths, admin = {"paths": [str(episodes[6])]}, {"authorization": "Bearer secret"}
        assert client.post("/v1/index", json=paths).status_code == 403
        address = client.post("/v1/index", json=paths, headers=admin).headers["location"]
        with client.stream("GET", f"{address}/events") as events:
            assert "event: done" in events.read().decode()
        shows = client.get("/v1/library").json()["shows"]
        added = [video["id"] for video in shows[0]["videos"] if video["name"] == episodes[6].name]
        assert len(added) == 1
        assert client.delete(f"/v1/videos/{added[0]}").status_code == 403
        assert client.delete(f"/v1/videos/{added[0]}", headers=admin).status_code == 204
        assert client.delete(f"/v1/videos/{added[0]}", headers=admin).status_code == 404
        assert client.get("/v1/library").json()["videos"] == 4
