"""Examples for the API's description, by operation; a test holds them to their schemas."""

from __future__ import annotations

from typing import Any

FILE = "(the bytes of the file)"
KEY = "Zt0aR4nEwJ8eYHk2m1x0vQ"
TOKEN = "WzEsMTI1MSwwLDAsMTc5NTY3NjY0MV0.KJccAsSiqkrfqhFdp32PmYyvd1nG0pUcaSfxnsDZE3k"  # noqa: S105 - an example
LAYOUT = "FQYHDg4ODwcQEhAPDg8SEBYPEQ8QEBEgDw8QEBEeEBAODxA="
TIME = "2026-11-26T05:00:00.000Z"

_PREVIEW = {"image": f"/v1/previews/{TOKEN}/still.jpg", "video": f"/v1/previews/{TOKEN}/clip.mp4"}
_ANIME = {"title": "Hoshi no Umi", "ids": {"anilist": "1535"}}
MATCH: dict[str, Any] = {
    "anime": _ANIME,
    "episode": {"number": "2", "title": None},
    "video": "Hoshi no Umi - 02.mkv",
    "video_id": 2,
    "query_start_s": 0.0,
    "query_end_s": 0.0,
    "start_s": 61.21,
    "at_s": 61.251,
    "end_s": 63.293,
    "speed": 1.0,
    "mirrored": False,
    "similarity": 0.981,
    "confidence": 0.9998,
    "frames_agreeing": 1,
    "frames_compared": 1,
    "runs_agreeing": 1,
    "margin": 0.4557,
    "chance": 0.55,
    "pictured": 0.0,
    "flipped": False,
    "rotated_deg": 0,
    "outline": None,
    "reversed": False,
    "geometry": None,
    "variants": [],
    "verdict": None,
    "label": None,
    "preview": _PREVIEW,
}
ANSWER: dict[str, Any] = {
    "schema": 1,
    "query": {"path": "screenshot.jpg", "kind": "image", "duration_s": None},
    "answer": "match",
    "matches": [MATCH],
    "runners_up": [],
    "reason": "",
    "unexplained": [],
    "explained_s": 0.0,
    "coverage": [],
    "shared_by": [],
}
_SHARE = {"query_start_s": 0.0, "query_end_s": 12.5, "start_s": 61.2, "end_s": 73.7}
VIDEO_ANSWER: dict[str, Any] = {
    **ANSWER,
    "query": {"path": "clip.mp4", "kind": "video", "duration_s": 14.0},
    "matches": [{**MATCH, **_SHARE, "at_s": 65.0, "frames_agreeing": 280, "frames_compared": 300, "runs_agreeing": 91}],
    "unexplained": [{"start_s": 12.5, "end_s": 14.0}],
    "explained_s": 12.5,
    "coverage": [
        {
            "video": "Hoshi no Umi - 02.mkv",
            "video_id": 2,
            "anime": "Hoshi no Umi",
            "episode": "2",
            "query_share": 0.8929,
            "query_s": 12.5,
            "video_share": 0.0087,
            "video_s": 12.5,
            "pieces": 1,
            "longest_s": 12.5,
            "in_order": True,
            "missing": [],
            "added": [{"start_s": 12.5, "end_s": 14.0}],
            "changed": [],
            "shared": [_SHARE],
        }
    ],
}
_VIDEO = {
    "id": 2,
    "anime": _ANIME,
    "episode": {"number": "2", "title": None},
    "kind": "episode",
    "duration_s": 1438.02,
    "frames": 34478,
    "width_px": 1920,
    "height_px": 1080,
    "partial": False,
    "name": "Hoshi no Umi - 02.mkv",
}
LIBRARY = {
    "anime": 1,
    "episodes": 1,
    "videos": 1,
    "frames": 34478,
    "duration_s": 1438.02,
    "recipe": "frame/3",
    "files": {"indexed": 1},
    "revision": 1,
    "shows": [{**_ANIME, "id": 1, "season": None, "year": 2024, "videos": [_VIDEO]}],
    "problems": [{"name": "broken.mkv", "state": "failed", "code": "not_media", "message": "broken.mkv is no video"}],
}
_JOB = {"id": KEY, "state": "running", "progress": 0.42, "error": None}
_STORED = {
    "added": 1,
    "completed": 0,
    "known": 0,
    "refused": 1,
    "videos": [
        {"name": "Hoshi no Umi - 02.mkv", "fate": "added", "video_id": 2, "message": ""},
        {"name": "odd.mkv", "fate": "refused", "video_id": None, "message": "Its stills are not in order."},
    ],
}
_FOUND = {
    "crossreferences": {"anidb.net": {"animeId": "1", "episodeIds": ["100"]}},
    "distance": 0.019,
    "frameTimeMs": 61251,
    "queryTimeMs": 14,
}
_TRACE_ANIME: dict[str, Any] = {
    "id": 1535,
    "idMal": None,
    "title": {"native": "Hoshi no Umi", "romaji": "Hoshi no Umi", "english": None},
    "synonyms": [],
    "isAdult": False,
    "genres": [],
    "coverImage": {"large": "", "medium": "", "extraLarge": "", "color": None},
}
_TRACE = {
    "frameCount": 34478,
    "error": "",
    "quota": 100000,
    "quotaUsed": 12,
    "result": [
        {
            "anilist": 1535,
            "filename": "Hoshi no Umi - 02.mkv",
            "episode": 2,
            "episode_start": 2,
            "episode_end": 2,
            "duration": 1438.02,
            "from": 61.21,
            "at": 61.251,
            "to": 63.293,
            "similarity": 0.981,
            "video": f"https://ashen.example/video/{TOKEN}",
            "image": f"https://ashen.example/image/{TOKEN}",
        }
    ],
}
_ME = {"id": "9f2c1ab87d3e5f60", "priority": 0, "concurrency": 64, "quota": 100000, "quotaUsed": 12, "error": ""}
_PERCENTILES = {"p0": 9.0, "p10": 11.0, "p25": 13.0, "p50": 15.0, "p75": 20.0, "p90": 79.0, "p100": 180.0}

REQUESTS: dict[str, Any] = {
    "POST /v1/search/url": {"url": "https://example.org/screenshot.jpg"},
    "POST /v1/index": {"paths": ["/videos/Hoshi no Umi"]},
    "POST /v1beta2/search/signature": {"signature": LAYOUT},
    "POST /search": {"vector": [16] * 33},
    "POST /anilist": {"query": "query ($id: Int) { Media (id: $id) { title { native } } }", "variables": {"id": 1535}},
}
"""JSON bodies."""

ANSWERS: dict[str, Any] = {
    "POST /v1/search/image": ANSWER,
    "POST /v1/search/video": VIDEO_ANSWER,
    "POST /v1/search/url": ANSWER,
    "POST /v1/search/signatures": {"answers": [ANSWER]},
    "POST /v1/jobs": {**_JOB, "state": "waiting", "progress": 0.0},
    "GET /v1/jobs/{job_id}": _JOB,
    "GET /v1/jobs/{job_id}/events": 'event: progress\ndata: {"id": "Zt0aR4nE", "state": "running", "progress": 0.42}\n',
    "GET /v1/jobs/{job_id}/result": VIDEO_ANSWER,
    "GET /v1/library": LIBRARY,
    "POST /v1/archives": _STORED,
    "POST /v1/index": {**_JOB, "state": "waiting", "progress": 0.0},
    "GET /healthz": "ok\n",
    "GET /readyz": "ready\n",
    "GET /metrics": 'ashen_searches_total{kind="image"} 12.0\n',
    "POST /v1beta2/search/image": _FOUND,
    "POST /v1beta2/search/video": _FOUND,
    "POST /v1beta2/search/signature": _FOUND,
    "GET /search": _TRACE,
    "POST /search": _TRACE,
    "GET /me": _ME,
    "GET /anilist": [{"id": 1535, "title": "Hoshi no Umi", "similarity": 0.41, "anilist": _TRACE_ANIME}],
    "POST /anilist": {"data": {"Media": _TRACE_ANIME}},
    "GET /status": {"updated": TIME, "row_count": 34478, "memory": 0, "memory_usage": 0},
    "GET /stats": [{"time": TIME, **_PERCENTILES}],
}
"""Answers that are JSON or text; others are files, or nothing."""

PARAMETERS: dict[str, tuple[Any, str]] = {
    "top": (5, "Scenes or runners-up to list at most."),
    "threshold": (0.9, "Confidence below which nothing is named; default measured."),
    "job_id": (KEY, "The job's `id`, as `POST /v1/jobs` or `/v1/index` answered it."),
    "video_id": (2, "Number of the video, as in answers and `/v1/library`."),
    "size": ("m", "Longer side: 160, 320 or 640 px."),
    "sound": (True, "With its sound."),
    "token": (TOKEN, "What a result's link has in its place."),
    "mute": ("1", "Present: without sound."),
    "minDuration": ("1", "Shortest scene, seconds; the shot around the moment is taken, at most 10."),
    "maxDuration": ("6", "Longest scene, seconds."),
    "url": ("https://example.org/screenshot.jpg", "Of a picture or video, instead of a body."),
    "anilistInfo": ("1", "Present: `anilist` is an object."),
    "anilistID": ("1535", "Only this anime."),
    "cutBorders": ("1", "Taken, and needless: Ashen looks with and without borders."),
    "period": ("hour", "`minute`, `hour` or `day`."),
    "q": ("hoshi", "A part of the title."),
    "id": ("1535", "An AniList id: its files are listed."),
    "type": ("traffic", "`media`, `traffic`, `speed` or `accuracy`."),
}
"""Of each parameter an example, and what it means."""

PROBLEMS: dict[int, tuple[str, str]] = {
    400: ("request_wrong", "There is no file in this request. Send it as the body, or in a form."),
    403: ("key_refused", "There is no such key. Ask who runs the server for one, or ask without."),
    404: ("job_missing", "There is no such job. Answers are kept for an hour, and until the server ends."),
    409: ("recipe_mismatch", "This signature is by frame/1, the library is searched by frame/3; sign by that."),
    410: ("link_expired", "The time of this link is over. Search again for a new one."),
    413: ("body_too_large", "The body is longer than 26214400 bytes. Send a smaller copy of it."),
    422: ("not_media", "query is not a picture of a kind that can be read"),
    429: ("quota_spent", "Search quota depleted (quota per 24 hours: 100000, used: 100000). Come again later."),
    500: ("fault", "This is a fault in Ashen. The server's log says more."),
    503: ("queue_full", "Too many searches wait already. Try again in some seconds."),
    504: ("search_took_too_long", "It took longer than 60 s. Send a shorter one."),
}
"""Of each status an error: its code, and what it says."""

TRACE_ERRORS: dict[int, str] = {
    400: "Invalid image url. https:// is all that is wanted.",
    402: "Concurrency limit exceeded. Only 64 searches at a time. Wait for one to end.",
    403: "Invalid API key",
    404: "Not Found",
    405: "Method Not Allowed",
    410: "The time of this link is over. Search again for a new one.",
    413: "File too large. Send a smaller copy of it.",
    429: "Too many requests",
    500: "This is a fault in Ashen. The server's log says more.",
    503: "Error: Search queue is full. Try again in some seconds.",
    504: "Search took too long. Send a shorter one.",
}
"""The same of trace.moe's interface: what `error` says."""
