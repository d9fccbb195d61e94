import base64
import json
from pathlib import Path

import numpy as np
import pytest

from ashen.errors import SignatureDamaged
from ashen.signature import color_layout_wire as wire

VECTORS = json.loads((Path(__file__).parents[1] / "golden" / "color_layout" / "vectors.json").read_text())
PUBLISHED = "FQYHDg4ODwcQEhAPDg8SEBYPEQ8QEBEgDw8QEBEeEBAODxA="


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["file"] for vector in VECTORS])
def test_33_bytes_are_what_trace_moe_sends(vector: dict[str, object]) -> None:
    """Base64 of the bytes equals the vector string trace.moe's own code gave, and reads back."""
    code = np.array(vector["vector"], dtype=np.uint8)
    assert base64.b64encode(wire.to_bytes(code)).decode() == vector["base64"]
    assert wire.from_bytes(wire.to_bytes(code)).tolist() == vector["vector"]


def test_the_published_v1beta2_example_round_trips() -> None:
    """The example of Ashen v1beta2's documentation reads as 33 values and writes as the same text."""
    code = wire.from_v1beta2(PUBLISHED)
    assert code.shape == (33,)
    assert code[:4].tolist() == [7, 14, 14, 14]
    assert wire.to_v1beta2(code) == PUBLISHED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not base64!",
        "FQYH",
        base64.b64encode(bytes([20, 6]) + bytes(33)).decode(),
        base64.b64encode(bytes([21, 6]) + bytes(34)).decode(),
        base64.b64encode(bytes([21, 6, 64]) + bytes(32)).decode(),
        base64.b64encode(bytes([21, 6, 63, 32]) + bytes(31)).decode(),
        "é" + PUBLISHED,
    ],
)
def test_damaged_v1beta2_raises(text: str) -> None:
    """Anything that cannot be a colour layout is refused, never searched for."""
    with pytest.raises(SignatureDamaged):
        wire.from_v1beta2(text)
