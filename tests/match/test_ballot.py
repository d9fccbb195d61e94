"""Votes counted, on votes of known content."""

from __future__ import annotations

import numpy as np

from ashen.match.ballot import Ballot
from ashen.match.views import View
from ashen.match.vote import Votes


def some_votes(*each: tuple[float, int, float, float]) -> Votes:
    """Votes of (query second, video, source second, weight), all in one view; ten rows a second."""
    query_s, video_id, source_s, weight = (np.array(column) for column in zip(*each, strict=True))
    row = np.rint(10 * query_s).astype(np.int64)
    view = np.zeros(len(row), np.int64)
    return Votes(row, query_s, view, video_id, source_s, weight, weight, (View(0, mirrored=False),))


VOTES = some_votes(
    (0.0, 1, 10.1, 1.0),
    (0.0, 1, 10.2, 0.5),
    (0.0, 2, 3.0, 0.4),
    (1.0, 1, 11.1, 0.8),
    (1.0, 1, 14.1, 0.7),
    (2.0, 2, 9.0, 0.9),
    (2.0, 3, 9.0, 0.0),
)


def test_a_frame_counts_once_for_a_video() -> None:
    """By its nearest hit; hits too far to vote count nothing; the most votes come first."""
    ballot = Ballot([VOTES])
    assert ballot.by_video() == {1: (1.8, 2), 2: (1.3, 2)}
    assert list(ballot.by_video()) == [1, 2]
    assert ballot.by_video(0.5, 2.0) == {2: (0.9, 1), 1: (0.8, 1)}
    assert ballot.searched(0) == 3


def test_a_line_gathers_its_votes_in_one_bin() -> None:
    """Offsets are taken at the speed asked for, rising; a frame counts once a bin."""
    histogram = Ballot([VOTES]).histogram(1, 0, 1.0)
    assert histogram.offset_s == (10.25, 13.25)
    assert histogram.votes == (1.8, 0.7)
    assert histogram.peak_s == 10.25
    assert Ballot([VOTES]).histogram(1, 0, 4.0).peak_s == 10.25


def test_every_frame_lists_the_nearest_hit_of_each_video() -> None:
    """In order of time, the strongest first, from all times the query was looked at."""
    frames = Ballot([VOTES, some_votes((0.5, 4, 1.0, 0.3))]).frames()
    assert [frame.query_s for frame in frames] == [0.0, 0.5, 1.0, 2.0]
    assert [[vote.video_id for vote in frame.nearest] for frame in frames] == [[1, 2], [4], [1], [2]]
    assert frames[0].nearest[0].source_s == 10.1
