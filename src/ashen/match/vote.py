"""Single hits to hypotheses: which videos, at which offset and speed, many hits agree on.

Hough voting as in Douze, Jegou and Schmid, "An Image-Based Approach to Video Copy Detection With Spatio-Temporal
Post-Filtering" (IEEE Trans. Multimedia 2010, section IV), in short windows of the query so that a compilation votes for
each of its parts, and over a few speeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ashen.match.views import View

SPEEDS = (1.0, 0.5, 2 / 3, 0.8, 0.9, 1.1, 1.25, 1.5, 2.0)
"""Source seconds per query second that are voted for; a bin is wide enough for those between, refinement finds them."""
WINDOW_S = 6.0
"""Length of a voting window; windows overlap by half."""
BIN_S = 0.5
"""Width of an offset bin; each hit also votes for the nearer neighbour bin."""
HYPOTHESES_PER_WINDOW = 6
"""Lines of a window that are looked at in any case..."""
LEAST_SHARE = 0.15
"""...when they reach this share of the strongest's score."""
MOST_HYPOTHESES = 64
"""Lines that are looked at when they are nearly as strong as the strongest, as an opening's in all its episodes..."""
SHARED_SHARE = 0.7
"""...which they are from this share of its score."""


class Hypothesis(NamedTuple):
    """A line source = speed * (query - centre) + offset that many hits lie near, within a window of the query."""

    video_id: int
    view: int
    speed: float
    centre_s: float
    offset_s: float
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Weighted hits in columns.

    Attributes:
        row: (m,) int64, which query frame; several hits of one frame count once per line.
        query_s: (m,) float64.
        view: (m,) int64, index into `views`.
        video_id: (m,) int64.
        source_s: (m,) float64.
        weight: (m,) float64, 0..1.
        views: the views of the query.
    """

    row: NDArray[np.int64]
    query_s: NDArray[np.float64]
    view: NDArray[np.int64]
    video_id: NDArray[np.int64]
    source_s: NDArray[np.float64]
    weight: NDArray[np.float64]
    views: tuple[View, ...]

    def take(self, rows: NDArray[np.bool_]) -> Votes:
        """The votes at `rows` only."""
        return Votes(
            row=self.row[rows],
            query_s=self.query_s[rows],
            view=self.view[rows],
            video_id=self.video_id[rows],
            source_s=self.source_s[rows],
            weight=self.weight[rows],
            views=self.views,
        )


def propose(votes: Votes) -> list[Hypothesis]:
    """The best-supported lines of every window of the query, best first."""
    if not len(votes.row):
        return []
    found: list[Hypothesis] = []
    step_s = WINDOW_S / 2
    first, last = votes.query_s.min(), votes.query_s.max()
    for start_s in np.arange(first, max(last - step_s, first) + 1e-9, step_s):
        inside = (votes.query_s >= start_s) & (votes.query_s <= start_s + WINDOW_S)
        if inside.any():
            found += _propose_in_window(votes, inside, float(start_s) + WINDOW_S / 2)
    return sorted(found, key=lambda hypothesis: -hypothesis.score)


def _propose_in_window(votes: Votes, inside: NDArray[np.bool_], centre_s: float) -> list[Hypothesis]:
    row, weight = votes.row[inside], votes.weight[inside]
    source_s, delta_s = votes.source_s[inside], votes.query_s[inside] - centre_s
    line = votes.video_id[inside] * len(votes.views) + votes.view[inside]
    found: list[Hypothesis] = []
    for speed in SPEEDS if np.ptp(delta_s) > 1.0 else SPEEDS[:1]:
        position = (source_s - speed * delta_s) / BIN_S
        lower = np.floor(position - 0.5).astype(np.int64)  # the two bins whose centres are nearest
        keys = np.stack([np.concatenate([line, line]), np.concatenate([lower, lower + 1])], axis=1)
        cells, cell = np.unique(keys, axis=0, return_inverse=True)
        cell = cell.reshape(-1)
        score = _best_per_row(cell, np.concatenate([row, row]), np.concatenate([weight, weight]), len(cells))
        for best in np.argsort(-score, kind="stable")[: 2 * MOST_HYPOTHESES]:
            video_view, bin_number = cells[best]
            video_id, view = divmod(int(video_view), len(votes.views))
            offset_s = (bin_number + 0.5) * BIN_S
            found.append(Hypothesis(video_id, view, speed, centre_s, float(offset_s), float(score[best])))
    return _strongest(found)


def _best_per_row(
    cell: NDArray[np.int64], row: NDArray[np.int64], weight: NDArray[np.float64], cells: int
) -> NDArray[np.float64]:
    """(cells,) sum over query rows of the best weight a row has in a cell: a still shot hits often but counts once."""
    order = np.lexsort((-weight, row, cell))
    cell, row, weight = cell[order], row[order], weight[order]
    first = np.ones(len(cell), dtype=np.bool_)
    first[1:] = (cell[1:] != cell[:-1]) | (row[1:] != row[:-1])
    score: NDArray[np.float64] = np.bincount(cell[first], weights=weight[first], minlength=cells).astype(np.float64)
    return score


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
