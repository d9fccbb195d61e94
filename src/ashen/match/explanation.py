"""Why a query was answered as it was: all that spoke for and against, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from ashen.match.geometry import Rect

Fate = Literal["named", "rejected"]
Reason = Literal[
    "",
    "scattered",
    "not_borne_out",
    "flat",
    "too_few_frames",
    "odd_speed",
    "mirrored",
    "outdone",
    "below_threshold",
    "less_evidence",
    "not_looked_at",
    "told_not",
]
"""Why something was not named. They are described in docs/formats.md; `WORDS` says them to people."""
WORDS: dict[Reason, str] = {
    "scattered": "its votes are too few or lie on no common line",
    "not_borne_out": "single frames voted for it, but the frames along its line do not agree",
    "flat": "too little detail there to tell",
    "too_few_frames": "too few frames agree",
    "odd_speed": "too few frames agree for so odd a speed",
    "mirrored": "the same stretch is found the other way round",
    "outdone": "another explains these frames better",
    "below_threshold": "its confidence is below the threshold",
    "less_evidence": "less speaks for it than for the best",
    "not_looked_at": "what was nearer settled it",
    "told_not": "a person said that it is not that",
}


@dataclass(frozen=True, slots=True)
class StoredVideo:
    """A stored video by its number and its names."""

    id: int
    path: str
    anime: str
    episode: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A view of the query.

    Attributes:
        name: "whole", "borders trimmed", "inset" or "part".
        mirrored, flipped: how it is turned over.
        box: the part of the query looked at, shares of its sides; None where it differs from frame to frame.
        frames: in this view.
        flat_frames: of these, those with too little detail to be searched.
        searched: frames that were searched: the first of each run of equal ones, 8 a second at most.
    """

    name: str
    mirrored: bool
    flipped: bool
    box: Rect | None
    frames: int
    flat_frames: int
    searched: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one feature adds to the logit of a confidence."""

    name: str
    adds: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """A confidence and what it is made of.

    Attributes:
        value: 0..1; the logistic of the sum of `parts`, tempered by `by_pictures`, or what all stretches of the query
            on one line say together where that is higher.
        threshold: below which nothing is named.
        parts: the constant, then each feature.
        by_pictures: of a clip, what some of its frames say when they are asked as pictures; 0 when none was.
    """

    value: float
    threshold: float
    parts: tuple[Part, ...]
    by_pictures: float = 0.0


@dataclass(frozen=True, slots=True)
class Histogram:
    """How the votes for one video spread over offsets; a peak is a stretch that follows it.

    Attributes:
        speed: source seconds per query second the offsets are taken at; negative backwards.
        view: index of the view that voted.
        bin_s: width of a bin.
        offset_s: source time of the query's time 0, the middle of each bin with votes, rising.
        votes: of each of these bins; every frame counts once a bin, by its nearest hit.
    """

    speed: float
    view: int
    bin_s: float
    offset_s: tuple[float, ...]
    votes: tuple[float, ...]

    @property
    def peak_s(self) -> float:
        """The offset with most votes."""
        return self.offset_s[max(range(len(self.votes)), key=self.votes.__getitem__)]


@dataclass(frozen=True, slots=True)
class Voted:
    """What a stored video got of the votes.

    Attributes:
        video: which.
        votes: summed over the query's frames, each by its nearest hit: equal frames count 1.
        frames: that voted for it.
        histogram: in the view and at the speed of its best line.
    """

    video: StoredVideo
    votes: float
    frames: int
    histogram: Histogram


@dataclass(frozen=True, slots=True)
class FrameVotes:
    """One searched frame and what it voted for, the nearest first."""

    query_s: float
    view: int
    nearest: tuple[FrameVote, ...]


@dataclass(frozen=True, slots=True)
class FrameVote:
    """A vote: `weight` is 0..1, by how near the stored frame is."""

    video_id: int
    source_s: float
    similarity: float
    weight: float


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of the query laid along a stretch of a stored video.

    Attributes:
        video: which.
        view: index of the view.
        query_start_s, query_end_s, start_s, end_s: the stretches.
        speed: source seconds per query second; negative backwards.
        mirrored: whether that view is the mirror image.
        frames: of the query's stretch.
        frames_compared: of these, with detail in both.
        frames_agreeing: of these, at or above the level of agreement.
        similarity: mean cosine of those agreeing; of all compared where none does.
        gain: what it earns: 1 for each equal frame, less the less alike, negative where they disagree.
        needs: what it must earn at least, for a new line and its speed.
        votes: in favour of that video over the query's stretch.
        fate, reason: whether it was named, and why not.
        by: video that explains these frames better, where that is the reason.
        lost_by: how much more that one earns over the same frames.
        confidence: None of what never came to be weighed.
    """

    video: StoredVideo
    view: int
    query_start_s: float
    query_end_s: float
    start_s: float
    end_s: float
    speed: float
    mirrored: bool
    frames: int
    frames_compared: int
    frames_agreeing: int
    similarity: float
    gain: float
    needs: float
    votes: float
    fate: Fate
    reason: Reason = ""
    by: int | None = None
    lost_by: float = 0.0
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The best video that was not named for a stretch.

    Attributes:
        video: which.
        gain: what it earns over the stretch; 0 where its frames never agreed.
        lost_by: how much more the best earns.
        votes, votes_of_best: what each got of the votes there.
    """

    video: StoredVideo
    gain: float
    lost_by: float
    votes: float
    votes_of_best: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the query that a stored video explains.

    Attributes:
        best: the line followed.
        alike: of other videos that are as good, and named too.
        runner_up: the best of those that are not.
        chance: cosine that the nearest frames of unrelated videos reach there; None where that is not known.
    """

    best: Line
    alike: tuple[Line, ...]
    runner_up: RunnerUp | None
    chance: float | None


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A span of the query that nothing explains; `flat` when it has too little detail to be searched."""

    start_s: float
    end_s: float
    flat: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A frame of a clip that was asked as a picture, and what it showed."""

    query_s: float
    video: StoredVideo
    at_s: float
    mirrored: bool
    flipped: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class ClipExplanation:
    """Why a moving query was answered so.

    Attributes:
        views: it was looked at in, in the order of being looked at.
        voted: videos by votes, the most first.
        stretches: what was explained, in the order of the query; those not sure enough to be named are in it too.
        rejected: lines that were not followed, those with most votes first.
        unexplained: in order.
        asked: frames asked as pictures that showed something.
        frames: every frame searched, in order.
    """

    views: tuple[Seen, ...]
    voted: tuple[Voted, ...]
    stretches: tuple[Stretch, ...]
    rejected: tuple[Line, ...]
    unexplained: tuple[Unexplained, ...]
    asked: tuple[Asked, ...]
    frames: tuple[FrameVotes, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What laying the query over a still showed; see `match.verify.Verification`."""

    score: float
    inliers: int
    agreement: float
    correlation: float
    covered: float
    overlay: float
    sameness: float
    crop: Rect
    inset: Rect


@dataclass(frozen=True, slots=True)
class Proposed:
    """A scene that a picture may show.

    Attributes:
        video: which.
        at_s: when.
        view: index of the view of the query that found it.
        windowed: whether a window of a stored still was found, rather than a whole frame.
        similarity: cosine to it.
        looked: what verification saw; None where it was not asked.
        evidence: by which those looked at are ranked; None for others.
        fate, reason: whether it was named, and why not.
        lost_by: how far below the best's its evidence is, or where that is not known, its similarity.
        confidence: None of what was not looked at.
    """

    video: StoredVideo
    at_s: float
    view: int
    windowed: bool
    similarity: float
    looked: Looked | None
    evidence: float | None
    fate: Fate
    reason: Reason = ""
    lost_by: float = 0.0
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class PictureExplanation:
    """Why a picture was answered so.

    Attributes:
        views: it was searched in.
        proposals: how many scenes were found.
        verified: how many of them were laid over their stills; 0 where signatures alone were clear.
        scenes: best first; what was not looked at after all others.
        runner_up: index among the scenes of the best of a video that is not named; None where there is none.
    """

    views: tuple[Seen, ...]
    proposals: int
    verified: int
    scenes: tuple[Proposed, ...]
    runner_up: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a query was answered so.

    Attributes:
        recipe: that was searched by.
        rows: searched.
        clip: of a moving query, or None.
        picture: of a still one, or None.
    """

    recipe: str
    rows: int
    clip: ClipExplanation | None = None
    picture: PictureExplanation | None = None

    def as_json(self) -> dict[str, Any]:
        """As documented in docs/formats.md."""
        plain: dict[str, Any] = _plain(self)
        return plain


def _plain(value: Any) -> Any:
    """Dataclasses as objects, tuples as lists, numbers to four places."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return round(value, 4) if isinstance(value, float) else value
