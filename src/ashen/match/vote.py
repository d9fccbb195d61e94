"""Single hits to hypotheses: which videos, at which offset and speed, many hits agree on.

Hough voting as in Douze, Jegou and Schmid, "An Image-Based Approach to Video Copy Detection With Spatio-Temporal
Post-Filtering" (IEEE Trans. Multimedia 2010, section IV), in short windows of the query so that a compilation votes for
each of its parts, and over a few speeds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ashen.match.views import View

SPEEDS = (1.0, 0.5, 2 / 3, 0.8, 0.9, 1.1, 1.25, 1.5, 2.0, -1.0)
"""Source seconds per query second that are voted for, the unaltered first; -1 is played backwards. A bin is wide enough
for those between, refinement finds them."""
LEAST_PACED_S = 1.0
"""Votes over less time than this cannot tell speeds apart."""
PLAIN_SHARE = 0.7
"""Share of what a window's votes could give one line that a line of unaltered speed must reach for no other speed to be
tried, where time is short."""
WINDOW_S = 6.0
"""Length of a voting window; windows overlap by half."""
BIN_S = 0.5
"""Width of an offset bin; each hit also votes for the nearer neighbour bin."""
HYPOTHESES_PER_WINDOW = 6
"""Lines of a window that are looked at in any case when they are not chance's:"""
LEAST_SCORE = 0.06
"""A line must have this score, what one frame gives it that is as near as frames that agree and in 25 videos..."""
LEAST_SUPPORT = 0.1
"""...and this share of what the window's votes could give one line; what chance finds is spread over many..."""
LEAST_SHARE = 0.15
"""...when they reach this share of the strongest's score."""
MOST_HYPOTHESES = 64
"""Lines that are looked at when they are nearly as strong as the strongest, as an opening's in all its episodes..."""
SHARED_SHARE = 0.7
"""...which they are from this share of its score."""

_BINS = 1 << 20
"""More offset bins than any video has, before its start and after."""


class Hypothesis(NamedTuple):
    """A line source = speed * (query - centre) + offset that many hits lie near, within `reach_s` of the centre."""

    video_id: int
    view: int
    speed: float
    centre_s: float
    offset_s: float
    score: float
    reach_s: float = WINDOW_S / 2


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Weighted hits in columns.

    Attributes:
        row: (m,) int64, which query frame; several hits of one frame count once per line.
        query_s: (m,) float64.
        view: (m,) int64, index into `views`.
        video_id: (m,) int64.
        source_s: (m,) float64.
        cosine: (m,) float64, to the stored frame.
        weight: (m,) float64, 0..1.
        views: the views of the query.
    """

    row: NDArray[np.int64]
    query_s: NDArray[np.float64]
    view: NDArray[np.int64]
    video_id: NDArray[np.int64]
    source_s: NDArray[np.float64]
    cosine: NDArray[np.float64]
    weight: NDArray[np.float64]
    views: tuple[View, ...]

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Votes:
        """The votes at `rows` only."""
        return Votes(
            row=self.row[rows],
            query_s=self.query_s[rows],
            view=self.view[rows],
            video_id=self.video_id[rows],
            source_s=self.source_s[rows],
            cosine=self.cosine[rows],
            weight=self.weight[rows],
            views=self.views,
        )


def propose(
    votes: Votes,
    shots: Sequence[tuple[float, float]] = (),
    *,
    every_speed: bool = True,
    least_cosine: float = -1.0,
) -> list[Hypothesis]:
    """The best-supported lines of every window and every shot of the query, best first.

    Args:
        votes: of the whole query.
        shots: when its shots are shown, seconds: in a compilation, what a window mixes is told apart in them.
        every_speed: try all even where a line of the unaltered speed has `PLAIN_SHARE` of the votes; a held shot gives
            it those whatever the speed.
        least_cosine: of the nearest hit on a line, for it to be proposed: frames among millions have many that are near
            by chance, and nearly all of what is proposed in a large library would be lines through those.
    """
    if not len(votes.row):
        return []
    found: list[Hypothesis] = []
    order = np.argsort(votes.query_s, kind="stable")
    votes = votes.take(order)
    for start_s, end_s in [*_windows(float(votes.query_s[0]), float(votes.query_s[-1])), *shots]:
        inside = slice(*np.searchsorted(votes.query_s, [start_s - 1e-9, end_s + 1e-9]).tolist())
        if inside.start < inside.stop:
            centre_s, reach_s = (start_s + end_s) / 2, (end_s - start_s) / 2
            found += _propose_in_window(votes.take(inside), centre_s, reach_s, every_speed, least_cosine)
    return sorted(found, key=lambda hypothesis: -hypothesis.score)


def _windows(first_s: float, last_s: float) -> list[tuple[float, float]]:
    step_s = WINDOW_S / 2
    starts_s = np.arange(first_s, max(last_s - step_s, first_s) + 1e-9, step_s).tolist()
    return [(start_s, start_s + WINDOW_S) for start_s in starts_s]


def chance(votes: Votes, view: int, start_s: float, end_s: float, related: Collection[int]) -> float:
    """Cosine that the nearest frames of unrelated videos reach, on average over a stretch of the query: what the
    library, however large, has to offer by chance for just these frames (score normalisation against a background set,
    as by the winners of the Meta AI Video Similarity Challenge, 2023).

    Where all that a frame found is related, its least near hit bounds what is not.

    Args:
        votes: all that the stretch found.
        view: in which it was explained.
        start_s, end_s: the stretch.
        related: videos that explain it.

    Returns:
        NaN where no frame of the stretch was searched in that view.
    """
    inside = (votes.query_s >= start_s) & (votes.query_s <= end_s) & (votes.view == view)
    if not inside.any():
        return float("nan")
    _, row = np.unique(votes.row[inside], return_inverse=True)
    cosine = votes.cosine[inside]
    unrelated = ~np.isin(votes.video_id[inside], list(related))
    best, least = np.full(row.max() + 1, -np.inf), np.full(row.max() + 1, np.inf)
    np.maximum.at(best, row[unrelated], cosine[unrelated])
    np.minimum.at(least, row, cosine)
    return float(np.where(np.isfinite(best), best, least).mean())


def _propose_in_window(
    votes: Votes, centre_s: float, reach_s: float, every_speed: bool, least_cosine: float
) -> list[Hypothesis]:
    if votes.cosine.max() < least_cosine:
        return []
    delta_s = votes.query_s - centre_s
    lines, line = np.unique(votes.video_id * len(votes.views) + votes.view, return_inverse=True)
    most = float(_best_of_each(votes.row, votes.weight).sum())
    least = max(LEAST_SCORE, LEAST_SUPPORT * most)
    twice = tuple(np.concatenate([column, column]) for column in (votes.row, votes.weight, votes.cosine))
    found: list[Hypothesis] = []
    for speed in SPEEDS if np.ptp(delta_s) > LEAST_PACED_S else SPEEDS[:1]:
        position = (votes.source_s - speed * delta_s) / BIN_S
        lower = np.floor(position - 0.5).astype(np.int64)  # the two bins whose centres are nearest
        key = np.concatenate([line * _BINS + lower, line * _BINS + lower + 1])
        cells, cell = np.unique(key, return_inverse=True)
        score, nearest = _of_each_cell(cell.reshape(-1), *twice)
        wanted = np.flatnonzero((score >= least) & (nearest >= least_cosine))
        for best in wanted[np.argsort(-score[wanted], kind="stable")][: 2 * MOST_HYPOTHESES]:
            number, bin_number = divmod(int(cells[best]) + _BINS // 2, _BINS)
            video_id, view = divmod(int(lines[number]), len(votes.views))
            offset_s = (bin_number - _BINS // 2 + 0.5) * BIN_S
            found.append(Hypothesis(video_id, view, speed, centre_s, float(offset_s), float(score[best]), reach_s))
        if speed == 1.0 and not every_speed and score.max() >= PLAIN_SHARE * most:
            break
    return _strongest(found)


def _best_of_each(row: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The best weight of every row that votes."""
    _, number = np.unique(row, return_inverse=True)
    best = np.zeros(int(number.max()) + 1)
    np.maximum.at(best, number, weight)
    return best


def _of_each_cell(
    cell: NDArray[np.int64], row: NDArray[np.int64], weight: NDArray[np.float64], cosine: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(cells,) sum over query rows of the best weight a row has in a cell: a still shot hits often but counts once; and
    (cells,) the cosine of the nearest hit in it."""
    order = np.lexsort((-weight, row, cell))
    cell, row, weight, cosine = cell[order], row[order], weight[order], cosine[order]
    begins = np.ones(len(cell), dtype=np.bool_)
    begins[1:] = cell[1:] != cell[:-1]
    first = begins.copy()
    first[1:] |= row[1:] != row[:-1]
    score: NDArray[np.float64] = np.bincount(cell[first], weights=weight[first]).astype(np.float64)
    return score, np.maximum.reduceat(cosine, np.flatnonzero(begins))


def _strongest(found: list[Hypothesis]) -> list[Hypothesis]:
    """The best few, one per neighbourhood: the same line found at several speeds or in both its bins is one."""
    kept: list[Hypothesis] = []
    for candidate in sorted(found, key=lambda hypothesis: (-hypothesis.score, abs(hypothesis.speed - 1))):
        least_share = LEAST_SHARE if len(kept) < HYPOTHESES_PER_WINDOW else SHARED_SHARE
        if len(kept) == MOST_HYPOTHESES or (kept and candidate.score < least_share * kept[0].score):
            break
        if not any(_same_line(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


def _same_line(a: Hypothesis, b: Hypothesis) -> bool:
    return (a.video_id, a.view) == (b.video_id, b.view) and abs(a.offset_s - b.offset_s) < 2 * BIN_S
