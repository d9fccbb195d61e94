"""A hypothesis to a segment: the exact line and its ends, on the stored signature of every frame."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ashen.match.near import cosines, frame_step_s, nearest_rows
from ashen.match.vote import Hypothesis
from ashen.signature.signature import Signature

SEARCH_S = 0.75
"""How far from the voted line the true one may lie."""
NEUTRAL_GAIN = 0.0
"""What a frame without detail adds to a segment: nothing, either way."""
DETAILED = 20
"""Quality from which on frames agree at the level of the recipe..."""
PLAIN = 8
"""...and at which they must be as near as..."""
PLAIN_LEVEL = 0.9
"""...this."""
BLANK_GAIN = 0.01
"""What a frame adds that is blank as its source is: just enough for a fade to belong to what it fades into."""
OUTSIDE_GAIN = -1.0
"""What a query frame adds whose source would lie outside the video."""
SNAP_GAIN = 1.02
"""A fitted speed must explain this many times what the unaltered speed explains, or the unaltered one is kept."""
ROUNDS = 8
"""Times a line is fitted and grown at most; most stop growing after two."""
SETTLED_S = 0.02
"""A line that moves by less at the middle of its segment has settled."""
GROWTH_S = 10.0
"""How far beyond its ends, besides its own length, a segment is grown at a time."""
FIT_ROWS = 160
"""Query frames a line is fitted to."""
FIT_SLACK = 0.1
"""How far below the level of agreement a frame still speaks for a line."""
SPEED_LIMITS = (0.45, 2.2)
"""Speeds that occur; outside of them a lively clip can be laid along a few frames of anything."""
SPEED_REACH = 0.12
"""How far from a voted speed the true one may lie: half the widest gap in `vote.SPEEDS` below 1.25."""


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A stretch of the query that follows a stretch of one stored video.

    Attributes:
        video_id: the stored video.
        view: index of the query's view.
        speed: source seconds per query second; negative when it is played backwards.
        offset_s: source time of the query's time 0.
        first: row of the view's signature at which it begins; the arrays below have one value for each row of it.
        similarity: (n,) float32, cosine of each query frame to the frame it is aligned with; NaN where either has no
            detail.
        gain: (n,) float32, how far each is above the level of agreement, at most 1; below it negative, at least -1.
        agrees: (n,) bool, whether each is at or above the level of agreement.
        anew: (n,) bool, of these, the frames that begin a new run: independent evidence.
        pictured: probability that it is right by what some of its frames show as pictures; 0 when none was asked.
    """

    video_id: int
    view: int
    speed: float
    offset_s: float
    first: int
    similarity: NDArray[np.float32]
    gain: NDArray[np.float32]
    agrees: NDArray[np.bool_]
    anew: NDArray[np.bool_]
    pictured: float = 0.0

    @property
    def last(self) -> int:
        """Last row, inclusive."""
        return self.first + len(self.gain) - 1

    @property
    def score(self) -> float:
        """All gains together: longer and better agreement, less disagreement."""
        return float(self.gain.sum())

    @property
    def frames_agreeing(self) -> int:
        """Frames at or above the level of agreement."""
        return int(self.agrees.sum())

    @property
    def runs_agreeing(self) -> int:
        """Different pictures among the frames agreeing; at least one when any agrees."""
        return int(self.anew.sum()) or int(self.agrees.any())

    def at_s(self, query_s: float) -> float:
        """The stored moment that its line shows at a moment of the query."""
        return self.speed * query_s + self.offset_s

    def cut(self, start: int, stop: int) -> Segment:
        """Rows [start, stop) of it, counted from its first."""
        part = slice(start, stop)
        return replace(
            self,
            first=self.first + start,
            similarity=self.similarity[part],
            gain=self.gain[part],
            agrees=self.agrees[part],
            anew=self.anew[part],
        )


@dataclass(frozen=True, slots=True)
class Agreement:
    """What counts as the same frame, for one recipe.

    Attributes:
        similarity: cosine at and above which two frames agree.
        min_quality: quality below which a frame has no say.
        unit: length of a code.
    """

    similarity: float
    min_quality: int
    unit: float

    def level(self, quality: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Cosine at and above which two frames agree, the plainer of which has this quality: slopes of light are nearly
        alike in every work (0.80 to 0.89), copies of a dim scene much more so (0.97 to 0.99)."""
        plain = np.clip((DETAILED - quality.astype(np.float32)) / (DETAILED - PLAIN), 0, 1)
        return np.asarray(self.similarity + plain * max(PLAIN_LEVEL - self.similarity, 0), np.float32)

    def gain(self, cosine: NDArray[np.float32], quality: NDArray[np.uint8]) -> NDArray[np.float32]:
        """What pairs of frames add to a segment; those of little detail speak for a line, hardly against it.

        Args:
            cosine: of each pair.
            quality: of the plainer of each, same shape.
        """
        level = self.level(quality)
        gain = np.clip((cosine - level) / (1 - level), -1, 1)
        gain = np.where(quality < DETAILED, np.maximum(gain, NEUTRAL_GAIN), gain)
        told: NDArray[np.float32] = np.where(quality < self.min_quality, np.float32(NEUTRAL_GAIN), gain)
        return told


def refine(
    query: Signature, source: Signature, hypothesis: Hypothesis, agreement: Agreement, new_run: NDArray[np.bool_]
) -> Segment | None:
    """The segment near a hypothesis' line, None when the frames do not bear it out.

    The line is fitted within the hypothesis' window, grown along the query as far as frames agree, and fitted again
    on what it grew to.

    Args:
        query: one view's signature.
        source: the stored video's, same recipe.
        hypothesis: where to look.
        agreement: when frames are the same.
        new_run: (n,) whether each query frame differs from the one before.
    """
    speed, offset_s = hypothesis.speed, hypothesis.offset_s - hypothesis.speed * hypothesis.centre_s
    rows = np.flatnonzero(np.abs(query.times_s - hypothesis.centre_s) <= hypothesis.reach_s + 1e-9)
    if not len(rows):
        return None
    span = (int(rows[0]), int(rows[-1]))
    for _ in range(ROUNDS):
        before = (span, speed, offset_s)
        speed, offset_s = fit_line(query, source, np.arange(span[0], span[1] + 1), speed, offset_s, agreement)
        low, high = _around(query, span)
        _, gain, blank, _ = _gains(query.take(slice(low, high)), source, speed, offset_s, agreement)
        found = _best_span(gain, span[0] - low, span[1] - low)
        if found is None:
            return None
        span = (low + found[0], low + found[1])
        middle_s = float(query.times_s[(span[0] + span[1]) // 2])
        moved_s = abs((speed - before[1]) * middle_s + offset_s - before[2])
        if span == before[0] and moved_s < SETTLED_S:
            break
    first, last = _over_blanks(blank, span[0] - low, span[1] - low)
    found_rows = np.arange(low + first, low + last + 1)
    segment = along(query, source, found_rows, float(speed), float(offset_s), agreement, new_run)
    return replace(segment, video_id=hypothesis.video_id, view=hypothesis.view)


def along(
    query: Signature,
    source: Signature,
    rows: NDArray[np.intp],
    speed: float,
    offset_s: float,
    agreement: Agreement,
    new_run: NDArray[np.bool_],
) -> Segment:
    """Consecutive query frames on a line; the caller says of which video and view."""
    similarity, gain, blank, agrees = _gains(query.take(rows), source, speed, offset_s, agreement)
    return Segment(
        video_id=0,
        view=0,
        speed=speed,
        offset_s=offset_s,
        first=int(rows[0]),
        similarity=similarity,
        gain=np.where(blank & (gain == NEUTRAL_GAIN), np.float32(BLANK_GAIN), gain),
        agrees=agrees,
        anew=agrees & new_run[rows],
    )


def gains_along(
    query: Signature, source: Signature, speed: float, offset_s: float, agreement: Agreement
) -> NDArray[np.float32]:
    """(n,) what each frame of a query adds to a segment on a line, before what is blank in both is told apart."""
    return _gains(query, source, speed, offset_s, agreement)[1]


def _over_blanks(blank: NDArray[np.bool_], first: int, last: int) -> tuple[int, int]:
    """The ends moved outwards over frames blank in both: a fade from black belongs to what it fades into."""
    before = np.flatnonzero(~blank[:first])
    after = np.flatnonzero(~blank[last + 1 :])
    return (int(before[-1]) + 1 if len(before) else 0), (last + int(after[0]) if len(after) else len(blank) - 1)


def _around(query: Signature, span: tuple[int, int]) -> tuple[int, int]:
    """Rows [low, high) that a segment may grow into next: three times its length, and some seconds."""
    first_s, last_s = query.times_s[span[0]], query.times_s[span[1]]
    reach_s = GROWTH_S + last_s - first_s
    low = int(np.searchsorted(query.times_s, first_s - reach_s))
    return low, int(np.searchsorted(query.times_s, last_s + reach_s, side="right"))


def fit_line(
    query: Signature, source: Signature, rows: NDArray[np.intp], speed: float, offset_s: float, agreement: Agreement
) -> tuple[float, float]:
    """The line near the given one along which `rows` agree most. Ties, as in a still shot, stay nearest to it."""
    rows = rows[query.quality[rows] >= agreement.min_quality]
    if not len(rows):
        return speed, offset_s
    rows = telling(query, rows)
    band = _Band.around(query, source, rows, speed, offset_s, agreement)
    step_s = frame_step_s(source)
    half_span_s = max(float(np.ptp(query.times_s[rows])) / 2, 1e-9)
    shifts_s = np.arange(-SEARCH_S, SEARCH_S + step_s / 2, step_s)
    if half_span_s < 1.0:  # too short to tell speeds apart
        return speed, offset_s + band.best(np.array([speed]), shifts_s)[2]
    reach = min(SPEED_REACH, SEARCH_S / half_span_s)
    coarse = np.unique(_limited(np.concatenate([speed + np.linspace(-reach, reach, 13), [speed]])))
    score, best_speed, shift_s = band.best(coarse, shifts_s)
    fine = _limited(best_speed + np.linspace(-1, 1, 9) * reach / 6)
    score, best_speed, shift_s = band.best(fine, shift_s + np.arange(-2, 2.01, 0.5) * step_s)
    unaltered = float(np.sign(speed))
    if best_speed != unaltered:
        offset_s = band.middle_s + shift_s - unaltered * band.centre_s
        plain = _Band.around(query, source, rows, unaltered, offset_s, agreement)
        plain_score, _, plain_shift_s = plain.best(np.array([unaltered]), np.arange(-SEARCH_S, SEARCH_S, step_s / 2))
        if score < SNAP_GAIN * plain_score:
            best_speed, shift_s = unaltered, shift_s + plain_shift_s
    return best_speed, band.middle_s + shift_s - best_speed * band.centre_s


def _limited(speeds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Speeds of one direction, held to those that occur."""
    limited: NDArray[np.float64] = np.sign(speeds) * np.clip(np.abs(speeds), *SPEED_LIMITS)
    return limited


def telling(query: Signature, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """At most `FIT_ROWS` of the rows: half evenly spread, half on both sides of the greatest changes, since cuts and
    fast motion tell where a line runs to the frame and slow shots do not."""
    if len(rows) <= FIT_ROWS:
        return rows
    even = rows[:: -(-2 * len(rows) // FIT_ROWS)]
    change = np.abs(np.diff(query.codes[rows].astype(np.int16), axis=0)).sum(axis=1)
    greatest = np.argpartition(-change, FIT_ROWS // 4)[: FIT_ROWS // 4]
    return np.unique(np.concatenate([even, rows[greatest], rows[greatest + 1]]))


@dataclass(frozen=True, slots=True, eq=False)
class _Band:
    """Gains of query frames against the source frames near a line, computed once and looked up for every line tried.

    Attributes:
        centre_s, middle_s: query time the lines turn around, and the given line's source time there.
        delta_s: (n,) query times from the centre.
        base: (n,) source row on the given line.
        gain: (n, k) how far each pair's cosine is above a little less than the level of agreement, the pair on the
            given line in the middle; 0 in the first and last column, which stand for all that is further off.
    """

    source_s: NDArray[np.float64]
    centre_s: float
    middle_s: float
    delta_s: NDArray[np.float64]
    base: NDArray[np.intp]
    gain: NDArray[np.float32]

    @staticmethod
    def around(
        query: Signature, source: Signature, rows: NDArray[np.intp], speed: float, offset_s: float, agreement: Agreement
    ) -> _Band:
        centre_s = float(query.times_s[rows].mean())
        reach = int(np.ceil(2 * SEARCH_S / frame_step_s(source))) + 1
        base = nearest_rows(source.times_s, speed * query.times_s[rows] + offset_s)
        near = np.clip(base[:, None] + np.arange(-reach, reach + 1), 0, len(source) - 1)
        cosine = cosines(query.codes[rows], source.codes, near, agreement.unit)
        gain = np.clip(cosine - (agreement.similarity - FIT_SLACK), 0, None)
        gain[source.quality[near] < agreement.min_quality] = 0
        gain[:, [0, -1]] = 0
        middle_s = speed * centre_s + offset_s
        return _Band(source.times_s, centre_s, middle_s, query.times_s[rows] - centre_s, base, gain)

    def best(self, speeds: NDArray[np.float64], shifts_s: NDArray[np.float64]) -> tuple[float, float, float]:
        """(score, speed, shift) of the line, among all pairs of these, along which the gains sum highest."""
        width = self.gain.shape[1]
        wanted_s = self.middle_s + speeds[:, None, None] * self.delta_s + shifts_s[:, None]
        column = nearest_rows(self.source_s, wanted_s) - self.base + width // 2
        np.clip(column, 0, width - 1, out=column)
        score = self.gain.ravel()[column + width * np.arange(len(self.base))].sum(axis=2)
        ties = np.argwhere(score >= score.max() - 1e-5)
        off_speed, off_place = np.abs(np.abs(speeds[ties[:, 0]]) - 1), np.abs(shifts_s[ties[:, 1]])
        chosen = ties[np.lexsort((off_speed, off_place))[0]]
        return float(score.max()), float(speeds[chosen[0]]), float(shifts_s[chosen[1]])


def _gains(
    query: Signature, source: Signature, speed: float, offset_s: float, agreement: Agreement
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Per query frame: similarity along the line (NaN without detail or source), what it adds to a segment, whether it
    and its source are blank alike: neither has detail, or one has hardly any and they still agree; and whether they
    agree."""
    target_s = speed * query.times_s + offset_s
    slack_s = frame_step_s(source)
    exists = (target_s >= source.times_s[0] - slack_s) & (target_s <= source.times_s[-1] + slack_s)
    at = nearest_rows(source.times_s, target_s)
    similarity = np.full(len(query), np.nan, dtype=np.float32)
    inside = np.flatnonzero(exists)
    neighbours = np.clip(at[inside][:, None] + np.array([0, -1, 1]), 0, len(source) - 1)
    cosine = cosines(query.codes[inside], source.codes, neighbours, agreement.unit)
    similarity[inside] = cosine.max(axis=1)
    query_plain = query.quality < agreement.min_quality
    source_plain = source.quality[at] < agreement.min_quality
    plainer = np.minimum(query.quality, source.quality[at])
    gain = agreement.gain(similarity, plainer)
    gain[~exists] = OUTSIDE_GAIN
    alike = similarity >= agreement.similarity
    agrees = similarity >= agreement.level(plainer)
    similarity[query_plain | source_plain] = np.nan
    faint = query_plain | source_plain | (plainer <= PLAIN)
    blank = (query_plain & source_plain) | (faint & alike)
    return similarity, gain, blank & exists, agrees & np.isfinite(similarity)


def _best_span(gain: NDArray[np.float32], first: int, last: int) -> tuple[int, int] | None:
    """First and last row of the stretch with the largest sum that touches rows `first` to `last` and begins and ends
    with a gain; None when no such sum is positive.

    Kadane's algorithm through running sums: the best stretch that starts before its end is the running sum minus its
    smallest earlier value.
    """
    running = np.concatenate([[0.0], np.cumsum(gain, dtype=np.float64)])
    rows = np.arange(len(gain))
    before = np.where((gain > 0) & (rows <= last), running[:-1], np.inf)
    sums = np.where((gain > 0) & (rows >= first), running[1:] - np.minimum.accumulate(before), -np.inf)
    end = int(np.argmax(sums))
    if sums[end] <= 0:
        return None
    return int(np.argmin(before[: end + 1])), end
