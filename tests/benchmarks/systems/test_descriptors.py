import json
from pathlib import Path
from typing import Any

import imagehash
import numpy as np
import pytest
from PIL import Image

from benchmarks.systems.contract import Descriptor
from benchmarks.systems.descriptors import ColorLayout, DHash, PHash
from benchmarks.systems.pdq import Pdq
from tests.benchmarks.systems.drawn import blocks

GOLDEN = Path(__file__).parents[2] / "golden" / "color_layout"
VECTORS: list[dict[str, Any]] = json.loads((GOLDEN / "vectors.json").read_text())


@pytest.mark.parametrize("golden", VECTORS, ids=lambda golden: golden["file"])
def test_colour_layout_is_trace_moes(golden: dict[str, Any]) -> None:
    """The vector is the one trace.moe's own code gave, value by value."""
    with Image.open(GOLDEN / golden["file"]) as picture:
        assert ColorLayout().describe(np.asarray(picture.convert("RGB"))).tolist() == golden["vector"]


@pytest.mark.parametrize(("descriptor", "theirs"), [(PHash(), imagehash.phash), (DHash(), imagehash.dhash)])
def test_bits_are_as_far_apart_as_imagehash_says(descriptor: Descriptor, theirs: Any) -> None:
    """Packing loses nothing: distances are the library's own."""
    pictures = [blocks(seed) for seed in range(4)]
    hashes = [theirs(Image.fromarray(picture)) for picture in pictures]
    bits = [np.unpackbits(descriptor.describe(picture)) for picture in pictures]
    apart = [int((a != b).sum()) for a in bits for b in bits]
    assert apart == [a - b for a in hashes for b in hashes]
    assert max(apart) > 10


@pytest.mark.parametrize("descriptor", [ColorLayout(), PHash(), DHash(), Pdq()], ids=lambda d: d.name)
@pytest.mark.parametrize("size", [(90, 160), (270, 480), (31, 200), (9, 9)])
def test_any_size_gives_one_vector_of_the_stated_width(descriptor: Descriptor, size: tuple[int, int]) -> None:
    """Pictures of any size are described alike, and twice the same."""
    picture = blocks(3, *size)
    vector = descriptor.describe(picture)
    assert vector.shape == (descriptor.width,)
    assert vector.dtype == np.uint8
    assert np.array_equal(vector, descriptor.describe(picture.copy()))
