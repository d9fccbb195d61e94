"""Edits that no figure asks for: confidence is fitted on these too, so that it holds under edits nobody thought of.

Constants that were fitted on `PICTURE_EDITS` alone were far too careful under these (docs/lab-notes.md). They are asked
by `python -m benchmarks.run development --tasks picture,clip --edits unusual`.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

from benchmarks.edits import grounds
from benchmarks.edits.geometry import flipped, mirrored, rotated
from benchmarks.edits.kinds import PictureEdit, Rgb, compose, pixels, resized

Plane = NDArray[np.float64]


def _settled(change: Callable[[Rgb], Rgb]) -> PictureEdit:
    """An edit without chance."""
    return lambda picture, _rng: np.array(change(picture), np.uint8)


def _clipped(values: NDArray[Any]) -> Rgb:
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def _grey(picture: Rgb) -> Rgb:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def _soft(picture: Rgb, sigma_px: float) -> Rgb:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma_px), np.uint8)


# Bent


def _bent(where: Callable[[Plane, Plane], tuple[Plane, Plane]]) -> PictureEdit:
    """Each place shows what `where` says, in -1..1 of both sides; black beyond them."""

    def change(picture: Rgb) -> Rgb:
        height, width = picture.shape[:2]
        y, x = np.mgrid[0:height, 0:width]
        u, v = where((x + 0.5) * 2 / width - 1, (y + 0.5) * 2 / height - 1)
        at_x, at_y = ((u + 1) * width / 2 - 0.5).astype(np.float32), ((v + 1) * height / 2 - 0.5).astype(np.float32)
        return np.asarray(cv2.remap(picture, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT), np.uint8)

    return _settled(change)


def _radially(middle: float, outwards: float) -> PictureEdit:
    def where(u: Plane, v: Plane) -> tuple[Plane, Plane]:
        factor = middle + outwards * (u * u + v * v)
        return u * factor, v * factor

    return _bent(where)


def _swirled(u: Plane, v: Plane) -> tuple[Plane, Plane]:
    turn = 0.5 * np.exp(-2 * np.hypot(u, v))
    return u * np.cos(turn) - v * np.sin(turn), u * np.sin(turn) + v * np.cos(turn)


def _zoom_blurred(picture: Rgb) -> Rgb:
    height, width = picture.shape[:2]
    zooms = 1 + 0.012 * np.arange(10)
    places = [np.array([[z, 0, width / 2 * (1 - z)], [0, z, height / 2 * (1 - z)]]) for z in zooms]
    return _clipped(np.mean([cv2.warpAffine(picture, place, (width, height)) for place in places], axis=0))


# Drawn otherwise


def _halftone(picture: Rgb) -> Rgb:
    grey = _grey(picture)
    y, x = np.mgrid[0 : grey.shape[0], 0 : grey.shape[1]]
    return np.dstack([np.where(grey > 127 + 127 * np.sin(0.8 * x) * np.sin(0.8 * y), 255, 0)] * 3).astype(np.uint8)


def _fried(picture: Rgb) -> Rgb:
    image = ImageEnhance.Contrast(ImageEnhance.Color(Image.fromarray(picture)).enhance(4)).enhance(2.2)
    file = BytesIO()
    ImageEnhance.Sharpness(image).enhance(8).save(file, "JPEG", quality=6)
    return pixels(Image.open(file).convert("RGB"))


def _two_colours(picture: Rgb) -> Rgb:
    share = _grey(picture)[..., None] / 255
    return _clipped(share * [255, 220, 90] + (1 - share) * [60, 0, 90])


def _tape(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """Colours apart, soft, grain, dark rows, and a torn foot: as of a worn video tape."""
    height, width = picture.shape[:2]
    apart = max(1, width // 90)
    shifted = np.dstack([np.roll(picture[..., 0], apart, 1), picture[..., 1], np.roll(picture[..., 2], -apart, 1)])
    worn = _soft(shifted, 1.2).astype(float)
    worn[::2] *= 0.8
    worn += rng.normal(0, 14, (height, width, 1))
    worn[int(height * 0.9) :] = np.roll(worn[int(height * 0.9) :], width // 25, 1)
    return _clipped(worn)


def _torn(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """A dozen stripes of one smeared row each."""
    torn = picture.copy()
    for _ in range(12):
        top = int(rng.integers(max(1, len(torn) - 20)))
        torn[top : top + int(rng.integers(4, 20))] = np.roll(torn[top], int(rng.integers(-60, 60)), 0)
    return torn


# Lit otherwise


def _from_middle(picture: Rgb) -> Plane:
    height, width = picture.shape[:2]
    y, x = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return np.asarray(x * x + y * y, np.float64)[..., None]


def _blooming(picture: Rgb) -> Rgb:
    return _clipped(picture + 0.8 * _soft(np.where(picture > 150, picture, 0).astype(np.uint8), 15))


def _sharp_in_the_middle(picture: Rgb) -> Rgb:
    height = len(picture)
    blur = np.clip(np.abs(np.arange(height) / height - 0.5) * 5 - 0.5, 0, 1)[:, None, None]
    return _clipped(picture * (1 - blur) + _soft(picture, 6) * blur)


def _flashed(picture: Rgb) -> Rgb:
    half = picture.shape[1] // 2
    return _clipped(np.hstack([picture[:, :half] * 0.3, picture[:, half:] * 0.6 + 100]))


def _glare(picture: Rgb) -> Rgb:
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    stripes = 1 + 0.15 * np.sin(0.9 * x + 0.13 * y)
    spot = 200 * np.exp(-(((x / width - 0.7) / 0.15) ** 2) - ((y / height - 0.3) / 0.2) ** 2)
    lit = _clipped(picture * 0.85 * stripes[..., None] + spot[..., None] + 12)
    sides = np.array([width, height], np.float32)
    here = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * sides
    there = np.array([[0.12, 0.1], [0.9, 0.04], [0.96, 0.93], [0.06, 0.88]], np.float32) * sides
    place = cv2.getPerspectiveTransform(here, there)
    return np.asarray(cv2.warpPerspective(lit, place, (width, height), borderValue=(35, 30, 28)), np.uint8)


# Covered, and together with others


def _other(picture: Rgb, rng: np.random.Generator) -> Rgb:
    height, width = picture.shape[:2]
    return grounds.street(width, height, rng)


def _mixed(share: float) -> PictureEdit:
    return lambda picture, rng: _clipped((1 - share) * picture + share * _other(picture, rng))


def _one_of_four(picture: Rgb, rng: np.random.Generator) -> Rgb:
    height, width = picture.shape[:2]
    cells = [_other(picture, rng) for _ in range(4)]
    cells[int(rng.integers(4))] = picture
    cells = [resized(cell, width // 2, height // 2) for cell in cells]
    return np.vstack([np.hstack(cells[:2]), np.hstack(cells[2:])])


def _one_of_three(picture: Rgb, rng: np.random.Generator) -> Rgb:
    cells = [_other(picture, rng) for _ in range(2)]
    cells.insert(int(rng.integers(3)), picture)
    return np.vstack(cells)


def _written_over(picture: Rgb) -> Rgb:
    image = Image.fromarray(picture)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=max(10, image.height // 16))
    for row in range(10):
        words = "lorem ipsum dolor sit amet consectetur adipiscing elit " * 2
        draw.text((10, row * image.height / 10), words, "white", font, stroke_width=2, stroke_fill="black")
    return pixels(image)


def _faces(picture: Rgb, rng: np.random.Generator) -> Rgb:
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    for _ in range(9):
        x, y, size = rng.uniform(0, image.width), rng.uniform(0, image.height), image.height * rng.uniform(0.08, 0.16)
        draw.ellipse((x - size, y - size, x + size, y + size), (255, 210, 60), (120, 80, 0), 3)
        draw.arc((x - size / 2, y - size / 3, x + size / 2, y + size * 0.6), 20, 160, (90, 50, 0), 4)
    return pixels(image)


def _face_hidden(picture: Rgb) -> Rgb:
    height, width = picture.shape[:2]
    hidden = picture.copy()
    place = hidden[int(height * 0.2) : int(height * 0.8), int(width * 0.25) : int(width * 0.75)]
    place[:] = _soft(place, 20)
    return hidden


def _on_a_desktop(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """In a window of a third of the width, with a bar of icons."""
    height, width = 1080, 1920
    screen = _clipped(np.linspace(40, 120, height)[:, None, None] * np.array([0.5, 0.8, 1.4]) + np.zeros((1, width, 1)))
    wide = int(width * 0.32)
    high = min(height - 260, wide * picture.shape[0] // picture.shape[1])
    top, left = int(rng.integers(120, height - high - 100)), int(rng.integers(90, width - wide - 60))
    screen[top - 34 : top, left : left + wide] = 235
    screen[top : top + high, left : left + wide] = resized(picture, wide, high)
    screen[-48:] = 27
    for icon in range(8):
        screen[-40:-8, 20 + 48 * icon : 52 + 48 * icon] = rng.integers(0, 255, 3)
    return screen


def _printed(picture: Rgb) -> Rgb:
    image = ImageOps.expand(Image.fromarray(picture), (30, 30, 30, 110), (250, 248, 240))
    return pixels(image.rotate(-7, Image.Resampling.BICUBIC, expand=True, fillcolor=(120, 90, 60)))


# Cut


def _part(left: float, top: float, right: float, bottom: float) -> PictureEdit:
    """A part, in shares of the sides."""

    def change(picture: Rgb) -> Rgb:
        height, width = picture.shape[:2]
        return picture[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]

    return _settled(change)


def _sixth(picture: Rgb, rng: np.random.Generator) -> Rgb:
    height, width = picture.shape[:2]
    top, left = int(rng.uniform(0, 0.6) * height), int(rng.uniform(0, 0.6) * width)
    return picture[top : top + int(0.4 * height), left : left + int(0.4 * width)].copy()


def _round(picture: Rgb) -> Rgb:
    height, width = picture.shape[:2]
    side = min(height, width)
    cut = picture[(height - side) // 2 :, (width - side) // 2 :][:side, :side].copy()
    cut[_from_middle(cut)[..., 0] > 1] = 255
    return cut


def _folded(picture: Rgb) -> Rgb:
    half = picture[:, : picture.shape[1] // 2]
    return np.hstack([half, half[:, ::-1]])


UNUSUAL_EDITS: Final[dict[str, PictureEdit]] = {
    "half-turn": compose(mirrored, flipped),
    "turned-left": _settled(lambda picture: np.rot90(picture)),
    "turned-right": _settled(lambda picture: np.rot90(picture, -1)),
    "rotation-20": rotated(20),
    "fisheye": _radially(0.75, 0.25),
    "pincushion": _radially(1.1, -0.15),
    "swirl": _bent(_swirled),
    "zoom-blur": _settled(_zoom_blurred),
    "posterised": _settled(lambda picture: picture // 64 * 85),
    "solarised": _settled(lambda picture: np.where(picture > 128, 255 - picture, picture)),
    "dithered": _settled(lambda picture: pixels(Image.fromarray(picture).convert("1").convert("RGB"))),
    "painted": _settled(lambda picture: np.asarray(cv2.stylization(picture, sigma_s=40, sigma_r=0.4), np.uint8)),
    "median": _settled(lambda picture: np.asarray(cv2.medianBlur(picture, 9), np.uint8)),
    "halftone": _settled(_halftone),
    "fried": _settled(_fried),
    "two-colours": _settled(_two_colours),
    "tape": _tape,
    "torn": _torn,
    "vignette": _settled(lambda picture: _clipped(picture * np.exp(-1.6 * _from_middle(picture)))),
    "bloom": _settled(_blooming),
    "tilt-shift": _settled(_sharp_in_the_middle),
    "flash": _settled(_flashed),
    "glare": _settled(_glare),
    "channels-swapped": _settled(lambda picture: picture[..., [2, 0, 1]]),
    "red-alone": _settled(lambda picture: picture * np.array([1, 0, 0], np.uint8)),
    "mixed-30": _mixed(0.3),
    "mixed-50": _mixed(0.5),
    "one-of-four": _one_of_four,
    "one-of-three": _one_of_three,
    "written-over": _settled(_written_over),
    "faces": _faces,
    "face-hidden": _settled(_face_hidden),
    "desktop": _on_a_desktop,
    "printed": _settled(_printed),
    "thumbnail": _settled(lambda picture: resized(resized(picture, 48, 27), 480, 270)),
    "strip": _part(0.0, 0.35, 1.0, 0.7),
    "left-half": _part(0.0, 0.0, 0.5, 1.0),
    "corner": _part(0.5, 0.0, 1.0, 0.5),
    "crop-84": _sixth,
    "round": _settled(_round),
    "folded": _settled(_folded),
    "mirrored-cut-tinted": compose(
        mirrored,
        _part(0.1, 0.08, 0.93, 0.9),
        _settled(lambda picture: _clipped(picture * np.array([1.1, 0.95, 0.8]) + [8, 0, 0])),
    ),
}
