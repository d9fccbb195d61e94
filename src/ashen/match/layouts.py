"""Colour layouts to scenes, as trace.moe finds them: for clients that send its vectors, which tell no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ashen.index.contract import Index
from ashen.signature.recipes import recipe_named
from ashen.signature.similarity import similarity

HITS = 1000
"""Stored frames that are asked for..."""
SAME_SCENE_S = 5.0
"""...of which those of one video nearer than this are one scene."""


@dataclass(slots=True)
class LayoutScene:
    """A stretch of a stored video whose colours lie like the query's.

    Attributes:
        video_id: the stored video.
        start_s, at_s, end_s: of its frames among the nearest the first, the most alike and the last.
        similarity: 0..1 of that frame, as trace.moe counts it.
    """

    video_id: int
    start_s: float
    at_s: float
    end_s: float
    similarity: float

    def as_json(self) -> dict[str, Any]:
        """As it goes between processes."""
        return {
            "video_id": self.video_id,
            "start_s": round(self.start_s, 3),
            "at_s": round(self.at_s, 3),
            "end_s": round(self.end_s, 3),
            "similarity": round(self.similarity, 6),
        }


def nearest_scenes(
    index: Index, code: NDArray[np.uint8], top: int, videos: Collection[int] | None = None
) -> list[LayoutScene]:
    """The scenes nearest to a colour layout, most alike first.

    Args:
        index: of color-layout/1.
        code: (33,) uint8.
        top: how many at most.
        videos: only these; all when None.
    """
    hits = index.search(code[None], HITS, index.recipe, videos)
    alike = similarity(recipe_named(index.recipe), hits.distance)
    scenes: defaultdict[int, list[LayoutScene]] = defaultdict(list)
    for row in np.argsort(hits.tick, kind="stable"):
        at_s, likeness = float(hits.times_s[row]), float(alike[row])
        of_video = scenes[int(hits.video_id[row])]
        if of_video and at_s - of_video[-1].end_s < SAME_SCENE_S:
            last = of_video[-1]
            last.end_s = at_s
            if likeness > last.similarity:
                last.at_s, last.similarity = at_s, likeness
        else:
            of_video.append(LayoutScene(int(hits.video_id[row]), at_s, at_s, at_s, likeness))
    found = [scene for of_video in scenes.values() for scene in of_video]
    return sorted(found, key=lambda scene: (-scene.similarity, scene.video_id, scene.at_s))[:top]
