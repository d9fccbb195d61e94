"""Which of many overlapping segments explain a query: the sequence of them that its frames bear out best.

Dynamic programming over the query's frames (Viterbi 1967), as VCSL's and TransVCL's baselines align with (He et al.,
CVPR 2022, section 4): at each frame the query follows one candidate's line, or none. Following a line earns the frame's
gain on it, beginning to follow one costs `ENTER`, following none earns nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ashen.match.calibration import BACKWARDS
from ashen.match.refine import Segment
from ashen.signature.signature import Signature

ENTER = 2.5
"""What a new segment must earn to be worth it, in gains of equal frames: it spans at least three frames."""
ODD_PACE = 4.0
"""What it costs besides for every octave that its speed is off the unaltered one: a fitted speed always fits better."""
SAME_SPAN = 0.5
"""Share of a stretch that another segment must reach over to be its rival."""
EQUAL_SHARE = 0.97
"""Share of the best's score from which on a rival is as good."""
JOINED_S = 0.3
"""Segments of one video that follow each other without a break and a jump of more than this are one, unevenly paced."""
NONE = -1
"""The state of a frame that nothing explains."""


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """A stretch of the query with the stored stretch that explains it best, and what else might.

    Attributes:
        segment: the best.
        rivals: of each other video the best segment over the same stretch of the query, best first, cut to it.
        start_s, end_s: of the query.
        chance: cosine that the nearest frames of unrelated videos reach, on average over the stretch.
    """

    segment: Segment
    rivals: tuple[Segment, ...]
    start_s: float
    end_s: float
    chance: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """A segment on the frames of the query.

    Attributes:
        segment: it.
        rows: (n,) the query frames its rows are; views that lack frames have gaps.
        first: the first of them.
        gain: one value for each query frame from the first to the last, 0 in gaps.
    """

    segment: Segment
    rows: NDArray[np.intp]
    first: int
    gain: NDArray[np.float32]

    @property
    def stop(self) -> int:
        """The query frame after its last."""
        return self.first + len(self.gain)

    def cut(self, first: int, stop: int) -> Segment:
        """What of the segment lies in query frames [first, stop)."""
        start, end = np.searchsorted(self.rows, [first, stop])
        return self.segment.cut(int(start), int(end))

    def earned(self, first: int, stop: int) -> float:
        """Gains over query frames [first, stop)."""
        return float(self.gain[max(0, first - self.first) : max(0, stop - self.first)].sum())


def cost(segment: Segment, odd_pace: float = ODD_PACE) -> float:
    """What it costs to begin to follow a segment: more where its speed is odd or it runs backwards."""
    octaves = abs(float(np.log2(abs(segment.speed)))) + (BACKWARDS if segment.speed < 0 else 0.0)
    return ENTER + odd_pace * octaves


def choose(signatures: Sequence[Signature], segments: Sequence[Segment]) -> list[Explained]:
    """The segments, cut to where they are followed, that explain the query best, in its order, none over another.

    Args:
        signatures: of every view of the query, the first of all its frames, or of long ones some; others may lack some,
            and have some that count for the next of the first view's.
        segments: candidates.
    """
    times_s = signatures[0].times_s
    candidates = [_on_frames(times_s, signatures[segment.view], segment) for segment in segments]
    explained: list[Explained] = []
    for number, first, stop in _followed(candidates, len(times_s)):
        best = candidates[number]
        part = best.cut(first, stop)
        if not part.frames_agreeing:
            continue
        others: dict[int, tuple[float, Segment]] = {}
        for other in candidates:
            if min(other.stop, stop) - max(other.first, first) < SAME_SPAN * (stop - first):
                continue
            earned = other.earned(first, stop)
            known = others.get(other.segment.video_id, (0.0, None))[0]
            if earned > known:
                rival = other.cut(first, stop)
                if rival.frames_agreeing:  # what is blank in both earns a little and shows nothing
                    others[other.segment.video_id] = earned, rival
        others.pop(best.segment.video_id, None)
        rivals = tuple(rival for _, rival in sorted(others.values(), key=lambda rival: -rival[0]))
        inside_s = signatures[part.view].times_s
        explained.append(Explained(part, rivals, float(inside_s[part.first]), float(inside_s[part.last])))
    return _joined(_in_context(explained))


def sequence(signatures: Sequence[Signature], segments: Sequence[Segment], odd_pace: float) -> list[Segment]:
    """Segments, cut to where they are followed, that explain the query best, in its order, none over another.

    Args:
        signatures: of every view of the query, the first of all its frames, or of long ones some; others may lack some,
            and have some that count for the next of the first view's.
        segments: candidates.
        odd_pace: what it costs to begin one, for every octave that its speed is off the unaltered one.
    """
    times_s = signatures[0].times_s
    candidates = [_on_frames(times_s, signatures[segment.view], segment) for segment in segments]
    followed = _followed(candidates, len(times_s), odd_pace)
    return [candidates[number].cut(first, stop) for number, first, stop in followed]


def _in_context(explained: list[Explained]) -> list[Explained]:
    """Of videos that explain a stretch equally well, an opening's, the one that explains most of the rest."""
    earned: defaultdict[int, float] = defaultdict(float)
    for stretch in explained:
        earned[stretch.segment.video_id] += stretch.segment.score
    chosen: list[Explained] = []
    for stretch in explained:
        best, better = stretch.segment, stretch
        own = earned[best.video_id] - best.score
        equal = [rival for rival in stretch.rivals if rival.score >= EQUAL_SHARE * best.score]
        likeliest = max(equal, key=lambda rival: earned.get(rival.video_id, 0.0), default=None)
        if likeliest is not None and earned.get(likeliest.video_id, 0.0) > own:
            rivals = (best, *(rival for rival in stretch.rivals if rival is not likeliest))
            better = replace(stretch, segment=likeliest, rivals=rivals)
        chosen.append(better)
    return chosen


def _on_frames(times_s: NDArray[np.float64], signature: Signature, segment: Segment) -> _Candidate:
    shown_s = signature.times_s[segment.first : segment.last + 1]
    rows = np.minimum(np.searchsorted(times_s, shown_s - 1e-9), len(times_s) - 1)
    gain = np.zeros(int(rows[-1] - rows[0]) + 1, np.float32)
    gain[rows - rows[0]] = segment.gain
    return _Candidate(segment, rows, int(rows[0]), gain)


def _followed(candidates: Sequence[_Candidate], frames: int, odd_pace: float = ODD_PACE) -> list[tuple[int, int, int]]:
    """(candidate, first, stop) of every stretch of the best sequence, in order."""
    entered: list[tuple[int, NDArray[np.intp], NDArray[np.bool_]]] = []
    before = np.full(frames + 1, NONE, dtype=np.intp)  # the best state after that many frames
    score = np.full(len(candidates), -np.inf)
    enter = np.array([cost(candidate.segment, odd_pace) for candidate in candidates])
    best = 0.0
    for first, stop, active in _stretches(candidates, frames):
        gains = np.stack([candidates[k].gain[first - candidates[k].first : stop - candidates[k].first] for k in active])
        anew = np.zeros((stop - first, len(active)), dtype=np.bool_)
        here, begin = score[active], enter[active]
        for row, gain in enumerate(gains.T):
            anew[row] = here <= best - begin
            here = np.maximum(here, best - begin) + gain
            top = int(here.argmax())
            if here[top] > best:
                best = float(here[top])
                before[first + row + 1] = active[top]
            else:  # left, or followed by none
                before[first + row + 1] = NONE
        score[:] = -np.inf
        score[active] = here
        entered.append((first, active, anew))
    return _traced(entered, before)


def _stretches(candidates: Sequence[_Candidate], frames: int) -> Iterator[tuple[int, int, NDArray[np.intp]]]:
    """(first, stop, candidates there) of every stretch of frames over which the same candidates, at least one, lie."""
    firsts = np.array([candidate.first for candidate in candidates], dtype=np.intp)
    stops = np.array([candidate.stop for candidate in candidates], dtype=np.intp)
    borders = np.unique(np.concatenate([firsts, stops, [0, frames]]))
    for first, stop in zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True):
        active = np.flatnonzero((firsts <= first) & (stops >= stop))
        if len(active):
            yield first, stop, active


def _traced(
    entered: list[tuple[int, NDArray[np.intp], NDArray[np.bool_]]], before: NDArray[np.intp]
) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    following, stop = NONE, 0
    for first, active, anew in reversed(entered):
        for row in range(len(anew) - 1, -1, -1):
            if following == NONE:
                following, stop = int(before[first + row + 1]), first + row + 1
            if following == NONE:
                continue
            place = int(np.searchsorted(active, following))
            if anew[row, place]:
                found.append((following, first + row, stop))
                following = NONE
    return found[::-1]


def _joined(explained: list[Explained]) -> list[Explained]:
    """Neighbours that are one segment, unevenly paced, as one."""
    joined: list[Explained] = []
    for after in explained:
        if joined and _continues(joined[-1].segment, after.segment, joined[-1].end_s, after.start_s):
            before = joined.pop()
            rivals = {rival.video_id: rival for rival in (*after.rivals, *before.rivals)}
            kept = sorted(rivals.values(), key=lambda rival: -rival.score)
            after = Explained(_as_one(before, after), tuple(kept), before.start_s, after.end_s)
        joined.append(after)
    return joined


def _continues(a: Segment, b: Segment, end_s: float, start_s: float) -> bool:
    same = (a.video_id, a.view, np.sign(a.speed)) == (b.video_id, b.view, np.sign(b.speed))
    follows = b.first == a.last + 1 and end_s < start_s
    return bool(same and follows and abs(a.at_s(start_s) - b.at_s(start_s)) <= JOINED_S)


def _as_one(a: Explained, b: Explained) -> Segment:
    """Both with the line from the first's start to the second's end."""
    start_s, end_s = a.segment.at_s(a.start_s), b.segment.at_s(b.end_s)
    speed = (end_s - start_s) / (b.end_s - a.start_s)
    parts = (a.segment, b.segment)
    return Segment(
        video_id=a.segment.video_id,
        view=a.segment.view,
        speed=speed,
        offset_s=start_s - speed * a.start_s,
        first=a.segment.first,
        similarity=np.concatenate([part.similarity for part in parts]),
        gain=np.concatenate([part.gain for part in parts]),
        agrees=np.concatenate([part.agrees for part in parts]),
        anew=np.concatenate([part.anew for part in parts]),
        pictured=max(part.pictured for part in parts),
    )
