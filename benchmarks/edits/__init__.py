"""Seeded alterations of pictures and videos, by name: what the figures ask Ashen to see through.

Each entry of `PICTURE_EDITS` is one edit at one strength; the functions of the modules make others, and `compose` joins
them. A crop's number is the share of the area that is removed. `VIDEO_EDITS` apply to whole files.
"""

from benchmarks.edits.kinds import PictureEdit, Rgb, compose, identity
from benchmarks.edits.picture import PICTURE_EDITS
from benchmarks.edits.video import (
    VIDEO_EDITS,
    Piece,
    Span,
    VideoEdit,
    apply_to_video,
    change_speed,
    compile_clips,
    cut_clip,
    read_rgb,
)

__all__ = [
    "PICTURE_EDITS",
    "VIDEO_EDITS",
    "PictureEdit",
    "Piece",
    "Rgb",
    "Span",
    "VideoEdit",
    "apply_to_video",
    "change_speed",
    "compile_clips",
    "compose",
    "cut_clip",
    "identity",
    "read_rgb",
]
