"""Plots as PNG files: similarity matrices with lines on them, and strips of matched pictures. Drawn with Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

MATRIX_PX = (900, 420)
"""Width and height of a matrix."""
LINE_RGB = (255, 60, 40)
"""Lines on a matrix: a colour that its own never is."""
FRAME_RGB = (255, 200, 0)
"""Frames on pictures."""
GROUND_RGB = (250, 250, 248)
INK_RGB = (30, 30, 34)
FAINT_RGB = (150, 150, 156)
SCALE = ((8, 12, 40), (30, 70, 130), (40, 150, 150), (150, 205, 120), (250, 245, 190))
"""Colours of similarities from the least shown to 1: dark to light, so that it reads without colour too."""
LEAST_SHOWN = 0.0
"""Similarity shown darkest; the level of agreement is marked on the scale."""
LEFT_PX, MARGIN_PX = 84, 16
TITLE_PX, AXIS_PX, TEXT_PX = 34, 44, 14
TICKS = 6
"""Ticks an axis has at most."""
STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
PICTURE_PX = 144
"""Width of a picture in a strip; its height is two thirds of that."""
PAIR_PX = PICTURE_PX + 6

End = tuple[float, float]
"""Query and source seconds."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the sides."""
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """How alike frames of a query and of a stored video are.

    Attributes:
        similarity: (h, w) float32 of `MATRIX_PX`: query downwards, source to the right.
        query_s, source_s: first and last second of either.
        lines: from one end to the other.
        agreement: similarity from which on frames agree.
    """

    similarity: NDArray[np.float32]
    query_s: tuple[float, float]
    source_s: tuple[float, float]
    lines: Sequence[tuple[End, End]]
    agreement: float


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A picture of the query over a stored one.

    Attributes:
        query, source: (h, w, 3) uint8 R'G'B'.
        query_words, source_words: beneath each.
        query_box, source_box: what of each shows the other; None draws no frame.
    """

    query: NDArray[np.uint8]
    source: NDArray[np.uint8]
    query_words: str
    source_words: str
    query_box: Box | None = None
    source_box: Box | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One stored video: a title, a matrix where there is one, and pairs."""

    title: str
    matrix: Matrix | None
    pairs: Sequence[Pair]


class Area(NamedTuple):
    """A rectangle in pixels."""

    left: int
    top: int
    width: int
    height: int


def write_plot(path: Path, panels: Sequence[Panel]) -> None:
    """Draw panels below each other into a PNG file; one without panels says that there is nothing to show.

    Raises:
        OSError: the file cannot be written.
    """
    panels = panels or [Panel("Nothing stored is like it.", None, ())]
    height = sum(_height(panel) for panel in panels) + MARGIN_PX
    image = Image.new("RGB", (LEFT_PX + MATRIX_PX[0] + 2 * MARGIN_PX, height), GROUND_RGB)
    pen = ImageDraw.Draw(image)
    for top, panel in zip(_tops(panels), panels, strict=True):
        title = _font(TEXT_PX + 3)
        pen.text((LEFT_PX, top + 8), _fitting(pen, panel.title, title, MATRIX_PX[0]), INK_RGB, title)
        if panel.matrix is not None:
            _draw_matrix(image, pen, panel.matrix, matrix_area(panels, panel))
        strip = top + TITLE_PX + (MATRIX_PX[1] + AXIS_PX if panel.matrix is not None else 0)
        for number, pair in enumerate(panel.pairs):
            _draw_pair(image, pen, pair, LEFT_PX + number * PAIR_PX, strip)
    image.save(path, "PNG")


def matrix_area(panels: Sequence[Panel], panel: Panel) -> Area:
    """Where a panel's matrix lies in the plot of all of them."""
    number = next(number for number, other in enumerate(panels) if other is panel)
    return Area(LEFT_PX, _tops(panels)[number] + TITLE_PX, *MATRIX_PX)


def at_px(matrix: Matrix, area: Area, end: End) -> tuple[float, float]:
    """Where a moment of the query and one of the source lie, x and y in pixels."""
    shares = [
        (moment_s - first_s) / max(1e-9, last_s - first_s)
        for moment_s, (first_s, last_s) in zip(end, (matrix.query_s, matrix.source_s), strict=True)
    ]
    return area.left + shares[1] * (area.width - 1), area.top + shares[0] * (area.height - 1)


def _tops(panels: Sequence[Panel]) -> list[int]:
    heights = [_height(panel) for panel in panels]
    return [sum(heights[:number]) for number in range(len(panels))]


def _height(panel: Panel) -> int:
    matrix = MATRIX_PX[1] + AXIS_PX if panel.matrix is not None else 0
    pairs = 2 * (_picture_height() + TEXT_PX + 8) + MARGIN_PX if panel.pairs else 0
    return TITLE_PX + matrix + pairs


def _picture_height() -> int:
    return PICTURE_PX * 2 // 3


@cache
def _font(size_px: int) -> Font:
    return ImageFont.load_default(size_px)


def _draw_matrix(image: Image.Image, pen: ImageDraw.ImageDraw, matrix: Matrix, area: Area) -> None:
    image.paste(Image.fromarray(_coloured(matrix.similarity)), (area.left, area.top))
    for start, end in matrix.lines:
        pen.line([at_px(matrix, area, start), at_px(matrix, area, end)], LINE_RGB, 2)
    small = _font(TEXT_PX - 2)
    bottom = area.top + area.height
    for at_s in _ticks_s(*matrix.source_s):
        x, _ = at_px(matrix, area, (matrix.query_s[0], at_s))
        pen.line([(x, bottom), (x, bottom + 4)], INK_RGB)
        pen.text((x, bottom + 6), _clock(at_s), INK_RGB, small, anchor="mt")
    for at_s in _ticks_s(*matrix.query_s):
        _, y = at_px(matrix, area, (at_s, matrix.source_s[0]))
        pen.line([(area.left - 5, y), (area.left - 1, y)], INK_RGB)
        pen.text((area.left - 8, y), _clock(at_s), INK_RGB, small, anchor="rm")
    pen.text((MARGIN_PX, area.top - TEXT_PX - 4), "query", FAINT_RGB, small)
    pen.text((area.left, bottom + 24), "stored video", FAINT_RGB, small)
    scale = f"dark {LEAST_SHOWN:g} to light 1 similarity, agreeing from {matrix.agreement:.2f}; line: the line followed"
    pen.text((area.left + area.width, bottom + 24), scale, FAINT_RGB, small, anchor="ra")


def _coloured(similarity: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(h, w, 3) uint8 by `SCALE`."""
    share = np.clip((similarity - LEAST_SHOWN) / (1 - LEAST_SHOWN), 0, 1)
    stops = np.linspace(0, 1, len(SCALE))
    channels = [np.interp(share, stops, [colour[channel] for colour in SCALE]) for channel in range(3)]
    rgb: NDArray[np.uint8] = np.rint(np.stack(channels, axis=-1)).astype(np.uint8)
    return rgb


def _ticks_s(first_s: float, last_s: float) -> list[float]:
    """Round moments from the first to the last."""
    step_s = next((step for step in STEPS_S if (last_s - first_s) / step <= TICKS), STEPS_S[-1])
    count = int(np.floor(last_s / step_s + 1e-6)) - int(np.ceil(first_s / step_s - 1e-6)) + 1
    return [(int(np.ceil(first_s / step_s - 1e-6)) + number) * float(step_s) for number in range(count)]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    shown = f"{rest:04.1f}" if rest % 1 > 1e-6 else f"{round(rest):02d}"
    return f"{hours}:{minutes:02d}:{shown}" if hours else f"{minutes}:{shown}"


def _draw_pair(image: Image.Image, pen: ImageDraw.ImageDraw, pair: Pair, left: int, top: int) -> None:
    step = _picture_height() + TEXT_PX + 8
    for number, (rgb, words, box) in enumerate(
        ((pair.query, pair.query_words, pair.query_box), (pair.source, pair.source_words, pair.source_box))
    ):
        picture = Image.fromarray(np.ascontiguousarray(rgb))
        scale = min(PICTURE_PX / picture.width, _picture_height() / picture.height)
        size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        x, y = left + (PICTURE_PX - size[0]) // 2, top + number * step + (_picture_height() - size[1]) // 2
        image.paste(picture.resize(size, Image.Resampling.BOX), (x, y))
        if box is not None:
            inside = [min(1.0, max(0.0, side)) for side in box]
            width, height = size[0] - 1, size[1] - 1
            corners = [(x + inside[0] * width, y + inside[1] * height), (x + inside[2] * width, y + inside[3] * height)]
            pen.rectangle(corners, outline=FRAME_RGB, width=2)
        at = (left + PICTURE_PX // 2, top + number * step + _picture_height() + 2)
        small = _font(TEXT_PX - 2)
        pen.text(at, _fitting(pen, words, small, PICTURE_PX), INK_RGB, small, anchor="mt")


def _fitting(pen: ImageDraw.ImageDraw, words: str, font: Font, width_px: int) -> str:
    """As much of a text as there is room for."""
    if pen.textlength(words, font) <= width_px:
        return words
    while words and pen.textlength(words + "...", font) > width_px:
        words = words[:-1]
    return words + "..."
