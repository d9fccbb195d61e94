"""Why a picture was answered as it was: what was proposed, what laying it over the stills showed, what lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ashen.catalog.records import Video
from ashen.match.calibration import PICTURE_PARTS, VERIFIED_PARTS
from ashen.match.decide import Decider, split_alike
from ashen.match.explanation import (
    Confidence,
    Fate,
    Looked,
    Part,
    PictureExplanation,
    Proposed,
    Reason,
    Seen,
)
from ashen.match.geometry import Rect
from ashen.match.identification import Identification, Match, Variant
from ashen.match.lines import stored_video, told_not, videos_of
from ashen.match.picture import LEAST_QUALITY
from ashen.match.scene import SAME_SCENE_S, Scene
from ashen.match.views import PictureQuery, QueryView


def explain_picture(
    picture: PictureQuery,
    proposed: Sequence[Scene],
    scenes: Sequence[Scene],
    found: Identification,
    *,
    decider: Decider,
    names: Callable[[Iterable[int]], Mapping[int, Video]],
    top: int,
) -> PictureExplanation:
    """Why a picture was answered so.

    Args:
        picture: the query.
        proposed: scenes that search found, most alike first.
        scenes: those that were looked at, best first.
        found: the answer.
        decider: what made it.
        names: video ids -> their records.
        top: scenes that were not looked at to list.
    """
    seen = [scene for scene in proposed if not any(_is_one(scene, other) for other in scenes)]
    held = names({scene.video_id for scene in (*scenes, *seen)})
    explainer = _PictureExplainer(picture.made(), found, decider, held)
    listed = [explainer.scene(scene, scenes) for scene in scenes if scene.video_id in held]
    listed += [explainer.scene(scene, scenes) for scene in seen[:top] if scene.video_id in held]
    named = {video_id for match in found.matches for video_id in videos_of(match)} or {
        scene.video.id for scene in listed[:1]
    }
    others = [number for number, scene in enumerate(listed) if scene.video.id not in named]
    return PictureExplanation(
        views=tuple(_seen(picture, view) for view in explainer.views),
        proposals=len(proposed),
        verified=sum(scene.verification is not None for scene in scenes),
        scenes=tuple(listed),
        runner_up=others[0] if others else None,
    )


@dataclass(frozen=True, slots=True)
class _PictureExplainer:
    views: Sequence[QueryView]
    found: Identification
    decider: Decider
    held: Mapping[int, Video]

    def scene(self, scene: Scene, scenes: Sequence[Scene]) -> Proposed:
        """A scene among those that were looked at, best first."""
        best = scenes[0] if scenes else scene
        known = any(scene is other for other in scenes)
        fate, reason = self._fate(scene, known, best)
        evidence = scene.evidence if scene.verification is not None else None
        lost_by = best.similarity - scene.similarity
        if evidence is not None and best.verification is not None:
            lost_by = best.evidence - evidence
        return Proposed(
            video=stored_video(self.held[scene.video_id]),
            at_s=scene.at_s,
            view=next(number for number, view in enumerate(self.views) if view.view == scene.view.view),
            windowed=scene.windowed,
            similarity=scene.similarity,
            looked=_looked(scene),
            evidence=evidence,
            fate=fate,
            reason=reason,
            lost_by=max(0.0, lost_by),
            confidence=self._confidence(scene, scenes) if known else None,
        )

    def _fate(self, scene: Scene, known: bool, best: Scene) -> tuple[Fate, Reason]:
        if _match_of(scene, self.found.matches) is not None:
            return "named", ""
        if scene.video_id in told_not(self.found):
            return "rejected", "told_not"
        if not known:
            return "rejected", "less_evidence" if best.verification is None else "not_looked_at"
        alike = _match_of(best, self.found.matches) is None and scene is best
        return "rejected", "below_threshold" if alike else "less_evidence"

    def _confidence(self, scene: Scene, scenes: Sequence[Scene]) -> Confidence:
        """As `Decider` has it; where it came to an answer of its own, that one's."""
        calibration = self.decider.calibration
        _, rest = split_alike(scenes)
        laid = scene.verification is not None
        (bias, *weights), names = (
            (calibration.verified, VERIFIED_PARTS) if laid else (calibration.picture, PICTURE_PARTS)
        )
        features = self.decider.scene_features(scene, rest)
        added = zip(names, weights, features, strict=True)
        parts = (Part("constant", bias), *(Part(name, weight * value) for name, weight, value in added))
        match = _match_of(scene, (*self.found.matches, *self.found.runners_up))
        value = self.decider.scene_confidence(scene, rest) if match is None else match.confidence
        return Confidence(value, calibration.picture_threshold, parts)


def _match_of(scene: Scene, matches: Iterable[Match]) -> Match | None:
    """What a scene was answered as."""
    for match in matches:
        places: list[Match | Variant] = [match, *match.variants]
        for place in places:
            near = place.start_s - SAME_SCENE_S <= scene.at_s <= place.end_s + SAME_SCENE_S
            if place.video_id == scene.video_id and (place.at_s == scene.at_s or near):
                return match
    return None


def _is_one(scene: Scene, other: Scene) -> bool:
    near = other.start_s - SAME_SCENE_S <= scene.at_s <= other.end_s + SAME_SCENE_S
    return scene.video_id == other.video_id and near


def _looked(scene: Scene) -> Looked | None:
    if (seen := scene.verification) is None:
        return None
    return Looked(
        score=seen.score,
        inliers=seen.inliers,
        agreement=seen.agreement,
        correlation=float(seen.correlation),
        covered=seen.covered,
        overlay=seen.overlay,
        sameness=seen.sameness,
        crop=seen.visible,
        inset=seen.fills,
    )


def _seen(picture: PictureQuery, query: QueryView) -> Seen:
    view = query.view
    height, width = picture.rgb.shape[:2]
    box = picture.box(view)
    part = Rect(*(np.array(box) / [width, height, width, height]).tolist())
    trimmed = any(view.trimming == first.view.trimming for first in picture.first())
    name = "whole" if view.trimming == 0 else "borders trimmed" if trimmed else "inset"
    flat = int((query.signature.quality < LEAST_QUALITY).sum())
    return Seen(name, view.mirrored, view.flipped, part, 1, flat, 1 - flat)
