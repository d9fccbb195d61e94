"""Edits that show the picture as a part of another: picture-in-picture, split screen."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from benchmarks.edits import grounds
from benchmarks.edits.geometry import centre
from benchmarks.edits.kinds import PictureEdit, Rgb, resized

Ground = Literal["plain", "gradient", "blurred", "gameplay"]


def picture_in_picture(
    share: float = 0.5, choices: Sequence[Ground] = ("plain", "gradient", "blurred"), margin: float = 0.0
) -> PictureEdit:
    """The picture at `share` of its width and height, at a random place on a ground of its own size.

    Args:
        share: of each side.
        choices: grounds that chance chooses from.
        margin: share of each side that stays free of the inset at every edge, where there is room.
    """

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        out = _ground(choices[int(rng.integers(len(choices)))], picture, rng)
        small = resized(picture, round(width * share), round(height * share))
        free_x, free_y = width - small.shape[1], height - small.shape[0]
        edge_x, edge_y = min(round(width * margin), free_x // 2), min(round(height * margin), free_y // 2)
        left = int(rng.integers(edge_x, free_x - edge_x + 1))
        top = int(rng.integers(edge_y, free_y - edge_y + 1))
        out[top : top + small.shape[0], left : left + small.shape[1]] = small
        return out

    return apply


def _ground(kind: Ground, picture: Rgb, rng: np.random.Generator) -> Rgb:
    height, width = picture.shape[:2]
    if kind == "plain":
        return grounds.plain(width, height, rng)
    if kind == "gradient":
        return grounds.gradient(width, height, rng)
    if kind == "gameplay":
        return grounds.gameplay(width, height, rng)
    at_x, at_y = rng.uniform(0, 0.4, 2)
    part = picture[round(at_y * height) :, round(at_x * width) :]
    return grounds.blurred(part, width, height)


def split_screen(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """The whole picture beside or above or below another of the same size, with or without a line between."""
    height, width = picture.shape[:2]
    draw = grounds.gameplay if rng.random() < 0.5 else grounds.street
    other = draw(width, height, rng)
    stacked, first = rng.random() < 0.6, rng.random() < 0.5
    pair = [picture, other] if first else [other, picture]
    if rng.random() < 0.5:
        thick = max(1, height // 90)
        line = np.full((thick, width, 3) if stacked else (height, thick, 3), 255, np.uint8)
        pair.insert(1, line)
    return np.concatenate(pair, axis=0 if stacked else 1)


def over_gameplay(width_px: int = 540) -> PictureEdit:
    """A 9:16 canvas: the picture's middle fills the upper half, a runner game the lower one."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        half = round(width_px * 8 / 9)
        shown = resized(centre(9, 8)(picture, rng), width_px, half)
        return np.concatenate([shown, grounds.gameplay(width_px, half, rng)], axis=0)

    return apply
