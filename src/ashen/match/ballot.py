"""The votes of a clip's frames, counted: for which videos, at which offsets, and by which frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from ashen.match.explanation import FrameVote, FrameVotes, Histogram
from ashen.match.vote import BIN_S, Votes

LISTED_VIDEOS = 3
"""Videos listed for a frame."""


class Ballot:
    """All votes of one query."""

    def __init__(self, votes: Sequence[Votes]) -> None:
        """From the votes of each time that the query was looked at; at least one."""
        columns = [field.name for field in fields(Votes) if field.name != "views"]
        whole = {name: np.concatenate([getattr(part, name) for part in votes]) for name in columns}
        self.votes = Votes(**whole, views=votes[-1].views)

    def searched(self, view: int) -> int:
        """Frames of a view that were searched."""
        return len(np.unique(self.votes.row[self.votes.view == view]))

    def by_video(self, start_s: float = -np.inf, end_s: float = np.inf) -> dict[int, tuple[float, int]]:
        """Videos -> votes and frames voting, the most votes first; of the frames from one time to another."""
        votes = self.votes
        inside = votes.take((votes.weight > 0) & (votes.query_s >= start_s - 1e-9) & (votes.query_s <= end_s + 1e-9))
        best = _first_of_each(inside.weight, inside.video_id, inside.row)
        video_ids, number = np.unique(inside.video_id[best], return_inverse=True)
        total = np.bincount(number, weights=inside.weight[best], minlength=len(video_ids))
        frames = np.bincount(number, minlength=len(video_ids))
        order = np.argsort(-total, kind="stable")
        return {int(video_ids[k]): (float(total[k]), int(frames[k])) for k in order}

    def likeliest_view(self, video_id: int) -> int:
        """The view with most votes for a video."""
        mine = self.votes.take(self.votes.video_id == video_id)
        return int(np.bincount(mine.view, weights=mine.weight).argmax())

    def histogram(self, video_id: int, view: int, speed: float) -> Histogram:
        """How one view's votes for a video spread over the offsets of lines of one speed."""
        votes = self.votes
        mine = votes.take((votes.video_id == video_id) & (votes.view == view) & (votes.weight > 0))
        number = np.floor((mine.source_s - speed * mine.query_s) / BIN_S).astype(np.int64)
        best = _first_of_each(mine.weight, number, mine.row)
        bins, at = np.unique(number[best], return_inverse=True)
        counted = np.bincount(at, weights=mine.weight[best], minlength=len(bins))
        middle_s = (bins + 0.5) * BIN_S
        return Histogram(speed, view, BIN_S, tuple(middle_s.tolist()), tuple(counted.tolist()))

    def of_line(self, video_id: int, view: int, speed: float, offset_s: float) -> Votes:
        """The votes for a video that lie within a bin of a line."""
        votes = self.votes
        mine = votes.take((votes.video_id == video_id) & (votes.view == view) & (votes.weight > 0))
        return mine.take(np.abs(mine.source_s - speed * mine.query_s - offset_s) <= BIN_S)

    def frames(self) -> tuple[FrameVotes, ...]:
        """Each frame searched with the videos it voted for, the nearest hit of each."""
        votes = self.votes
        best = _first_of_each(votes.weight + 1e-6 * votes.cosine, votes.video_id, votes.row, votes.view)
        kept = votes.take(best)
        order = np.lexsort((-kept.cosine, -kept.weight, kept.view, kept.query_s))
        found: list[FrameVotes] = []
        nearest: list[FrameVote] = []
        last: tuple[int, int] | None = None
        for k in order.tolist():
            if (here := (int(kept.row[k]), int(kept.view[k]))) != last:
                nearest, last = [], here
                found.append(FrameVotes(float(kept.query_s[k]), here[1], ()))
            if kept.weight[k] > 0 and len(nearest) < LISTED_VIDEOS:
                at_s, cosine, weight = float(kept.source_s[k]), float(kept.cosine[k]), float(kept.weight[k])
                nearest.append(FrameVote(int(kept.video_id[k]), at_s, cosine, weight))
                found[-1] = FrameVotes(found[-1].query_s, found[-1].view, tuple(nearest))
        return tuple(found)


def _first_of_each(weight: NDArray[np.float64], *keys: NDArray[np.int64]) -> NDArray[np.intp]:
    """Rows with the greatest weight of all that have the same keys."""
    order = np.lexsort((-weight, *keys))
    first = np.ones(len(order), dtype=np.bool_)
    for key in keys:
        ordered = key[order]
        if key is keys[0]:
            first[1:] = ordered[1:] != ordered[:-1]
        else:
            first[1:] |= ordered[1:] != ordered[:-1]
    return order[first]
