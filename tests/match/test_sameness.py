"""Pictures laid on each other and compared side by side: drawn frames, edited, of shows that the network never saw."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.match.geometry import WHOLE, Rect, between
from ashen.match.sameness import SIDE_PX, laid_together, record, same_odds
from ashen.match.verify import NOT_COMPARED, Verification
from benchmarks.cartoon import Show, draw_still, write_script
from benchmarks.edits import PICTURE_EDITS

Rgb = NDArray[np.uint8]
SHOWS = (7_500_001, 7_500_002, 7_500_003)
FRAMES = (60, 320, 610)
MOST_LEVELS = 6.0
"""Mean difference of what a query and a still show of the same, which were sampled twice."""


@lru_cache(maxsize=16)
def a_frame(show: int, frame: int, width: int = 480) -> Rgb:
    """A frame of a drawn episode."""
    return draw_still(write_script(Show(show), 1, 40.0), frame, (width, width * 9 // 16))


def placed(still: Rect, query: Rect) -> Verification:
    """What verification says where this part of a still is this part of a query."""
    return Verification(1.0, 50, 1.0, between(still, query), still, query, 1.0, 1.0, 1.0, 0.0)


def difference(pair: NDArray[np.uint8]) -> float:
    """Mean, of 255, between both pictures where the query is."""
    inside = pair[..., 6] > 250
    return float(np.abs(pair[..., :3].astype(float) - pair[..., 3:6])[inside].mean())


@pytest.mark.parametrize(
    ("still", "query"),
    [
        (WHOLE, WHOLE),
        (Rect(0.25, 0.1, 0.8, 0.7), WHOLE),
        (WHOLE, Rect(0.3, 0.2, 0.75, 0.65)),
        (Rect(0.2, 0.0, 0.9, 1.0), Rect(0.1, 0.3, 0.6, 0.9)),
    ],
)
def test_both_show_the_same_part(still: Rect, query: Rect) -> None:
    """A part of a still that lies anywhere in a query comes out as the same picture twice."""
    frame = a_frame(SHOWS[0], FRAMES[0])
    height, width = frame.shape[:2]
    part = frame[
        round(still.top * height) : round(still.bottom * height), round(still.left * width) : round(still.right * width)
    ]
    asked = np.full((720, 1280, 3), 90, np.uint8)
    left, top, right, bottom = (round(share * side) for share, side in zip(query, (1280, 720, 1280, 720), strict=True))
    asked[top:bottom, left:right] = cv2.resize(part, (right - left, bottom - top), interpolation=cv2.INTER_CUBIC)
    pair = laid_together(asked, frame, placed(still, query))
    assert pair.shape == (SIDE_PX, SIDE_PX, 7)
    assert pair.dtype == np.uint8
    assert difference(pair) < MOST_LEVELS
    assert (pair[..., 6] > 250).mean() > 0.9
    turned = laid_together(asked[:, ::-1], frame, placed(still, query))
    assert difference(turned) > 2 * MOST_LEVELS


def test_mirrored_queries_are_turned_back() -> None:
    """The transform of a mirrored query mirrors."""
    frame = a_frame(SHOWS[1], FRAMES[1])
    mirror = between(WHOLE, Rect(1.0, 0.0, 0.0, 1.0))
    seen = Verification(1.0, 50, 1.0, mirror, WHOLE, WHOLE, 1.0, 1.0, 1.0, 0.0)
    assert difference(laid_together(np.ascontiguousarray(frame[:, ::-1]), frame, seen)) < MOST_LEVELS


def test_outside_the_query_is_nothing() -> None:
    """Where a still goes on beside the query the pair is black, and says so."""
    frame = a_frame(SHOWS[1], FRAMES[0])
    seen = Verification(1.0, 50, 1.0, between(Rect(0.0, 0.0, 0.5, 1.0), WHOLE), WHOLE, WHOLE, 1.0, 1.0, 0.5, 0.0)
    pair = laid_together(np.ascontiguousarray(frame[:, :240]), frame, seen)
    assert (pair[:, : SIDE_PX // 2 - 1, 6] > 250).all()
    assert not pair[:, SIDE_PX // 2 + 1 :, [0, 1, 2, 6]].any()
    assert pair[:, SIDE_PX // 2 + 1 :, 3:6].any()


@pytest.mark.parametrize("edit", ["identity", "black-box-35", "steam", "meme-text", "greyscale", "jpeg-10", "hue"])
def test_the_same_is_told_from_another(edit: str) -> None:
    """Whatever is laid over a frame, it is told as the same as its own still, and as another than the others'."""
    frames = [a_frame(show, frame) for show in SHOWS for frame in FRAMES]
    stills = [cv2.resize(frame, (320, 180), interpolation=cv2.INTER_AREA).astype(np.uint8) for frame in frames]
    right, wrong = [], []
    for number, frame in enumerate(frames):
        asked = PICTURE_EDITS[edit](frame, np.random.default_rng(number))
        right.append(laid_together(asked, stills[number], placed(WHOLE, WHOLE)))
        wrong.append(laid_together(asked, stills[(number + 1) % len(stills)], placed(WHOLE, WHOLE)))
    assert np.median(same_odds(right)) > 2
    assert min(same_odds(right)) > max(same_odds(wrong))
    assert np.median(same_odds(wrong)) < -2


def test_odds_have_bounds_and_no_neighbours() -> None:
    """Pairs are told alone or together alike; nothing gives nothing."""
    frame = a_frame(SHOWS[2], FRAMES[2])
    pairs = [laid_together(frame, frame, placed(WHOLE, WHOLE)), laid_together(255 - frame, frame, placed(WHOLE, WHOLE))]
    together = same_odds(pairs)
    assert together == pytest.approx([same_odds([pair])[0] for pair in pairs], abs=1e-3)
    assert all(NOT_COMPARED <= odds <= -NOT_COMPARED for odds in together)
    assert same_odds([]) == []


def test_the_network_says_where_it_comes_from() -> None:
    """Data, seeds and commands are in the file."""
    told = record()
    assert told["seeds"]
    assert told["commands"]
    assert told["data"]
