from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.systems.contract import Rgb
from benchmarks.systems.pdq import HASH_BYTES, Pdq
from tests.benchmarks.systems.drawn import blocks

PICTURES = Path(__file__).parents[2] / "golden" / "color_layout"

# What pdqhash 0.2.8 (PyPI; Meta's own C++ underneath) gives for these pictures: the hash, most significant bit first,
# and the quality. 8 x 8 pixels and flat pictures are left out: their coefficients tie, so rounding decides.
GOLDEN_FILES = {
    "synthetic_00_320x180.png": ("7a1e43d25a1ec3d25a1ec3d25a1ec3d29a1e33d2a61e3cd2a59e3c32a5e63c2c", 44),
    "synthetic_01_320x180.png": ("decfed3b9778e1ed2f6e4435a0a5f8d00b583f6de28ec3360999a7050c147241", 100),
    "synthetic_02_320x240.png": ("99907fe7664c0d81f89ccba7c5bc30c1049cf4a3cb5c0a5cda63a61e64bdf266", 100),
    "synthetic_04_29x13.png": ("4ee89d9628f59d16df0a6269f1063c39225a73ab59a199a4526ce9cb588aefd1", 100),
    "synthetic_05_160x90.png": ("ff33f144c730e2acfe031c71018ce2e8fe03f2640310fd9b01f4ed97598faa53", 100),
    "synthetic_07_5x7.png": ("6cdb6cd983e0c3729e2761d8749d9e27c0f161d83b0e21c8cb729e2769d83c8d", 100),
    "synthetic_08_180x320.png": ("f564f74e63ec35ca17f42b6c073213ee07205d8a07f4227519df2d93ae13c264", 100),
}
GOLDEN_BLOCKS = {
    (1, 270, 480): ("c05525da3736271ef0aa22fb1afe4d04e501dd040f55d8e1d8c9da253f2abf71", 100),
    (2, 720, 1280): ("ca939717bc59dc51f6dfd915dbb7a648244826ea092433aec2aeece8b54c2229", 100),
    (3, 90, 160): ("04bd02fa2179275bf622ee7ce01f13030fe0918309ddd8e5dec2fd05fb5a1b94", 100),
    (4, 480, 270): ("49c2a3d99a2a495bbc937ab58909810b76f685ca436cb6a465d55d36b43db963", 100),
    (5, 101, 65): ("7398b5b5d9a00e1373698d750ec88d73728cf1277282a496d97c62de8e5ecc26", 100),
}


def same(picture: Rgb, code: str, quality: int) -> bool:
    vector = Pdq().describe(picture)
    return (vector[:HASH_BYTES].tobytes().hex(), int(vector[HASH_BYTES])) == (code, quality)


@pytest.mark.parametrize("name", GOLDEN_FILES)
def test_files_hash_as_metas_program_hashes_them(name: str) -> None:
    """Hash and quality are those of Meta's own code, for any shape."""
    with Image.open(PICTURES / name) as picture:
        assert same(np.asarray(picture.convert("RGB")), *GOLDEN_FILES[name])


@pytest.mark.parametrize("drawn", GOLDEN_BLOCKS)
def test_video_sizes_hash_as_metas_program_hashes_them(drawn: tuple[int, int, int]) -> None:
    """So they are at the sizes of video frames, upright ones too."""
    assert same(blocks(*drawn), *GOLDEN_BLOCKS[drawn])


def test_a_flat_picture_has_no_quality() -> None:
    """What holds nothing to tell it by says so."""
    assert Pdq().describe(np.full((90, 160, 3), 77, np.uint8))[HASH_BYTES] == 0
