"""Renders ASS subtitles with libass, as players and fansubbers do, into overlays that are laid over any picture.

libass comes in the ffmpeg program that `imageio_ffmpeg` brings. It runs once for each script: the overlays are kept in
the corpus's cache folder, under the script's text, the program's version and the fonts' bytes, and laying one over a
picture takes milliseconds.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import imageio_ffmpeg  # type: ignore[import-untyped, unused-ignore]
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.corpus import CorpusError, cache_folder
from benchmarks.edits.kinds import Rgb

WIDTH_PX: Final = 1280
HEIGHT_PX: Final = 720
SLOT_S: Final = 10
"""Overlay k of a script is what it shows at (k + 1) x `SLOT_S` seconds."""

_TIME_LIMIT_S: Final = 120
_FONT_CHOSEN: Final = re.compile(r"fontselect: \(([^,]+), .*?-> .*?, -?\d+, ([^,\s\[]+)")


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """What a script puts on an empty 1280 x 720 screen at one moment: the smallest rectangle with something in it.

    Attributes:
        rgba: (h, w, 4) uint8, colours already multiplied by their alpha.
        left, top: where the rectangle lies.
    """

    rgba: NDArray[np.uint8]
    left: int
    top: int

    def over(self, picture: Rgb) -> Rgb:
        """`picture` with the overlay on it, stretched from 1280 x 720 to the picture's size."""
        height, width = picture.shape[:2]
        canvas = np.zeros((HEIGHT_PX, WIDTH_PX, 4), np.uint8)
        rows, columns = self.rgba.shape[:2]
        canvas[self.top : self.top + rows, self.left : self.left + columns] = self.rgba
        top = max(0, int(self.top * height / HEIGHT_PX) - 2)
        bottom = min(height, -(-(self.top + rows) * height // HEIGHT_PX) + 2)
        scale = HEIGHT_PX / height
        # "RGBX" resizes four channels alike; "RGBA" would multiply by alpha once more.
        shown = np.asarray(
            Image.frombuffer("RGBX", (WIDTH_PX, HEIGHT_PX), canvas).resize(
                (width, bottom - top),
                Image.Resampling.BILINEAR,
                (0, top * scale, WIDTH_PX, bottom * scale),
                reducing_gap=3.0,
            )
        )
        out = picture.copy()
        below = Image.fromarray(picture[top:bottom])
        dimmed = np.asarray(Image.composite(Image.new("RGB", below.size), below, Image.fromarray(shown[..., 3])))
        out[top:bottom] = np.minimum(dimmed.astype(np.uint16) + shown[..., :3], 255)
        return out


def overlays(script: str, count: int, fonts: Sequence[Path]) -> list[Overlay]:
    """The first `count` overlays of a script, from the cache when they are there.

    Args:
        script: the text of an ASS file for 1280 x 720 with `YCbCr Matrix: None`; it may name `fonts`' families only.
        count: how many moments, each `SLOT_S` apart.
        fonts: TrueType files.

    Raises:
        CorpusError: there is no ffmpeg program with libass, it failed, or `fonts` lack a letter or a family.
    """
    program = _program()
    key = hashlib.sha256(script.encode())
    for part in (str(count).encode(), _version(program), *(font.read_bytes() for font in fonts)):
        key.update(hashlib.sha256(part).digest())
    stored = cache_folder() / "overlays" / f"{key.hexdigest()[:32]}.npz"
    if not stored.is_file():
        _store(stored, [_cut(frame) for frame in _frames(program, script, count, fonts)])
    with np.load(stored, allow_pickle=False) as arrays:
        return [
            Overlay(arrays[f"rgba-{k}"], *(int(v) for v in arrays["corners"][k]))  # left, top
            for k in range(count)
        ]


def _program() -> str:
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise CorpusError(
            "there is no ffmpeg program to render subtitles with: install the imageio-ffmpeg wheel for this platform, "
            "or name a program built with libass in IMAGEIO_FFMPEG_EXE"
        ) from error


def _version(program: str) -> bytes:
    return subprocess.run([program, "-version"], capture_output=True, check=True, timeout=_TIME_LIMIT_S).stdout


def _frames(program: str, script: str, count: int, fonts: Sequence[Path]) -> list[NDArray[np.uint8]]:
    """Each moment as (720, 1280, 4) uint8, colours multiplied by alpha.

    FFmpeg's own drawing on transparent frames squares the alpha of see-through letters, so the script is drawn on black
    and on white, both opaque: what differs is what shines through.
    """
    with tempfile.TemporaryDirectory(prefix="ashen-ass-") as name:
        folder = Path(name)
        (folder / "subs.ass").write_text(script, encoding="utf-8")
        (folder / "fonts").mkdir()
        for font in fonts:
            shutil.copy(font, folder / "fonts")
        black, white = (_drawn(program, folder, colour, count) for colour in ("black", "white"))
    hidden = 255 - (white.astype(np.int16) - black).max(axis=-1, keepdims=True)
    alpha = np.clip(hidden, 0, 255).astype(np.uint8)
    return list(np.concatenate([black, alpha], axis=-1)[1:])


def _drawn(program: str, folder: Path, colour: str, count: int) -> NDArray[np.uint8]:
    """(count + 1, 720, 1280, 3) uint8: the script at 0 s and at every moment, on one colour."""
    ground = f"color=c={colour}:size={WIDTH_PX}x{HEIGHT_PX}:rate=1/{SLOT_S},format=rgb24"
    filters = f"{ground},ass=f=subs.ass:fontsdir=fonts:shaping=complex"
    command = [program, "-hide_banner", "-nostdin", "-v", "verbose", "-f", "lavfi", "-i", filters]
    command += ["-frames:v", str(count + 1), "-pix_fmt", "rgb24", "-f", "rawvideo", f"{colour}.rgb"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=_TIME_LIMIT_S)
    if done.returncode:
        raise CorpusError(f"{program} could not render subtitles (is it built with libass?): {done.stderr[-400:]}")
    for wanted, got in fonts_chosen(done.stderr):
        if not got.replace("-", "").startswith(wanted.replace(" ", "")):
            raise CorpusError(f"a subtitle needs {wanted}, but libass took {got}: give the font that has its letters")
    return np.fromfile(folder / f"{colour}.rgb", np.uint8).reshape(count + 1, HEIGHT_PX, WIDTH_PX, 3)


def fonts_chosen(log: str) -> list[tuple[str, str]]:
    """Each family that was asked for and the face that libass took, as FFmpeg's log says.

    FFmpeg ends libass's lines by a message of its own, so what another thread says may come before their end.
    """
    return [(wanted, got) for wanted, got in _FONT_CHOSEN.findall(log)]


def _cut(frame: NDArray[np.uint8]) -> Overlay:
    rows, columns = (np.flatnonzero(frame[..., 3].any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        raise CorpusError("a subtitle came out empty: its script shows nothing at the moment asked for")
    top, left = int(rows[0]), int(columns[0])
    return Overlay(frame[top : rows[-1] + 1, left : columns[-1] + 1].copy(), left, top)


def _store(path: Path, made: Sequence[Overlay]) -> None:
    """Written beside and moved into place, so that other processes never see half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".npz")
    arrays: dict[str, NDArray[np.generic]] = {f"rgba-{k}": one.rgba for k, one in enumerate(made)}
    arrays["corners"] = np.array([(one.left, one.top) for one in made], np.int32)
    with os.fdopen(handle, "wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    Path(beside).replace(path)
