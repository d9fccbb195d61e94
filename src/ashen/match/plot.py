"""An explanation as pictures: which frames of the query are like which of a stored video, and pairs of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ashen.errors import VideoMissing
from ashen.match.clip import Matching
from ashen.match.clip_query import ClipQuery
from ashen.match.explanation import Explanation, Line, PictureExplanation, StoredVideo
from ashen.match.geometry import WHOLE
from ashen.match.near import nearest_rows
from ashen.match.truth import Truth
from ashen.match.views import PictureQuery
from ashen.media.plot import MATRIX_PX, Matrix, Pair, Panel
from ashen.signature.signature import Signature

PANELS = 3
"""Videos shown at most."""
PAIRS = 6
"""Pairs of a video shown."""
FRAMES_A_PIXEL = 4
"""Frames looked at for each pixel of a matrix, at most; the best of them is shown."""
MARGIN_S = 2.0
"""Shown of the stored video before and after its lines, at least..."""
MARGIN_SHARE = 0.25
"""...and so much of their length."""


@dataclass(frozen=True, slots=True)
class Plotter:
    """Makes panels of explanations.

    Attributes:
        truth: stored signatures and stills.
        unit: length of a code.
        similarity: cosine from which frames agree.
    """

    truth: Truth
    unit: float
    similarity: float

    def clip(self, explanation: Explanation, matching: Matching, clip: ClipQuery) -> list[Panel]:
        """A panel for each of the best videos: those explained for longest, or where none is, the best rejected."""
        if explanation.clip is None:
            return []
        followed: dict[int, list[Line]] = {}
        for stretch in explanation.clip.stretches:
            for line in (stretch.best, *stretch.alike):
                followed.setdefault(line.video.id, []).append(line)
        if not followed:
            for line in explanation.clip.rejected:
                followed.setdefault(line.video.id, []).append(line)
        best = sorted(
            followed.values(), key=lambda lines: -sum(line.query_end_s - line.query_start_s for line in lines)
        )
        panels: list[Panel] = []
        for lines in best[:PANELS]:
            try:
                panels.append(self._panel(lines, matching, clip))
            except VideoMissing:
                continue
        return panels

    def picture(self, explanation: PictureExplanation, picture: PictureQuery) -> list[Panel]:
        """The picture over the stills of the best scenes, with what of each shows the other framed."""
        pairs: list[Pair] = []
        for scene in explanation.scenes[:PAIRS]:
            still = self.truth.still(scene.video.id, scene.at_s)
            if still is None:
                continue
            view = explanation.views[scene.view]
            query = picture.rgb[:: -1 if view.flipped else 1, :: -1 if view.mirrored else 1]
            inset = WHOLE if scene.looked is None else scene.looked.inset
            left, top, right, bottom = inset
            if view.mirrored:
                left, right = 1 - right, 1 - left
            if view.flipped:
                top, bottom = 1 - bottom, 1 - top
            crop = WHOLE if scene.looked is None else scene.looked.crop
            words = f"{scene.fate} {scene.similarity:.2f}"
            pairs.append(
                Pair(
                    query,
                    still.rgb,
                    _name(scene.video),
                    f"{_clock(scene.at_s)} {words}",
                    (left, top, right, bottom),
                    crop,
                )
            )
        return [Panel("The query over the stored stills nearest to it", None, tuple(pairs))] if pairs else []

    def _panel(self, lines: Sequence[Line], matching: Matching, clip: ClipQuery) -> Panel:
        view = matching.views[_main_view(lines)]
        query, source = view.signature, self.truth.signature(lines[0].video.id)
        matrix = self._matrix(lines, query, source)
        notes = [word for word, said in (("mirrored", view.view.mirrored), ("upside down", view.view.flipped)) if said]
        if all(line.fate == "rejected" for line in lines):
            notes.append("not named")
        words = ", ".join([_name(lines[0].video), *notes])
        return Panel(words, matrix, tuple(self._pairs(lines, matching, clip, source)))

    def _matrix(self, lines: Sequence[Line], query: Signature, source: Signature) -> Matrix:
        length_s = max(line.end_s for line in lines) - min(line.start_s for line in lines)
        margin_s = max(MARGIN_S, MARGIN_SHARE * length_s)
        first_s = max(float(source.times_s[0]), min(line.start_s for line in lines) - margin_s)
        last_s = min(float(source.times_s[-1]), max(line.end_s for line in lines) + margin_s)
        width_px, height_px = MATRIX_PX
        columns_s = np.linspace(first_s, max(last_s, first_s + 1e-3), FRAMES_A_PIXEL * width_px)
        start_s, end_s = float(query.times_s[0]), float(query.times_s[-1])
        rows_s = np.linspace(start_s, max(end_s, start_s + 1e-3), FRAMES_A_PIXEL * height_px)
        across, down = nearest_rows(source.times_s, columns_s), nearest_rows(query.times_s, rows_s)
        drawn = np.empty((height_px, width_px), np.float32)
        codes = source.codes[across].astype(np.float32).T / np.float32(self.unit**2)
        for row in range(height_px):
            near = query.codes[down[row * FRAMES_A_PIXEL : (row + 1) * FRAMES_A_PIXEL]].astype(np.float32) @ codes
            drawn[row] = near.max(axis=0).reshape(width_px, FRAMES_A_PIXEL).max(axis=1)
        ends = tuple(_ends(line) for line in lines)
        return Matrix(drawn, (start_s, end_s), (first_s, last_s), ends, self.similarity)

    def _pairs(self, lines: Sequence[Line], matching: Matching, clip: ClipQuery, source: Signature) -> list[Pair]:
        """Frames of the query spread over the lines, each over the still that stands for what it shows."""
        pairs: list[Pair] = []
        shown = ((line, *frame) for at_s, line in _spread(lines) for frame in clip.pictures([at_s]))
        for line, at_s, picture in shown:
            shown_s = line.start_s + (at_s - line.query_start_s) * abs(line.speed)
            if line.speed < 0:
                shown_s = line.end_s - (at_s - line.query_start_s) * abs(line.speed)
            still = self.truth.still(line.video.id, shown_s)
            view = matching.views[line.view]
            if still is None:
                continue
            turned = picture.rgb[:: -1 if view.view.flipped else 1, :: -1 if view.view.mirrored else 1]
            cosine = self._cosine(view.signature, source, at_s, shown_s)
            pairs.append(Pair(turned, still.rgb, _clock(at_s), f"{_clock(shown_s)} {cosine:.2f}"))
        return pairs

    def _cosine(self, query: Signature, source: Signature, query_s: float, source_s: float) -> float:
        one = query.codes[nearest_rows(query.times_s, np.asarray(query_s))].astype(np.float32)
        other = source.codes[nearest_rows(source.times_s, np.asarray(source_s))].astype(np.float32)
        return float(one @ other) / self.unit**2


def _ends(line: Line) -> tuple[tuple[float, float], tuple[float, float]]:
    """(query, source) seconds at which a line begins and ends."""
    first_s, last_s = (line.end_s, line.start_s) if line.speed < 0 else (line.start_s, line.end_s)
    return (line.query_start_s, first_s), (line.query_end_s, last_s)


def _main_view(lines: Sequence[Line]) -> int:
    return max(lines, key=lambda line: line.frames_agreeing).view


def _spread(lines: Sequence[Line]) -> list[tuple[float, Line]]:
    """Moments of the query evenly spread over what the lines cover, in order."""
    lengths_s = np.array([line.query_end_s - line.query_start_s for line in lines])
    until_s: NDArray[np.float64] = np.cumsum(lengths_s)
    moments: list[tuple[float, Line]] = []
    for at_s in (np.arange(PAIRS) + 0.5) * float(until_s[-1]) / PAIRS:
        number = min(int(np.searchsorted(until_s, at_s)), len(lines) - 1)
        line = lines[number]
        moments.append((line.query_end_s - float(until_s[number] - at_s), line))
    return sorted(moments, key=lambda moment: moment[0])


def _name(video: StoredVideo) -> str:
    return video.anime + (f" episode {video.episode}" if video.episode else "")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(0.0, seconds), 60)
    return f"{int(minutes)}:{rest:05.2f}"
