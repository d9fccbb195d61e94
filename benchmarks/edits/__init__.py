"""Seeded alterations of pictures and videos, by name: what the figures ask every system to see through.

Each entry of `PICTURE_EDITS` is one edit at one strength; the functions of the modules make others, and `compose` joins
them. A crop's number is the share of the area that is removed. `CLIP_EDITS` are edits of stretches of video.
"""

from benchmarks.edits.kinds import PictureEdit, Rgb, compose, identity
from benchmarks.edits.picture import EDIT_GROUPS, NEEDS_FFMPEG, NEEDS_FONT, PICTURE_EDITS, SMALL_EDITS
from benchmarks.edits.slanted import SLANTED_EDITS
from benchmarks.edits.unusual import UNUSUAL_EDITS
from benchmarks.edits.video import Piece, Span, frame_rate, length_s, read_rgb
from benchmarks.edits.video_clip import CLIP_EDITS, SMALL_CLIP_EDITS, ClipEdit, make_clip
from benchmarks.edits.video_cut import Card, Part, apply_to_video, assemble, compile_clips, cut_clip
from benchmarks.edits.video_time import Pace

__all__ = [
    "CLIP_EDITS",
    "EDIT_GROUPS",
    "NEEDS_FFMPEG",
    "NEEDS_FONT",
    "PICTURE_EDITS",
    "SLANTED_EDITS",
    "SMALL_CLIP_EDITS",
    "SMALL_EDITS",
    "UNUSUAL_EDITS",
    "Card",
    "ClipEdit",
    "Pace",
    "Part",
    "PictureEdit",
    "Piece",
    "Rgb",
    "Span",
    "apply_to_video",
    "assemble",
    "compile_clips",
    "compose",
    "cut_clip",
    "frame_rate",
    "identity",
    "length_s",
    "make_clip",
    "read_rgb",
]
