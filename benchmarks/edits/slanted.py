"""Pictures seen from elsewhere: on a screen in a room, as a print on a desk, turned by any angle.

No figure asks for these, and nothing was fitted on them. They are asked by
`python -m benchmarks.run development --tasks picture,clip --edits slanted`.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from benchmarks.edits import grounds
from benchmarks.edits.kinds import PictureEdit, Rgb, pixels

Corners = NDArray[np.float32]


def _placed(
    picture: Rgb, size: tuple[int, int], width: float, degrees: float, tilt: float, rng: np.random.Generator
) -> Corners:
    """(4, 2) where the corners lie, clockwise from the upper left: about the middle of `size`, `width` px wide, turned
    clockwise, each corner off by up to `tilt` of the sides."""
    sides = np.array([width, width * picture.shape[0] / picture.shape[1]])
    flat = (np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) / 2 + rng.uniform(-tilt, tilt, (4, 2))) * sides
    turn = np.deg2rad(degrees)
    turned = flat @ np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))])
    return np.asarray(turned + size * rng.uniform(0.44, 0.56, 2), np.float32)


def _shown(ground: Rgb, picture: Rgb, corners: Corners, frame: float, shade: Any) -> Rgb:
    """The picture on a ground, in a frame of so much of its width and of one colour."""
    height, width = picture.shape[:2]
    near = float(np.linalg.norm(corners[1] - corners[0])) / width
    if near < 0.7:  # warping takes points: what is shown much smaller would shimmer
        picture = np.asarray(cv2.resize(picture, None, fx=near, fy=near, interpolation=cv2.INTER_AREA), np.uint8)
        height, width = picture.shape[:2]
    own = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    place = cv2.getPerspectiveTransform(own, corners)
    beyond = own + frame * width * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float32)
    around = cv2.perspectiveTransform(beyond[None], place)[0]
    framed = cv2.fillConvexPoly(ground.copy(), np.rint(around * 16).astype(np.int32), shade, cv2.LINE_AA, 4)
    size = (ground.shape[1], ground.shape[0])
    share = cv2.warpPerspective(np.ones((height, width), np.float32), place, size)[..., None]
    seen = cv2.warpPerspective(picture, place, size) * share + framed * (1 - share)
    return np.asarray(np.rint(seen), np.uint8)


def _photographed(scene: Rgb, rng: np.random.Generator) -> Rgb:
    """A little soft, in another light, with noise."""
    light = cv2.GaussianBlur(scene, (0, 0), 0.8) * rng.uniform(0.8, 1.1) * rng.uniform((0.9, 1, 0.88), (1.1, 1, 1.12))
    return np.asarray(np.clip(np.rint(light + rng.normal(0, 3, light.shape)), 0, 255), np.uint8)


def _room(width: int, height: int, rng: np.random.Generator) -> Rgb:
    """A wall, a floor, and things of straight and of round shapes before them, lit from one side."""

    def colour() -> tuple[int, int, int]:
        red, green, blue = rng.integers(20, 230, 3).tolist()
        return red, green, blue

    wall = colour()
    image = Image.new("RGB", (width, height), wall)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * rng.uniform(0.6, 0.85), width, height), colour())
    for _ in range(int(rng.integers(4, 9))):
        left, top = rng.uniform(-0.1, 1) * width, rng.uniform(0, 1) * height
        right, bottom = left + rng.uniform(0.05, 0.3) * width, top + rng.uniform(0.05, 0.4) * height
        (draw.rectangle if rng.random() < 0.7 else draw.ellipse)((left, top, right, bottom), colour())
        for line in np.linspace(top, bottom, int(rng.integers(2, 7))):
            draw.line((left, line, right, line), colour(), 3)
    turned = image.rotate(rng.uniform(-6, 6), Image.Resampling.BICUBIC, fillcolor=wall)
    soft = pixels(turned.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 2))))
    light = np.linspace(rng.uniform(0.5, 1), rng.uniform(0.5, 1), width)[None, :, None]
    return np.asarray(np.rint(soft * light), np.uint8)


def on_a_screen(size: tuple[int, int], share: tuple[float, float], degrees: float, tilt: float) -> PictureEdit:
    """A photograph of a room with a screen in it.

    Args:
        size: of the photograph, width and height.
        share: of its width that the screen has, from and to.
        degrees: that it is turned by at most.
        tilt: how far its corners are off at most, as a share of its sides.
    """

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        width = size[0] * rng.uniform(*share)
        corners = _placed(picture, size, width, rng.uniform(-degrees, degrees), tilt, rng)
        room = _room(*size, rng)
        bezel = (rng.uniform(0.008, 0.03), [int(rng.integers(5, 45))] * 3)
        return _photographed(_shown(room, picture, corners, *bezel), rng)

    return apply


def on_a_desk(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """A print with a white border that lies askew on something colourful."""
    size, degrees = (1280, 960), rng.choice([-1, 1]) * rng.uniform(12, 35)
    corners = _placed(picture, size, size[0] * rng.uniform(0.45, 0.65), degrees, 0.02, rng)
    return _photographed(_shown(grounds.street(*size, rng), picture, corners, 0.02, (245, 245, 240)), rng)


def turned_whole(degrees: float, ground: tuple[int, int, int]) -> PictureEdit:
    """Turned anticlockwise, nothing cut off, the corners of one colour."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        turned = Image.fromarray(picture).rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=ground)
        return pixels(turned)

    return apply


SLANTED_EDITS: Final[dict[str, PictureEdit]] = {
    "screen-in-room": on_a_screen((1280, 960), (0.45, 0.75), 7, 0.03),
    "screen-far": on_a_screen((1280, 960), (0.3, 0.42), 7, 0.03),
    "screen-aslant": on_a_screen((1280, 960), (0.5, 0.75), 12, 0.07),
    "screen-held-upright": on_a_screen((960, 1280), (0.7, 0.95), 6, 0.03),
    "print-on-desk": on_a_desk,
    "turned-30": turned_whole(-30, (255, 255, 255)),
    "turned-45": turned_whole(45, (0, 0, 0)),
    "turned-60": turned_whole(60, (0, 0, 0)),
}
