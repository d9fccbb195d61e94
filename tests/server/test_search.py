import struct
import time
from pathlib import Path

import httpx
import pytest

from ashen import Library
from ashen.looking import sign_media
from ashen.signature.codec import encode_signature
from tests.server.running import serving

MP4 = "video/mp4"


def batch_of(*signatures: bytes) -> bytes:
    return b"".join(struct.pack("<I", len(data)) + data for data in signatures)


@pytest.mark.parametrize("form", [False, True])
def test_a_picture_is_found(client: httpx.Client, shot: bytes, form: bool) -> None:
    """As the body or in a form, under any field's name, the answer is that of the library."""
    if form:
        answer = client.post("/v1/search/image", files={"anything": ("../shot.jpg", shot)}).json()
    else:
        answer = client.post("/v1/search/image", content=shot).json()
    assert answer["answer"] == "match"
    assert answer["matches"][0]["episode"]["number"] == "2"
    assert abs(answer["matches"][0]["at_s"] - 1.25) < 0.1
    assert answer["query"]["path"] == ("shot.jpg" if form else "")


def test_where_files_lie_is_not_told(client: httpx.Client, shot: bytes, episodes: list[Path]) -> None:
    """Answers and the library's list hold files' names, never their folders."""
    said = client.post("/v1/search/image", content=shot).text + client.get("/v1/library").text
    assert episodes[1].name in said
    assert str(episodes[1].parent) not in said


def test_a_video_is_found(client: httpx.Client, episodes: list[Path]) -> None:
    """Its segments are in the answer."""
    answer = client.post("/v1/search/video", files={"file": ("clip.mp4", episodes[2].read_bytes(), MP4)}).json()
    assert answer["answer"] == "match"
    assert {match["episode"]["number"] for match in answer["matches"]} == {"3"}
    assert answer["query"]["kind"] == "video"


def test_signatures_are_found(client: httpx.Client, shot: bytes, episodes: list[Path], tmp_path: Path) -> None:
    """A picture's and a video's signature, made elsewhere, are answered one by one."""
    (tmp_path / "shot.jpg").write_bytes(shot)
    recipe = client.get("/v1/library").json()["recipe"]
    made = [encode_signature(sign_media(path, recipe)) for path in (tmp_path / "shot.jpg", episodes[3])]
    answers = client.post("/v1/search/signatures", content=batch_of(*made)).json()["answers"]
    assert [answer["matches"][0]["episode"]["number"] for answer in answers] == ["2", "4"]
    assert [answer["query"]["kind"] for answer in answers] == ["image", "video"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "request_wrong"),
        (b"\x00", 400, "request_wrong"),
        (b"\xff\xff\xff\xff1234", 400, "request_wrong"),
        (batch_of(b"nonsense"), 422, "signature_damaged"),
    ],
)
def test_damaged_batches_are_refused(client: httpx.Client, body: bytes, status: int, code: str) -> None:
    """With a problem that says why."""
    answer = client.post("/v1/search/signatures", content=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_problems_are_problem_details(client: httpx.Client, episodes: list[Path]) -> None:
    """RFC 9457: media type, status, code, and what to do next."""
    for path, content, status, code in (
        ("/v1/search/image", b"nonsense", 422, "not_media"),
        ("/v1/search/image", b"", 400, "request_wrong"),
        ("/v1/search/image", episodes[0].read_bytes(), 422, "wrong_kind"),
        ("/v1/search/image?top=0", b"x", 422, "request_wrong"),
        ("/v1/nothing", b"", 404, "not_found"),
    ):
        answer = client.post(path, content=content)
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
        assert problem["detail"]


def test_too_long_a_body_is_refused_while_it_comes(client: httpx.Client) -> None:
    """Counted, as its length need not be announced."""
    chunks = (bytes(1 << 20) for _ in range(26))
    answer = client.post("/v1/search/image", content=chunks)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_what_is_indexed_meanwhile_is_found(own_shelf: Path, episodes: list[Path]) -> None:
    """Another process indexes an episode; within 5 s the server knows it."""
    with serving(own_shelf, "--workers", "1") as client:
        clip = episodes[5].read_bytes()
        assert "6" not in {
            m["episode"]["number"] for m in client.post("/v1/search/video", content=clip).json()["matches"]
        }
        with Library.open(own_shelf) as library:
            library.index(episodes[5])
        indexed_s = time.monotonic()
        found: set[str] = set()
        while found != {"6"}:
            assert time.monotonic() - indexed_s < 5 + 10  # a search on a busy machine takes seconds, too
            found = {m["episode"]["number"] for m in client.post("/v1/search/video", content=clip).json()["matches"]}
        assert client.get("/v1/library").json()["videos"] == 5


def test_health_is_told(client: httpx.Client) -> None:
    """Alive, ready, and counts for Prometheus."""
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ready\n"
    assert "ashen_library_videos 4.0" in client.get("/metrics").text


def test_answers_have_security_headers(client: httpx.Client) -> None:
    """Also errors; and pages of other origins may ask."""
    answer = client.get("/v1/nothing", headers={"Origin": "https://example.org"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["access-control-allow-origin"] == "*"
