from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from ashen.match import clip_query
from ashen.match.clip_query import FilmedClip, SignedClip
from ashen.match.geometry import WHOLE, Rect
from ashen.match.views import View
from ashen.media.video import open_video
from ashen.signature.recipes import recipe_named
from ashen.signature.sign import sign
from tests.match.build import an_episode, plain_view

RECIPE = recipe_named("frame/3")


def clip(path: Path) -> FilmedClip:
    return FilmedClip(partial(open_video, path), RECIPE)


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    product = (a.astype(np.float64) * b.astype(np.float64)).sum(axis=1)
    return float(product.min() / float(RECIPE.unit or 1) ** 2)


def test_the_first_view_has_all_frames(episodes: list[Path]) -> None:
    """The plain view is the signature that the library would store, up to the size frames are read at."""
    [plain, *_] = clip(episodes[0]).first()
    with open_video(episodes[0]) as reader:
        stored = sign(reader, [RECIPE])[RECIPE.name]
    assert plain.view == View(0, mirrored=False)
    assert np.array_equal(plain.signature.times_s, stored.times_s)
    assert cosine(plain.signature.codes, stored.codes) > 0.9


def test_frames_of_long_queries_stand_for_others(episodes: list[Path]) -> None:
    """Of a query that is said to be long not all frames are signed, and each stands for others too; else for itself."""
    short, long = clip(episodes[0]), FilmedClip(partial(open_video, episodes[0]), RECIPE, duration_s=100.0)
    every, some = short.first()[0], long.first()[0]
    assert len(some.signature) < len(every.signature) * 0.7
    assert some.stands_for * len(some.signature) == pytest.approx(len(every.signature))
    assert long.mirrored([(0.0, 4.0)])[0].stands_for == some.stands_for
    part = long.part(View(100, mirrored=False), WHOLE, (0.0, 4.0))  # of a part that is followed, all are signed
    assert part is not None
    assert (part.stands_for, len(part.signature)) == (1, len(every.signature))
    assert every.stands_for == 1


@pytest.mark.parametrize("kept_bytes", [1 << 30, 0])
def test_mirrored_frames_are_those_of_the_spans(
    episodes: list[Path], monkeypatch: pytest.MonkeyPatch, kept_bytes: int
) -> None:
    """The mirrored view holds the frames within the spans only, whether they were kept or are read again."""
    monkeypatch.setattr(clip_query, "KEPT_BYTES", kept_bytes)
    query = clip(episodes[0])
    [plain, *_] = query.first()
    spans = [(0.2, 0.5), (0.8, 1.0)]
    [mirrored, *_] = query.mirrored(spans)
    times_s = plain.signature.times_s
    inside = ((times_s >= 0.2) & (times_s <= 0.5)) | ((times_s >= 0.8) & (times_s <= 1.0))
    assert mirrored.view == View(0, mirrored=True)
    assert mirrored.signature.times_s == pytest.approx(times_s[inside])
    part = query.part(View(100, mirrored=True), WHOLE, (0.2, 0.5))
    assert part is not None
    assert cosine(part.signature.codes, mirrored.signature.codes[: len(part.signature)]) > 0.9


def test_mirrored_frames_may_be_few(episodes: list[Path]) -> None:
    """Frames of the mirrored view are as far apart as was asked for, and no further than that needs."""
    query = clip(episodes[0])
    [plain, *_] = query.first()
    [mirrored, *_] = query.mirrored([(0.2, 1.0)], 0.3)
    times_s = mirrored.signature.times_s
    step_s = float(np.diff(plain.signature.times_s).max())
    assert times_s[0] == pytest.approx(plain.signature.times_s[plain.signature.times_s >= 0.2][0])
    assert len(times_s) > 1
    assert np.all(np.diff(times_s) >= 0.3 - 1e-9)
    assert np.all(np.diff(times_s) <= 0.3 + step_s)


def test_a_part_is_signed_as_a_picture_of_its_own(episodes: list[Path]) -> None:
    """A part of every frame is not the whole; outside of the query there is none."""
    query = clip(episodes[0])
    [plain, *_] = query.first()
    part = query.part(View(100, mirrored=False), Rect(0.0, 0.0, 0.5, 0.5), (0.0, 0.5))
    assert part is not None
    assert part.signature.times_s[-1] <= 0.5
    assert cosine(part.signature.codes, plain.signature.codes[: len(part.signature)]) < 0.9
    assert query.part(View(100, mirrored=False), WHOLE, (1e6, 1e6 + 1)) is None


def test_pictures_are_the_frames_shown(episodes: list[Path]) -> None:
    """A frame asked for by its time comes with that time."""
    query = clip(episodes[0])
    [plain, *_] = query.first()
    wanted = plain.signature.times_s[[3, 10]].tolist()
    assert [at_s for at_s, _ in query.pictures(wanted)] == pytest.approx(wanted)


def test_pictures_near_each_other_are_those_asked_one_by_one(
    episodes: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read through from one to the next or searched for: the same times, the same pictures."""
    query = clip(episodes[0])
    [plain, *_] = query.first()
    wanted = plain.signature.times_s[[3, 10, 11, 40]].tolist()
    alone = [next(query.pictures([at_s])) for at_s in wanted]
    monkeypatch.setattr(clip_query, "READ_THROUGH_S", float(np.diff(wanted).max()) - 0.01)
    together = list(query.pictures(wanted))
    assert [at_s for at_s, _ in together] == pytest.approx(wanted)
    assert all(np.array_equal(one.rgb, other.rgb) for (_, one), (_, other) in zip(alone, together, strict=True))


def test_signatures_alone_have_no_other_views() -> None:
    """Of a query that came as signatures nothing can be mirrored, cut or looked at."""
    views = plain_view(an_episode(1, seconds=5))
    query = SignedClip(views)
    assert query.first() == views
    assert query.mirrored([(0, 1)]) == []
    assert query.part(View(100, mirrored=False), WHOLE, (0, 1)) is None
    assert list(query.pictures([0.5])) == []
