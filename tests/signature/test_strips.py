import numpy as np
import pytest

from ashen.signature.strips import row_sums


@pytest.mark.parametrize(
    ("height", "tops"),
    [
        (64, range(0, 64, 8)),
        (64, [0, 5, 63]),
        (13, [0, 2, 4, 7]),
        (1, [0]),
        (2056, range(0, 2056, 257)),
        (600, [0, 300]),
    ],
)
def test_sums_are_exact(height: int, tops: list[int]) -> None:
    """Equal strips or not, low or so high that 16 bits would overflow: the sums of the white rows are exact."""
    rgb = np.random.default_rng(0).integers(250, 256, (2, height, 3, 3), dtype=np.uint8)
    parts = np.split(rgb.astype(np.int64), list(tops)[1:], axis=1)
    expected = np.stack([part.sum(axis=1).reshape(2, -1) for part in parts], axis=1)
    assert (row_sums(rgb, np.array(tops)) == expected).all()
