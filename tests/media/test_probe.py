from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from ashen.errors import MediaError
from ashen.media.picture import read_picture
from ashen.media.probe import MediaInfo, probe
from ashen.media.video import open_video
from benchmarks.encode import write_video
from tests.media.drawn import drawn


def test_a_film_is_described(tmp_path: Path) -> None:
    """Kind, length, size, codec, rate and container come from the content, not from the name."""
    path = tmp_path / "film.jpg"
    write_video(tmp_path / "film.mkv", (drawn(n) for n in range(48)), Fraction(24000, 1001), codec="libvpx-vp9")
    (tmp_path / "film.mkv").rename(path)
    info = probe(path)
    assert info.duration_s == pytest.approx(2.002, abs=0.001)
    assert info == MediaInfo("video", info.duration_s, 320, 180, "vp9", Fraction(24000, 1001), "matroska,webm")


def test_av1_goes_by_its_own_name(tmp_path: Path) -> None:
    """The codec is named, not the decoder library."""
    path = tmp_path / "film.mp4"
    write_video(path, [drawn(0)] * 3, codec="libsvtav1")
    assert probe(path).codec == "av1"


def test_the_size_is_as_shown(tmp_path: Path) -> None:
    """Turned films and pixels that are not square count as a viewer sees them."""
    path = tmp_path / "film.mp4"
    write_video(path, [drawn(0)] * 3, rotation_deg=90, sample_aspect_ratio=Fraction(2, 1))
    info = probe(path)
    assert (info.width_px, info.height_px) == (180, 640)


def test_a_picture_is_described(tmp_path: Path) -> None:
    """Stills are pictures whatever their name, with their size as shown."""
    path = tmp_path / "picture.mkv"
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    Image.fromarray(drawn(0)).save(path, "JPEG", exif=exif)
    assert probe(path) == MediaInfo("image", None, 180, 320, "jpeg", None, "jpeg")


def test_pages_are_not_moving_pictures(tmp_path: Path) -> None:
    """A TIFF of several pages is a picture; a GIF of one frame too."""
    path = tmp_path / "pages.tiff"
    page = Image.fromarray(np.ascontiguousarray(drawn(0)))
    page.save(path, save_all=True, append_images=[page])
    assert probe(path).kind == "image"
    page.save(tmp_path / "one.gif")
    assert probe(tmp_path / "one.gif").kind == "image"


@pytest.mark.parametrize("kind", ["PNG", "GIF", "AVIF", "JPEG"])
def test_damaged_pictures_raise_nothing_but_our_errors(tmp_path: Path, kind: str) -> None:
    """Whatever bytes are overwritten, a picture is described or is no media; decoders' own errors never escape."""
    path = tmp_path / "picture"
    page = Image.fromarray(drawn(0, 48, 64))
    page.save(path, kind, save_all=kind != "JPEG", append_images=[] if kind == "JPEG" else [page.rotate(180)])
    whole = path.read_bytes()
    rng = np.random.default_rng(1)
    refused = 0
    for _ in range(60):
        data = bytearray(whole)
        start = int(rng.integers(0, len(data)))
        data[start : start + 40] = rng.bytes(len(data[start : start + 40]))
        path.write_bytes(data)
        try:
            probe(path)
            if kind == "JPEG":
                read_picture(path)
            else:
                with open_video(path) as video:
                    list(video)
        except MediaError:
            refused += 1
    assert refused > 0
