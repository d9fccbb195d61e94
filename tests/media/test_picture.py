from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ExifTags, Image

from ashen.errors import NotMedia, PictureTooLarge
from ashen.media.picture import MAX_PICTURE_PX, read_picture
from tests.media.drawn import drawn, exact_means, mean_error


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def difference(rgb: NDArray[np.uint8], expected: NDArray[np.uint8]) -> float:
    return float(np.abs(rgb.astype(int) - expected).mean())


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [("PNG", 0), ("BMP", 0), ("TIFF", 0), ("JPEG", 2), ("WEBP", 2), ("AVIF", 2.5), ("JPEG2000", 1), ("GIF", 14)],
)
def test_every_format_shows_the_picture(tmp_path: Path, kind: str, allowed: float) -> None:
    """A picture comes back as drawn, from bytes and from a file of any name."""
    data = encoded(Image.fromarray(drawn(1)), kind)
    path = tmp_path / "picture.txt"
    path.write_bytes(data)
    rgb = read_picture(data)
    assert rgb.shape == (180, 320, 3)
    assert rgb.dtype == np.uint8
    assert difference(rgb, drawn(1)) <= allowed
    assert np.array_equal(read_picture(path), rgb)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_orientation_is_applied(kind: str, orientation: int) -> None:
    """All eight orientations come out upright."""
    shown = drawn(2)
    undo = {
        1: shown,
        2: shown[:, ::-1],
        3: shown[::-1, ::-1],
        4: shown[::-1],
        5: shown.transpose(1, 0, 2),
        6: np.rot90(shown),
        7: shown[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(shown, -1),
    }
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    stored = Image.fromarray(np.ascontiguousarray(undo[orientation]))
    rgb = read_picture(encoded(stored, kind, exif=exif))
    assert rgb.shape == shown.shape
    assert difference(rgb, shown) <= 2


def test_alpha_lies_over_black() -> None:
    """Transparent parts are black, half transparent ones half as bright; palettes with transparency too."""
    alpha = np.zeros((180, 320, 1), np.uint8)
    alpha[:, 100:200], alpha[:, 200:] = 128, 255
    image = Image.fromarray(np.concatenate([drawn(3), alpha], axis=2))
    expected = np.rint(drawn(3) * (alpha / 255)).astype(np.uint8)
    assert difference(read_picture(encoded(image, "PNG")), expected) < 0.5
    palette = Image.new("P", (8, 8), 1)
    palette.putpalette([255, 255, 255, 200, 100, 50])
    palette.putpixel((0, 0), 0)
    rgb = read_picture(encoded(palette, "PNG", transparency=0))
    assert rgb[0, 0].tolist() == [0, 0, 0]
    assert rgb[1, 1].tolist() == [200, 100, 50]


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    """Grey of 16 bits keeps its tones."""
    tones = np.linspace(0, 65535, 64 * 64).reshape(64, 64).astype(np.uint16)
    rgb = read_picture(encoded(Image.fromarray(tones), "PNG"))
    assert np.abs(rgb[..., 1] - tones / 257).max() <= 0.51


@pytest.mark.parametrize(("mode", "kind"), [("L", "PNG"), ("1", "PNG"), ("CMYK", "JPEG"), ("CMYK", "TIFF")])
def test_other_modes_become_rgb(mode: str, kind: str) -> None:
    """Grey, bilevel and CMYK pictures show what Pillow shows of them."""
    image = Image.fromarray(drawn(4)).convert(mode)
    rgb = read_picture(encoded(image, kind))
    assert difference(rgb, np.asarray(image.convert("RGB"))) <= 2


def test_floating_point_is_refused() -> None:
    """Pixels without a fixed white are not guessed at."""
    with pytest.raises(NotMedia, match="floating-point"):
        read_picture(encoded(Image.new("F", (8, 8), 0.5), "TIFF"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_longest_side_averages_areas(kind: str) -> None:
    """A large picture asked small comes at that size, near its exact means, JPEG's quick scaling included."""
    picture = drawn(5, 1080, 1920)
    rgb = read_picture(encoded(Image.fromarray(picture), kind), longest_px=320)
    assert rgb.shape == (180, 320, 3)
    assert mean_error(rgb, exact_means(picture, 320, 180)) <= 2
    assert read_picture(encoded(Image.fromarray(drawn(5)), kind), longest_px=1000).shape == (180, 320, 3)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "AVIF"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_picture_cut_off_is_an_error(kind: str, share: float) -> None:
    """Half a download is refused, not shown half grey."""
    data = encoded(Image.fromarray(drawn(6)), kind)
    with pytest.raises(NotMedia):
        read_picture(data[: int(len(data) * share)])


def test_a_picture_of_too_many_pixels_is_refused_before_decoding() -> None:
    """Both of Pillow's bomb limits, the one it warns of and the one it raises at, are one error of ours."""
    warned, refused = 9600, 14000
    assert MAX_PICTURE_PX < warned**2 < 2 * MAX_PICTURE_PX < refused**2
    for side_px in (warned, refused):
        with pytest.raises(PictureTooLarge, match=str(MAX_PICTURE_PX)):
            read_picture(encoded(Image.new("1", (side_px, side_px)), "PNG"))


def test_no_picture_says_so(tmp_path: Path) -> None:
    """Text and nothing raise with the file's name; a missing file is the system's error."""
    path = tmp_path / "picture.png"
    for content in (b"", b"words"):
        path.write_bytes(content)
        with pytest.raises(NotMedia, match=r"picture\.png"):
            read_picture(path)
    with pytest.raises(FileNotFoundError):
        read_picture(tmp_path / "none.png")
