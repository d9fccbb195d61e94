"""Evidence to an answer: a match, a scene several videos share, or unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import nan

import numpy as np
from numpy.typing import NDArray

from ashen.catalog.records import Video
from ashen.errors import VideoMissing
from ashen.match.calibration import Calibration, verified_features, with_pictures
from ashen.match.choose import Explained
from ashen.match.clip import RIVAL_SHARE, best_moment
from ashen.match.coverage import explained_s, extent_s, unexplained
from ashen.match.covering import Covering
from ashen.match.identification import Geometry, Identification, Match, Query
from ashen.match.named import names_of
from ashen.match.near import frame_step_s
from ashen.match.refine import Segment
from ashen.match.scene import ALIKE, EQUAL_EVIDENCE, Scene
from ashen.match.shots import Span
from ashen.match.truth import Truth
from ashen.match.variants import Versions, folded, one_episode, one_version_each
from ashen.match.verify import Verification
from ashen.match.views import QueryView
from ashen.match.vouching import vouched
from ashen.signature.signature import Signature

NOTHING_NEAR = "No stored frame is near enough to be named."
PLAIN_SIMILARITY, PLAIN_MARGIN = 0.95, 0.2
"""From which cosine, and lead over the next best, on a picture was hardly edited."""
DOUBTFUL = 0.1
"""Confidence from which on a stretch that is not named is looked at again."""
IN_COMPANY = 0.7
"""A stretch whose video another stretch of the query surely shows is named from this share of the threshold on: what is
cut from a video once is likely to be cut from it again."""
VERSION_ALIKE = 0.1
"""Scenes of another version of the best scene's episode are variants of it although they are less alike by this."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Turns what matching found into an answer with names.

    Attributes:
        calibration: of the recipe searched.
        names: video ids -> those of their records that are still held.
        truth: for exact moments.
        rows: how many were searched.
        min_quality: of the recipe searched.
        top: scenes of a picture to list.
    """

    calibration: Calibration
    names: Callable[[Iterable[int]], Mapping[int, Video]]
    truth: Truth
    rows: int
    min_quality: int
    top: int

    def clear(self, scenes: Sequence[Scene]) -> bool:
        """Whether a picture's scenes, best first, need no verification."""
        return self._stands_out(scenes, *self.calibration.clear)

    def plain(self, scenes: Sequence[Scene]) -> bool:
        """Whether the scenes of a picture as it is, best first, are so clear that no other view of it need be asked."""
        least_similarity, least_margin = self.calibration.clear
        return self._stands_out(scenes, max(least_similarity, PLAIN_SIMILARITY), max(least_margin, PLAIN_MARGIN))

    def _stands_out(self, scenes: Sequence[Scene], least_similarity: float, least_margin: float) -> bool:
        if not scenes:
            return False
        alike, rest = split_alike(scenes)
        margin = scenes[0].similarity - self._floor(scenes[0], rest)
        return scenes[0].similarity >= least_similarity and margin >= least_margin and len(alike) < self.top

    def picture(self, query: Query, views: list[QueryView], scenes: list[Scene]) -> Identification:
        """The answer to a picture; `scenes` best first."""
        if not scenes:
            return Identification(query, "unknown", (), reason=self._why_unknown(views, NOTHING_NEAR))
        names = self._names(scene.video_id for scene in scenes)
        alike, rest = split_alike(scenes)
        versions = self._versions(names)
        near = [scene for scene in rest if scene.similarity >= alike[0].similarity - VERSION_ALIKE]
        alike += [scene for scene in near if one_episode(names[scene.video_id], names[alike[0].video_id])]
        rest = [scene for scene in rest if scene not in alike]
        matches = tuple(folded([self._scene_match(names, scene, rest) for scene in alike], versions))
        others = (self._scene_match(names, scene, rest) for scene in rest)
        if matches[0].confidence < self.calibration.picture_threshold:
            likeliest = sorted((*matches, *others), key=_likelihood, reverse=True)
            return Identification(query, "unknown", (), tuple(likeliest[: self.top]), NOTHING_NEAR)
        shared = len({match.video_id for match in matches}) > 1
        return Identification(query, "shared" if shared else "match", matches, tuple(islice(others, self.top)))

    def clip(
        self,
        query: Query,
        views: list[QueryView],
        explained: list[Explained],
        segments: Sequence[Segment],
        shots: Callable[[int], Sequence[Span]],
    ) -> Identification:
        """The answer to a moving query.

        Args:
            query: it.
            views: it was looked at in.
            explained: the stretches that were found in stored videos.
            segments: all that were weighed, for how much of what is named the query holds.
            shots: the query's, as a view of it shows them.
        """
        found = [segment for stretch in explained for segment in (stretch.segment, *stretch.rivals)]
        names = self._names(segment.video_id for segment in [*found, *segments])
        versions = self._versions(names)
        placed: dict[tuple[int, float, float], Segment] = {}  # what each match was made of
        sure: list[list[Match]] = []  # for each stretch the best, what equals it, and its other versions
        unsure: list[Match] = []
        best_of_each = vouched(
            [self._segment_match(names, views, each.segment, each) for each in explained],
            [shots(each.segment.view) for each in explained],
        )
        known = {best.video_id for best in best_of_each if best.confidence >= self.calibration.clip_threshold}
        for stretch, best in zip(explained, best_of_each, strict=True):
            if best.confidence < self.calibration.clip_threshold * (IN_COMPANY if best.video_id in known else 1):
                unsure.append(best)
                continue
            named = [best]
            placed[_place(best)] = stretch.segment
            for rival in stretch.rivals:
                match = self._segment_match(names, views, rival, stretch)
                equal = rival.score >= RIVAL_SHARE * stretch.segment.score
                version = match.confidence >= self.calibration.clip_threshold and versions.same(best, match)
                if rival.video_id != best.video_id and (equal or version):
                    named.append(match)
                    placed[_place(match)] = rival
                else:
                    unsure.append(match)
            sure.append(named)
        unsure.sort(key=lambda match: -match.confidence)
        runners_up = tuple(unsure[: self.top])
        length_s = extent_s(views[0].signature)
        if not sure:
            reason = self._why_unknown(views, "No stretch of it follows a stored video.")
            return Identification(query, "unknown", (), runners_up, reason, unexplained((), length_s))
        covering = self._covering(names, views)
        every = [piece for segment in placed.values() for piece in covering.pieces_of(segment)]
        folded_stretches = one_version_each(sure, versions)
        shared = all(len({match.video_id for match in stretch}) > 1 for stretch in folded_stretches)
        return Identification(
            query,
            "shared" if shared else "match",
            tuple(match for stretch in folded_stretches for match in stretch),
            runners_up,
            unexplained=unexplained(every, length_s),
            explained_s=explained_s(every, length_s),
            coverage=covering.coverage(list(placed.values()), segments, length_s),
        )

    def _versions(self, names: Mapping[int, Video]) -> Versions:
        return Versions(names, self.truth, self.calibration.agreement, self.min_quality)

    def _covering(self, names: Mapping[int, Video], views: list[QueryView]) -> Covering:
        def alone(segment: Segment) -> float:
            times_s = views[segment.view].signature.times_s
            stretch = Explained(segment, (), float(times_s[segment.first]), float(times_s[segment.last]), nan)
            return self._segment_match(names, views, segment, stretch).confidence

        level, threshold = self.calibration.agreement, self.calibration.clip_threshold
        return Covering(names, views, self.truth, level, self.min_quality, threshold, alone)

    def _why_unknown(self, views: list[QueryView], otherwise: str) -> str:
        """Why nothing was found, for people."""
        if not self.rows:
            return "The library holds nothing to compare it with; `ashen index` fills it."
        if any((view.signature.quality >= self.min_quality).any() for view in views):
            return otherwise
        return "It has too little detail to tell it from others."

    def _floor(self, best: Scene, rest: Iterable[Scene]) -> float:
        """The cosine that another video reaches, or that an unrelated one would."""
        rivals = [scene.similarity for scene in rest if scene.video_id != best.video_id]
        return max([*rivals, self.calibration.background_in(self.rows)])

    def _scene_match(self, names: Mapping[int, Video], scene: Scene, rest: list[Scene]) -> Match:
        rest = [other for other in rest if not one_episode(names[other.video_id], names[scene.video_id])]
        margin = scene.similarity - self._floor(scene, rest)
        seen = scene.verification
        score_margin = 0.0
        confidence = self.scene_confidence(scene, rest)
        if seen is not None:
            score_margin = seen.score - _rival_score(scene, rest)
        view = scene.view.view
        return _match(
            names[scene.video_id],
            query_s=(0.0, 0.0),
            source_s=(scene.start_s, scene.at_s, scene.end_s),
            speed=1.0,
            mirrored=view.mirrored,
            flipped=view.flipped,
            similarity=scene.similarity,
            confidence=confidence,
            frames=(1, 1, 1),
            margin=margin,
            chance=self.calibration.background_in(self.rows),
            geometry=None if seen is None else _geometry(seen, score_margin),
        )

    def scene_confidence(self, scene: Scene, rest: Sequence[Scene]) -> float:
        """Probability that a picture's scene is right, given those that are less good."""
        if scene.verification is None:
            return self.calibration.picture_confidence(*self.scene_features(scene, rest))
        return self.calibration.verified_confidence(self.scene_features(scene, rest))

    def scene_features(self, scene: Scene, rest: Sequence[Scene]) -> tuple[float, ...]:
        """What its confidence is made of: similarity and margin, or `verified_features` where it was laid over."""
        margin = scene.similarity - self._floor(scene, rest)
        if scene.verification is None:
            return scene.similarity, margin
        excess = scene.similarity - self.calibration.chance_in(self.rows)
        return verified_features(scene.verification, _rival_score(scene, rest), excess, margin)

    def doubtful(self, views: Sequence[QueryView], stretch: Explained) -> bool:
        """Whether a stretch of a query seen in these views may be right but is not sure enough to be named."""
        return DOUBTFUL <= self._sure(views, stretch.segment, stretch) < self.calibration.clip_threshold

    def sure(self, views: Sequence[QueryView], stretch: Explained) -> bool:
        """Whether a stretch of a query seen in these views is sure enough to be named."""
        return self._sure(views, stretch.segment, stretch) >= self.calibration.clip_threshold

    def _chance(self, stretch: Explained) -> float:
        return stretch.chance if np.isfinite(stretch.chance) else self.calibration.background_in(self.rows)

    def _sure(self, views: Sequence[QueryView], segment: Segment, stretch: Explained) -> float:
        """How sure a segment is that explains a stretch, or might."""
        frames, chance = views[segment.view].stands_for * segment.frames_agreeing, self._chance(stretch)
        line = self.calibration.clip_confidence(
            frames, segment.runs_agreeing, _agreeing(segment), segment.speed, chance
        )
        return with_pictures(line, segment.pictured)

    def _segment_match(
        self, names: Mapping[int, Video], views: list[QueryView], segment: Segment, stretch: Explained
    ) -> Match:
        query = views[segment.view].signature
        source = self.truth.signature(segment.video_id)
        start_s, end_s = float(query.times_s[segment.first]), _end_s(views[0].signature, stretch.end_s)
        compared = int(np.isfinite(segment.similarity).sum())
        similarity, chance = _agreeing(segment), self._chance(stretch)
        others = [r for r in stretch.rivals if not one_episode(names[r.video_id], names[segment.video_id])]
        rival = max((_mean(other.similarity) for other in others), default=0.0)
        ends_s = sorted(segment.at_s(at_s) for at_s in (start_s, end_s))
        return _match(
            names[segment.video_id],
            query_s=(start_s, end_s),
            source_s=(max(0.0, ends_s[0]), best_moment(query, source, segment), ends_s[1]),
            speed=abs(segment.speed),
            backwards=segment.speed < 0,
            mirrored=views[segment.view].view.mirrored,
            flipped=views[segment.view].view.flipped,
            similarity=similarity,
            confidence=self._sure(views, segment, stretch),
            frames=(segment.frames_agreeing, compared, segment.runs_agreeing),
            margin=similarity - max(rival, chance),
            chance=chance,
            pictured=segment.pictured,
        )

    def _names(self, video_ids: Iterable[int]) -> Mapping[int, Video]:
        wanted = set(video_ids)
        names = self.names(wanted)
        if len(names) < len(wanted):
            raise VideoMissing("A video was removed while it was being looked at; ask again.")
        return names


def split_alike(scenes: Sequence[Scene]) -> tuple[list[Scene], list[Scene]]:
    """Of scenes, best first, those as good as the first, and the rest. Of an opening in more episodes than
    were verified, the others count by their cosine."""
    best = scenes[0]
    least_similarity = best.similarity - ALIKE
    if best.verification is None:
        alike = [scene for scene in scenes if scene.similarity >= least_similarity]
    else:
        least_evidence = best.evidence - EQUAL_EVIDENCE
        alike = [
            scene
            for scene in scenes
            if scene.evidence >= least_evidence
            or (scene.verification is None and not best.windowed and scene.similarity >= least_similarity)
        ]
    return alike, [scene for scene in scenes if scene not in alike]


def _end_s(query: Signature, last_s: float) -> float:
    """When the frame shown at `last_s` is over: when the next one is shown."""
    row = int(np.searchsorted(query.times_s, last_s + 1e-6))
    return float(query.times_s[row]) if row < len(query) else last_s + frame_step_s(query)


def _agreeing(segment: Segment) -> float:
    """Mean cosine of the frames that agree; 0 where none does."""
    agreeing = segment.similarity[segment.agrees]
    return float(agreeing.mean()) if len(agreeing) else 0.0


def _mean(similarity: NDArray[np.float32]) -> float:
    """Of the frames compared; 0 where none was."""
    known = similarity[np.isfinite(similarity)]
    return float(known.mean()) if len(known) else 0.0


def _rival_score(scene: Scene, rest: Sequence[Scene]) -> float:
    """Score of the best verified scene of another video."""
    return max([0.0, *(other.score for other in rest if other.video_id != scene.video_id)])


def _geometry(seen: Verification, margin: float) -> Geometry:
    return Geometry(
        score=seen.score,
        margin=margin,
        inliers=seen.inliers,
        agreement=seen.agreement,
        covered=seen.covered,
        crop=seen.visible,
        inset=seen.fills,
        overlay=seen.overlay,
        sameness=seen.sameness,
    )


def _likelihood(match: Match) -> tuple[bool, float]:
    """By which a picture's scenes are listed when none is named: those laid over stills by their confidence, then the
    others. Of scenes that may all show the query evidence tells the right one; where none surely does, as in dark and
    plain pictures, it is greatest where a few corners agree on what is plainly another picture."""
    verified = match.geometry is not None
    return verified, match.confidence if verified else 0.0


def _place(match: Match) -> tuple[int, float, float]:
    return match.video_id, match.query_start_s, match.start_s


def _match(
    video: Video,
    *,
    query_s: tuple[float, float],
    source_s: tuple[float, float, float],
    speed: float,
    mirrored: bool,
    similarity: float,
    confidence: float,
    frames: tuple[int, int, int],
    margin: float,
    chance: float,
    pictured: float = 0.0,
    flipped: bool = False,
    backwards: bool = False,
    geometry: Geometry | None = None,
) -> Match:
    return Match(
        **names_of(video),
        query_start_s=query_s[0],
        query_end_s=query_s[1],
        start_s=source_s[0],
        at_s=source_s[1],
        end_s=source_s[2],
        speed=speed,
        mirrored=mirrored,
        similarity=min(1.0, max(0.0, similarity)),
        confidence=confidence,
        frames_agreeing=frames[0],
        frames_compared=frames[1],
        runs_agreeing=frames[2],
        margin=margin,
        chance=chance,
        pictured=pictured,
        flipped=flipped,
        reversed=backwards,
        geometry=geometry,
    )
