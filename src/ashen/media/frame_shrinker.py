"""A decoded frame of any format to a small full-range R'G'B' picture, as shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import cast

import av
import numpy as np
from av.sidedata.sidedata import Type as SideDataType
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from ashen.media.shrink import fit_within

TargetSize = Callable[[int, int], tuple[int, int]]
"""(width, height) as shown, in square pixels -> (width, height) to shrink to."""

# Area averaging; FULL_CHR_H_INP because swscale otherwise reads every second pixel of packed R'G'B', ACCURATE_RND for
# rounding to nearest. Into planar "gbrp": packed rgb24 would carry colour at half the width (errors up to 30).
_FLAGS = int(Interpolation.AREA | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP)

# H.273 MatrixCoefficients as tagged -> swscale's matrix.
_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
HD_FROM_PX = 720
"""Lines from which an untagged picture is taken for BT.709 rather than BT.601, as players do."""

_FULL_RANGE_GRAY_CODECS = frozenset({"ffv1", "png", "mjpeg", "rawvideo", "huffyuv", "ffvhuff", "magicyuv", "utvideo"})
"""Codecs whose untagged grey is full range; that of broadcast codecs is limited."""


def longest_side(longest_px: int) -> TargetSize:
    """Shrink to a longest side, aspect kept; smaller frames stay as they are."""
    return lambda width_px, height_px: fit_within(width_px, height_px, longest_px)


@dataclass(frozen=True, slots=True)
class Turn:
    """One of the eight ways to turn and mirror a picture: transposed first, then mirrored."""

    transposed: bool = False
    mirrored: bool = False
    flipped: bool = False

    def apply(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(h, w, 3) as stored -> as shown."""
        turned = rgb.transpose(1, 0, 2) if self.transposed else rgb
        return turned[:: -1 if self.flipped else 1, :: -1 if self.mirrored else 1]


UPRIGHT = Turn()
_QUARTER_TURNS = (UPRIGHT, Turn(True, False, True), Turn(False, True, True), Turn(True, True, False))
"""By quarters counter-clockwise."""


def turn_of(frame: av.VideoFrame) -> Turn:
    """How a player must turn the frame.

    The display matrix (ISO/IEC 14496-12, 6.2.2 and 8.3.2) maps stored (p, q) to shown (a p + c q, b p + d q); nine
    int32, a, b, u, c, d, v, x, y, w. Angles between quarter turns go to the nearest.
    """
    try:
        # The stubs type it by name; it is a mapping by kind.
        attached = cast(Mapping[SideDataType, bytes], frame.side_data)
    except ValueError:  # PyAV knows no name for some other side data; the angle is then still to be had, mirroring not
        return _QUARTER_TURNS[round(frame.rotation / 90) % 4]
    entry = attached.get(SideDataType.DISPLAYMATRIX) if attached else None
    if entry is None:
        return UPRIGHT
    a, b, _, c, d = np.frombuffer(bytes(entry), np.int32)[:5].tolist()
    if abs(b) + abs(c) > abs(a) + abs(d):
        return Turn(True, c < 0, b < 0)
    return Turn(False, a < 0, d < 0)


def shown_px(width: int, height: int, sample_aspect_ratio: Fraction | None, turn: Turn) -> tuple[int, int]:
    """(width, height) of a stored picture as shown: stretched to square pixels, never squeezed, then turned."""
    aspect = Fraction(sample_aspect_ratio or 1)
    if aspect > 1:
        width = round(width * aspect)
    else:
        height = round(height / aspect)
    return (height, width) if turn.transposed else (width, height)


class FrameShrinker:
    """Shrinks frames by swscale's area filter, within about 0.6 of the exact mean of each rectangle.

    Frames may change size and format as they come.
    """

    def __init__(self, target_size: TargetSize, sample_aspect_ratio: Fraction | None, codec: str) -> None:
        self._target_size = target_size
        self._sample_aspect_ratio = sample_aspect_ratio
        self._full_range_gray = codec in _FULL_RANGE_GRAY_CODECS
        self._turn: Turn | None = None
        self._reformatter = VideoReformatter()
        self._composer = VideoReformatter()

    def shrink(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        """(h, w, 3) uint8 full-range R'G'B' of `frame`, as shown.

        Raises:
            av.error.FFmpegError: swscale cannot read this pixel format.
        """
        turn = self._turn
        if turn is None or frame.key_frame:  # streams change it there only, and reading it costs
            turn = self._turn = turn_of(frame)
        width, height = self._target_size(*shown_px(frame.width, frame.height, self._sample_aspect_ratio, turn))
        if turn.transposed:
            width, height = height, width
        kind = _kind(frame.format.name)
        if kind.alpha:
            frame = self._over_black(frame)
        # swscale scales the two fields of an interlaced frame apart: ask each for all rows, then average the pairs.
        fields = 2 if frame.interlaced_frame else 1
        scaled = self._reformatter.reformat(
            frame,
            width,
            height * fields,
            "gbrp",
            src_colorspace=_matrix(frame),
            interpolation=_FLAGS,
            threads=1,
        )
        rgb = _pixels(scaled)
        if fields == 2:
            rgb = ((rgb[0::2].astype(np.uint16) + rgb[1::2] + 1) // 2).astype(np.uint8)
        if kind.gray and self._is_limited(frame):
            rgb = _LIMITED_TO_FULL[rgb]
        return rgb if turn == UPRIGHT else turn.apply(rgb)

    def _is_limited(self, frame: av.VideoFrame) -> bool:
        """Whether a grey frame's black is 16; swscale takes all grey for full range."""
        if frame.color_range == ColorRange.UNSPECIFIED:
            return not self._full_range_gray
        return frame.color_range == ColorRange.MPEG

    def _over_black(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Compose at full size: colours must weigh by their alpha before they are averaged. Slow; alpha is rare."""
        planar = self._composer.reformat(
            frame, format="gbrap", src_colorspace=_matrix(frame), interpolation=_FLAGS, threads=1
        )
        rgba = _pixels(planar).astype(np.uint16)
        composed = ((rgba[..., :3] * rgba[..., 3:] + 127) // 255).astype(np.uint8)
        return av.VideoFrame.from_ndarray(composed, "rgb24")


@dataclass(frozen=True, slots=True)
class _Kind:
    alpha: bool
    gray: bool


@lru_cache(maxsize=64)
def _kind(format_name: str) -> _Kind:
    components = av.VideoFormat(format_name, 16, 16).components
    alpha = format_name == "pal8" or any(component.is_alpha for component in components)
    return _Kind(alpha, format_name.startswith("gray"))


def _matrix(frame: av.VideoFrame) -> int:
    untagged = Colorspace.ITU709 if frame.height >= HD_FROM_PX else Colorspace.ITU601
    return int(_MATRICES.get(frame.colorspace, untagged))


def _pixels(planar: av.VideoFrame) -> NDArray[np.uint8]:
    """(h, w, 3) R'G'B', or (h, w, 4) with alpha, of a gbrp or gbrap frame."""
    planes = planar.planes
    height, width = planar.height, planar.width
    pixels = np.empty((height, width, len(planes)), np.uint8)
    for channel, plane in zip((1, 2, 0, 3), planes, strict=False):
        # A plane is a buffer, which its stubs leave out.
        rows = np.frombuffer(cast(memoryview, plane), np.uint8).reshape(-1, plane.line_size)
        pixels[..., channel] = rows[:height, :width]
    return pixels


# Rec. ITU-R BT.601-7, 2.5.3: black 16, white 235.
_LIMITED_TO_FULL = np.clip(np.rint((np.arange(256) - 16) * (255 / 219)), 0, 255).astype(np.uint8)
