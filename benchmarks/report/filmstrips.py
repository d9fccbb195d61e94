"""Failures to look at: what was asked, what it is, and what was answered instead, side by side on one sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from PIL import Image, ImageDraw

from benchmarks import lettering
from benchmarks.report.figure import Task
from benchmarks.systems.contract import Rgb

SHOWN = 20
NAME = "failures.jpg"
LARGEST_BYTES = 700_000

COLUMNS = 2
CELL_PX = (204, 115)
GAP_PX, MARGIN_PX, BETWEEN_PX = 4, 14, 26
CAPTION_PX, HEAD_PX, LETTER_PX = 33, 24, 12
GROUND, CARD, INK, FAINT = (251, 251, 250), (228, 231, 234), (36, 41, 47), (110, 119, 129)
HEADS = ("asked", "is", "answered")


@dataclass(frozen=True, slots=True, eq=False)
class Miss:
    """One failure.

    Attributes:
        task, edit, system: as in the figures.
        query: the picture that was asked (of a video, a frame of it).
        truth: the stored frame that it shows; for what is not stored, its unedited frame.
        answered: the stored frame that was named instead; None when nothing was.
        note: a few words: what was asked, what was said, how surely.
    """

    task: Task
    edit: str
    system: str
    query: Rgb
    truth: Rgb
    answered: Rgb | None
    note: str


def write(misses: Sequence[Miss], folder: Path) -> Path | None:
    """Draw the worst on one sheet, `failures.jpg`; without any, remove the sheet and return None.

    Args:
        misses: worst first. Edits take turns, so that one edit does not fill the sheet.
        folder: where to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.unlink(missing_ok=True)
    if not misses:
        return None
    drawn = sheet(spread(misses)[:SHOWN])
    for quality in range(86, 30, -6):
        drawn.save(path, quality=quality, optimize=True)
        if path.stat().st_size <= LARGEST_BYTES:
            break
    return path


def spread(misses: Sequence[Miss]) -> list[Miss]:
    """The same misses, edits taking turns; the worst of each edit first, edits in the order of their worst."""
    edits: defaultdict[tuple[str, str], list[Miss]] = defaultdict(list)
    for miss in misses:
        edits[miss.task, miss.edit].append(miss)
    return [miss for turn in zip_longest(*edits.values()) for miss in turn if miss is not None]


def sheet(misses: Sequence[Miss]) -> Image.Image:
    """All of them, in columns, top to bottom."""
    rows = -(-len(misses) // COLUMNS)
    strip_w = len(HEADS) * CELL_PX[0] + (len(HEADS) - 1) * GAP_PX
    strip_h = CAPTION_PX + CELL_PX[1]
    columns = min(COLUMNS, len(misses))
    width = 2 * MARGIN_PX + columns * strip_w + (columns - 1) * BETWEEN_PX
    height = HEAD_PX + rows * strip_h + 2 * MARGIN_PX
    image = Image.new("RGB", (width, height), GROUND)
    draw = ImageDraw.Draw(image)
    for number, miss in enumerate(misses):
        column, row = divmod(number, rows)
        left = MARGIN_PX + column * (strip_w + BETWEEN_PX)
        top = MARGIN_PX + HEAD_PX + row * strip_h
        if row == 0:
            _heads(draw, left)
        _strip(image, draw, miss, (left, top), strip_w)
    return image


def _heads(draw: ImageDraw.ImageDraw, left: int) -> None:
    for place, head in enumerate(HEADS):
        middle = left + place * (CELL_PX[0] + GAP_PX) + CELL_PX[0] / 2
        draw.text((middle, MARGIN_PX + HEAD_PX / 3), head, INK, lettering.font(LETTER_PX + 2), anchor="mm")


def _strip(image: Image.Image, draw: ImageDraw.ImageDraw, miss: Miss, corner: tuple[int, int], width: int) -> None:
    left, top = corner
    font = lettering.font(LETTER_PX)
    draw.text((left, top + 4), _cut(f"{miss.task} · {miss.edit} · {miss.system}", width), INK, font)
    draw.text((left, top + 18), _cut(miss.note, width), FAINT, font)
    for place, picture in enumerate((miss.query, miss.truth, miss.answered)):
        x, y = left + place * (CELL_PX[0] + GAP_PX), top + CAPTION_PX
        draw.rectangle((x, y, x + CELL_PX[0] - 1, y + CELL_PX[1] - 6), CARD)
        if picture is None:
            middle = (x + CELL_PX[0] / 2, y + (CELL_PX[1] - 5) / 2)
            draw.text(middle, "nothing", FAINT, lettering.font(LETTER_PX + 2), anchor="mm")
            continue
        shrunk = Image.fromarray(picture)
        shrunk.thumbnail((CELL_PX[0], CELL_PX[1] - 5), Image.Resampling.LANCZOS)
        image.paste(shrunk, (x + (CELL_PX[0] - shrunk.width) // 2, y + (CELL_PX[1] - 5 - shrunk.height) // 2))


def _cut(text: str, width: int) -> str:
    """As much of the beginning of a text as fits."""
    font = lettering.font(LETTER_PX)
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "...") > width:
        text = text[:-1]
    return text + "..."
