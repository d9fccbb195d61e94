"""The frames of a shot: the camera over a photograph, with a film's faults: motion blur, grain, uneven light."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.film.script import FPS, FilmScript, Grade, Half, Shot

Rgb = NDArray[np.uint8]
Light = NDArray[np.float32]

SIZE_PX: Final = (480, 270)
PLATE_PX: Final = 1100
"""Longer side of the photograph that the camera moves over."""
SHUTTER: Final = 0.5
"""Share of a frame's time that it is exposed for."""
BLUR_STEPS: Final = 3
GRAINS: Final = 6
FADE_S: Final = 0.8
CALM: Final = 0.35
"""How much of the way between a shot's two views the camera goes at most."""


def frames(script: FilmScript) -> Iterator[Rgb]:
    """(h, w, 3) uint8, one after the other."""
    for shot in script.shots:
        yield from _frames_of(shot, script.grade)


def _frames_of(shot: Shot, grade: Grade) -> Iterator[Rgb]:
    rng = np.random.default_rng(shot.seed)
    plate = _plate(shot.photograph, shot.half)
    if shot.mirrored:
        plate = np.ascontiguousarray(plate[:, ::-1])
    passer = None if shot.passer is None else _passer(shot.passer, rng)
    shade, curves, grain = _vignette(grade.vignette), _curves(grade), _grain(grade.grain, rng)
    shake = cv2.GaussianBlur(rng.normal(0, 1, (shot.frames + 1, 2)), (1, 0), sigmaX=0.01, sigmaY=4.0) * shot.shake * 5
    for number in range(shot.frames):
        light = np.zeros((SIZE_PX[1], SIZE_PX[0], 3), np.float32)
        for step in range(BLUR_STEPS):
            time = (number + SHUTTER * step / BLUR_STEPS) / shot.frames
            light += _seen(plate, shot, time, shake[number]) / BLUR_STEPS
        share = number / shot.frames
        if passer is not None:
            light = _passed(light, passer, share)
        blur = (1 - share) * shot.focus[0] + share * shot.focus[1]
        light = cv2.GaussianBlur(light, (0, 0), max(0.3, blur)).astype(np.float32)
        light *= shade * np.float32(_lamp(shot, number))
        yield _developed(light, curves, grain[int(rng.integers(len(grain)))], grade.bars)


@lru_cache(maxsize=4)
def _plate(path: Path, half: Half) -> Rgb:
    """A half of a photograph, the longer side halved; between the halves a strip is left out."""
    with Image.open(path) as opened:
        opened.draft("RGB", (2 * PLATE_PX, 2 * PLATE_PX))
        picture = opened.convert("RGB")
    width, height = picture.size
    keep = {"first": (0.0, 0.48), "second": (0.52, 1.0), "whole": (0.0, 1.0)}[half]
    along = (round(keep[0] * max(picture.size)), round(keep[1] * max(picture.size)))
    picture = picture.crop((along[0], 0, along[1], height) if width >= height else (0, along[0], width, along[1]))
    shrink = PLATE_PX / max(picture.size)
    return np.asarray(picture.resize((round(picture.width * shrink), round(picture.height * shrink))))


def _seen(plate: Rgb, shot: Shot, time: float, shake: NDArray[np.float64]) -> Light:
    """What the camera sees at a time, 0..1 of the shot."""
    ease = CALM * (3 - 2 * time) * time * time
    x, y, share = ((1 - ease) * a + ease * b for a, b in zip(shot.start, shot.end, strict=True))
    height, width = plate.shape[:2]
    most = min(width, height * SIZE_PX[0] / SIZE_PX[1])
    view = share * most, share * most * SIZE_PX[1] / SIZE_PX[0]
    left, top = x * (width - view[0]), y * (height - view[1])
    scale = view[0] / SIZE_PX[0]
    matrix = np.array([[scale, 0, left + shake[0]], [0, scale, top + shake[1]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(plate, matrix, SIZE_PX, flags=flags, borderMode=cv2.BORDER_REFLECT).astype(np.float32)


def _passer(path: Path, rng: np.random.Generator) -> tuple[Light, Light, tuple[float, float], float]:
    """A dark, soft piece of another picture, (h, w, 3), how much it hides, (h, w, 1), and its way: x from, to; y."""
    piece = cv2.resize(_plate(path, "whole"), (SIZE_PX[0] // 3, SIZE_PX[1])).astype(np.float32) * 0.6
    mask = np.zeros(piece.shape[:2], np.float32)
    middle = (piece.shape[1] // 2, int(piece.shape[0] * 0.7))
    axes = (int(rng.uniform(0.2, 0.45) * piece.shape[1]), int(rng.uniform(0.3, 0.7) * piece.shape[0]))
    cv2.ellipse(mask, middle, axes, float(rng.uniform(-15, 15)), 0, 360, 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), 3.0)[..., None].astype(np.float32)
    way = (float(rng.uniform(-0.2, 0.9)), float(rng.uniform(-0.2, 0.9)))
    return piece, mask, way, float(rng.uniform(0.1, 0.5))


def _passed(light: Light, passer: tuple[Light, Light, tuple[float, float], float], share: float) -> Light:
    piece, mask, way, lower = passer
    x = round(((1 - share) * way[0] + share * way[1]) * SIZE_PX[0])
    y = round(lower * SIZE_PX[1])
    move = np.array([[1, 0, x], [0, 1, y]], np.float64)
    laid, hides = (cv2.warpAffine(layer, move, SIZE_PX) for layer in (piece, mask))
    hides = hides[..., None]
    return np.asarray(light * (1 - hides) + laid * hides, np.float32)


def _vignette(strength: float) -> Light:
    y, x = np.mgrid[-1 : 1 : SIZE_PX[1] * 1j, -1 : 1 : SIZE_PX[0] * 1j]
    return np.asarray(1 - strength * (x * x + y * y) / 2, np.float32)[..., None]


def _lamp(shot: Shot, number: int) -> float:
    """Brightness of the light: fades, and a little flicker."""
    fade = FADE_S * FPS
    rise = shot.light[0] + (1 - shot.light[0]) * min(1.0, number / fade)
    fall = shot.light[1] + (1 - shot.light[1]) * min(1.0, (shot.frames - 1 - number) / fade)
    return float(rise * fall * (1 + 0.02 * np.sin(number * 0.9 + shot.seed % 7)))


def _curves(grade: Grade) -> Rgb:
    """(256, 1, 3) uint8: what each level of each channel becomes."""
    levels = np.linspace(0, 1, 256)[:, None, None] * np.array(grade.gains)
    return np.asarray(np.clip(np.rint(255 * np.clip(levels, 0, 1) ** grade.gamma + grade.lift), 0, 255), np.uint8)


def _grain(strength: float, rng: np.random.Generator) -> list[NDArray[np.int16]]:
    """Some fields of grain, (h, w, 1) levels; frames take one of them each."""
    fields = rng.normal(0, 1.8 * strength, (GRAINS, SIZE_PX[1], SIZE_PX[0])).astype(np.float32)
    return [np.rint(cv2.GaussianBlur(field, (0, 0), 0.6)).astype(np.int16)[..., None] for field in fields]


def _developed(light: Light, curves: Rgb, grain: NDArray[np.int16], bars: float) -> Rgb:
    graded = cv2.LUT(cv2.convertScaleAbs(light), curves.transpose(1, 0, 2))
    developed: Rgb = np.clip(graded + grain, 0, 255).astype(np.uint8)
    bar = round(bars * SIZE_PX[1])
    if bar:
        developed[:bar] = developed[-bar:] = 0
    return developed
