"""What can be done to a clip: a picture edit on every frame, and edits that only a video can have."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

from benchmarks import lettering
from benchmarks.edits.kinds import PictureEdit, Rgb, compose, identity, pixels
from benchmarks.edits.picture import PICTURE_EDITS
from benchmarks.edits.video import Piece, Span, frame_rate, read_rgb
from benchmarks.edits.video_cut import Card, Part, assemble
from benchmarks.edits.video_time import Pace

PAL = Fraction(25)
FILM = Fraction(24000, 1001)


@dataclass(frozen=True, slots=True)
class ClipEdit:
    """An edit of a stretch of video, made by `make_clip`.

    Attributes:
        picture: done to every frame, always in the same random state, over everything else.
        speed: source seconds in a second.
        rate: frames a second; None keeps the source's.
        dropped: share of frames lost by chance, those left keeping their times.
        doubled: share of frames shown twice in a row.
        backwards: the last frame comes first.
        removed: share of the stretch that is left out in one go, from a place in its middle by chance.
        inserted: what stands in the middle: "card" is a still with a sponsor's name, "footage" another video.
        inserted_s: how long that lasts.
        codec: FFmpeg's name of the encoder.
        options: of the encoder, over the quick ones.
    """

    picture: PictureEdit = identity
    speed: float = 1.0
    rate: Fraction | None = None
    dropped: float = 0.0
    doubled: float = 0.0
    backwards: bool = False
    removed: float = 0.0
    inserted: Literal["nothing", "card", "footage"] = "nothing"
    inserted_s: float = 0.0
    codec: str = "libx264"
    options: Mapping[str, str] = field(default_factory=dict)


def make_clip(
    edit: ClipEdit, span: Span, target: Path, seed: int = 0, *, footage: Span | None = None
) -> tuple[Piece, ...]:
    """Write `span` as `edit` makes it; the clip's length follows from speed, cut and insertion.

    Args:
        edit: what is done.
        span: the stretch of the source.
        target: where to; the ending chooses the container.
        seed: of all chance.
        footage: what an edit with `inserted="footage"` inserts, from its start on.

    Returns:
        The truth: one piece, or one for each side of a cut or an insertion, in the clip's order. Inserted footage is a
        piece too; its `source` tells it apart.

    Raises:
        ValueError: the span starts after the source's end, or footage is to be inserted and there is none.
    """
    rate = edit.rate or frame_rate(span.source)
    pace = Pace(edit.speed, edit.doubled, edit.backwards)
    parts: list[Part | Card] = [Part(side, pace) for side in _sides(edit, span, seed)]
    size: tuple[int, int] | None = None
    if edit.inserted != "nothing":
        first = next(read_rgb(span.source, span.start_s))[1]
        size = (first.shape[1], first.shape[0])
        parts.insert(1, _insertion(edit, size, rate, seed, footage))
    if edit.backwards:
        parts.reverse()
    pieces = assemble(
        parts,
        target,
        edit.picture,
        seed,
        rate=rate,
        size=size,
        dropped=edit.dropped,
        codec=edit.codec,
        options=edit.options,
    )
    mirrored = mirrors(edit.picture, seed)
    return tuple(replace(piece, mirrored=mirrored) for piece in pieces)


def _sides(edit: ClipEdit, span: Span, seed: int) -> list[Span]:
    """What is left of the span on either side of a cut or an insertion, or the whole."""
    if not edit.removed and edit.inserted == "nothing":
        return [span]
    kept_s = span.duration_s * (1 - edit.removed)
    before_s = kept_s * float(np.random.default_rng((seed, 3)).uniform(0.35, 0.65))
    after_s = kept_s - before_s
    return [
        Span(span.source, span.start_s, before_s),
        Span(span.source, span.start_s + span.duration_s - after_s, after_s),
    ]


def _insertion(edit: ClipEdit, size: tuple[int, int], rate: Fraction, seed: int, footage: Span | None) -> Part | Card:
    if edit.inserted == "card":
        return Card(sponsor_card(size, seed), max(1, round(edit.inserted_s * rate)))
    if footage is None:
        raise ValueError("this edit inserts other footage: say which")
    return Part(Span(footage.source, footage.start_s, edit.inserted_s))


def sponsor_card(size: tuple[int, int], seed: int) -> Rgb:
    """A still (h, w, 3) with a sponsor's mark and words; `size` is (width, height)."""
    rng = np.random.default_rng((seed, 4))
    width, height = size
    ground = tuple(int(v) for v in rng.integers(0, 256, 3))
    ink = (15, 15, 15) if sum(ground) > 380 else (245, 245, 245)
    image = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(image)
    middle, radius = (width / 2, height * 0.36), height * 0.16
    mark = tuple(int(v) for v in rng.integers(0, 256, 3))
    draw.ellipse((middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius), mark, ink, 2)
    draw.text(middle, lettering.name(rng, 1), ink, lettering.font(round(radius * 0.8)), anchor="mm")
    for share, words, at in ((0.1, lettering.name(rng, 4), 0.68), (0.06, lettering.sentence(rng, 4), 0.84)):
        face = lettering.fitting(words, round(height * share), width * 0.9)
        draw.text((width / 2, height * at), words, ink, face, anchor="mm")
    return pixels(image)


def mirrors(edit: PictureEdit, seed: int) -> bool:
    """Whether an edit swaps left and right in the random state it has for `seed`: asked of the edit itself.

    Two grounds differ from a third in their left and in their right half; it mirrors when the left one's difference
    ends up right of the other's.
    """
    grounds = np.full((3, 90, 160, 3), 90, np.uint8)
    grounds[0, :, :80], grounds[1, :, 80:] = 200, 200
    one, other, plain = (edit(ground, np.random.default_rng(seed)).astype(np.float64) for ground in grounds)
    columns = np.arange(plain.shape[1])
    left, right = (np.abs(changed - plain).sum(axis=(0, 2)) + 1e-9 for changed in (one, other))
    return bool(np.average(columns, weights=left) > np.average(columns, weights=right))


CLIP_EDITS: Mapping[str, ClipEdit] = {
    **{name: ClipEdit(picture) for name, picture in PICTURE_EDITS.items()},
    "240p": ClipEdit(PICTURE_EDITS["240p"], options={"crf": "34"}),
    "low-bitrate": ClipEdit(options={"crf": "40"}),
    "hevc": ClipEdit(codec="libx265", options={"crf": "30"}),
    "mpeg4": ClipEdit(codec="mpeg4", options={"b": "400k"}),
    "av1": ClipEdit(codec="libsvtav1", options={"crf": "45"}),
    "speed-0.5": ClipEdit(speed=0.5),
    "speed-0.75": ClipEdit(speed=0.75),
    "speed-0.8": ClipEdit(speed=0.8),
    "speed-0.9": ClipEdit(speed=0.9),
    "speed-1.1": ClipEdit(speed=1.1),
    "speed-1.25": ClipEdit(speed=1.25),
    "speed-1.5": ClipEdit(speed=1.5),
    "speed-2": ClipEdit(speed=2.0),
    "rate-15": ClipEdit(rate=Fraction(15)),
    "rate-25-pal": ClipEdit(rate=PAL, speed=float(PAL / FILM)),
    "rate-30": ClipEdit(rate=Fraction(30)),
    "rate-60": ClipEdit(rate=Fraction(60)),
    "dropped-20": ClipEdit(dropped=0.2),
    "doubled-20": ClipEdit(doubled=0.2),
    "backwards": ClipEdit(backwards=True),
    "cut-out": ClipEdit(removed=0.25),
    "inserted-card": ClipEdit(inserted="card", inserted_s=2.0),
    "inserted-footage": ClipEdit(inserted="footage", inserted_s=2.0),
    "social-clip": ClipEdit(PICTURE_EDITS["social-clip"], speed=1.1),
    "localised": ClipEdit(
        compose(PICTURE_EDITS["hardsub-signs"], PICTURE_EDITS["mosaic"], PICTURE_EDITS["logo"]),
        rate=PAL,
        speed=float(PAL / FILM),
    ),
}
"""Every edit a clip can have, by name: all picture edits on every frame, and those that only a video can have."""

SMALL_CLIP_EDITS: tuple[str, ...] = (
    *("identity", "240p", "subtitled", "crop-20", "pip-70", "mirrored", "speed-1.25", "backwards", "cut-out"),
    "social-clip",
)
"""The edits of the daily small run."""
