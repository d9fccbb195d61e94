import base64
from io import BytesIO

import httpx
import numpy as np
import pytest
from PIL import Image

from ashen.signature.color_layout import describe
from ashen.signature.color_layout_wire import to_v1beta2

FIELDS = {
    "anilist": int,
    "filename": str,
    "episode": int,
    "episode_start": int,
    "episode_end": int,
    "duration": float,
    "from": float,
    "at": float,
    "to": float,
    "similarity": float,
    "video": str,
    "image": str,
}


def layout(shot: bytes) -> bytes:
    """The 33 values of a picture."""
    rgb = np.asarray(Image.open(BytesIO(shot)).convert("RGB"))
    return bytes(describe(rgb[None])[0].tolist())


@pytest.mark.parametrize(
    "media_type", ["image/jpeg", "video/mp4", "application/octet-stream", "application/x-www-form-urlencoded", None]
)
def test_a_body_of_any_type_is_searched(client: httpx.Client, shot: bytes, media_type: str | None) -> None:
    """Also what curl calls a form; every field is there, of its type."""
    headers = {} if media_type is None else {"content-type": media_type}
    answer = client.post("/search", content=shot, headers=headers).json()
    assert answer["error"] == ""
    assert answer["frameCount"] > 0
    assert answer["quotaUsed"] > 0
    first = answer["result"][0]
    assert {name: type(value) for name, value in first.items()} == FIELDS
    assert (first["episode"], first["anilist"]) == (2, 0)
    assert first["similarity"] >= 0.9
    assert first["from"] <= first["at"] <= first["to"]


@pytest.mark.parametrize("field", ["image", "file", "whatever"])
def test_a_form_is_searched_under_any_name(client: httpx.Client, shot: bytes, field: str) -> None:
    """As clients call it differently."""
    answer = client.post("/search", files={field: ("x.jpg", shot, "image/jpeg")}).json()
    assert answer["result"][0]["episode"] == 2


def test_unknown_pictures_stay_below_the_mark(client: httpx.Client) -> None:
    """What Ashen does not name, nobody takes for a match."""
    noise = np.random.default_rng(7).integers(0, 255, (90, 160, 3), dtype=np.uint8)
    stream = BytesIO()
    Image.fromarray(noise).save(stream, "PNG")
    answer = client.post("/search", content=stream.getvalue()).json()
    assert all(result["similarity"] < 0.9 for result in answer["result"])


@pytest.mark.parametrize("value", ["", "1", "2", "true"])
def test_anilist_info_is_an_object(client: httpx.Client, shot: bytes, value: str) -> None:
    """Whatever the flag's value; what web pages dereference is there."""
    anilist = client.post(f"/search?anilistInfo={value}&cutBorders", content=shot).json()["result"][0]["anilist"]
    assert set(anilist) == {"id", "idMal", "title", "synonyms", "isAdult", "genres", "coverImage"}
    assert set(anilist["title"]) == {"native", "romaji", "english"}


def test_an_anime_without_files_has_no_results(client: httpx.Client, shot: bytes) -> None:
    """As asked for by number."""
    answer = client.post("/search?anilistID=99999", content=shot)
    assert (answer.status_code, answer.json()["result"]) == (200, [])


def test_vectors_are_searched(client: httpx.Client, shot: bytes) -> None:
    """As base64, as numbers, and as a batch of both."""
    code = layout(shot)
    text = base64.b64encode(code).decode()
    for vector in (text, list(code)):
        first = client.post("/search", json={"vector": vector}).json()["result"][0]
        assert first["episode"] == 2
        assert first["similarity"] > 0.95
    batch = client.post("/search", json={"vector": [text, list(code)]}).json()["result"]
    assert [results[0]["episode"] for results in batch] == [2, 2]


@pytest.mark.parametrize(
    ("vector", "said"),
    [
        ("AAAA", "Invalid vector format"),
        ([1, 2, 3], "Invalid vector format"),
        ([255] * 33, "Invalid vector format"),
        ({"a": 1}, "Invalid vector format"),
        ([[0] * 33] * 11, "Too many vectors (max 10)"),
    ],
)
def test_wrong_vectors_are_refused(client: httpx.Client, vector: object, said: str) -> None:
    """In trace.moe's words."""
    answer = client.post("/search", json={"vector": vector})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(said)


def test_errors_are_in_trace_moes_words(client: httpx.Client) -> None:
    """With what clients read before they look at the error."""
    for answer, status, said in (
        (client.post("/search"), 405, "Method Not Allowed"),
        (client.get("/search"), 405, "Method Not Allowed"),
        (client.post("/search", content=b"nonsense"), 400, "Failed to process image"),
        (client.get("/search?url=http://127.0.0.1/"), 400, "Invalid image url"),
        (client.post("/search", content=b"x", headers={"x-trace-key": "wrong"}), 403, "Invalid API key"),
        (client.get("/me", headers={"x-trace-key": "wrong"}), 403, "Invalid API key"),
        (client.get("/me?period=year"), 400, "Invalid period"),
        (client.get("/anilist"), 400, "Missing search query parameter 'q'"),
        (client.get("/status?id=x"), 400, "Invalid param id"),
    ):
        body = answer.json()
        assert answer.status_code == status
        assert body["error"].startswith(said)
        assert (body["result"], body["frameCount"]) == ([], 0)


def test_me_says_what_is_left(client: httpx.Client, shot: bytes) -> None:
    """A search more is a search less; headers say the same."""
    before = client.get("/me").json()
    answer = client.post("/search", content=shot)
    after = client.get("/me").json()
    assert set(after) == {"id", "priority", "concurrency", "quota", "quotaUsed", "error"}
    assert after["quotaUsed"] == before["quotaUsed"] + 1
    left = str(after["quota"] - after["quotaUsed"])
    assert answer.headers["x-ratelimit-remaining"] == answer.headers["ratelimit-remaining"] == left
    assert sum(each["total"] for each in client.get("/me?period=hour").json()) == after["quotaUsed"]


@pytest.mark.parametrize("asked", ["?size=s&mute", "&mute", "?size=l&minDuration=1&maxDuration=2", ""])
def test_previews_are_shown(client: httpx.Client, shot: bytes, asked: str) -> None:
    """However clients append their wishes; when the scene is goes along; a forged link is refused."""
    first = client.post("/search", content=shot).json()["result"][0]
    assert "?" not in first["video"]
    clip = client.get(f"{first['video']}{asked}")
    assert (clip.status_code, clip.headers["content-type"]) == (200, "video/mp4")
    start_s, end_s, duration_s = (float(clip.headers[f"x-video-{name}"]) for name in ("start", "end", "duration"))
    assert 0 <= start_s <= first["at"] <= end_s <= duration_s + 0.1
    still = client.get(f"{first['image']}{asked}")
    assert (still.status_code, still.content[:2]) == (200, b"\xff\xd8")
    forged = client.get(f"{first['image'][:-4]}AAAA")
    assert forged.status_code == 403
    assert forged.json()["error"]


def test_the_library_is_told_of(client: httpx.Client) -> None:
    """`/status`, `/stats` and `/anilist`."""
    assert client.get("/status").json()["row_count"] == client.get("/stats?type=media").json()["mediaFramesTotal"] > 0
    assert len(client.get("/status?id=0").json()) == 4
    assert client.get("/status", params={"id": "9" * 5000}).status_code == 400
    assert client.get("/search", params={"anilistID": "9" * 5000}).status_code == 405
    assert [found["title"] for found in client.get("/anilist?q=hoshi").json()] == ["Hoshi no Umi"]


def test_v1beta2_finds_pictures_videos_and_signatures(client: httpx.Client, shot: bytes, clip: bytes) -> None:
    """In its own words; ids of providers, which this library does not have."""
    code = np.frombuffer(layout(shot), np.uint8)
    for answer in (
        client.post("/v1beta2/search/image", content=shot),
        client.post("/v1beta2/search/video", content=clip),
        client.post("/v1beta2/search/signature", json={"signature": to_v1beta2(code)}),
    ):
        assert answer.status_code == 200
        body = answer.json()
        assert set(body) == {"crossreferences", "distance", "frameTimeMs", "queryTimeMs"}
        assert body["distance"] < 12
    assert client.post("/v1beta2/search/signature", json={"signature": "AAAA"}).status_code == 422
