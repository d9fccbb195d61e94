"""Colour layout codes as other programs send them: 33 bytes, or 35 bytes in base64."""

import base64
import binascii

import numpy as np
from numpy.typing import NDArray

from ashen.errors import SignatureDamaged
from ashen.signature.color_layout import DIMENSION

_V1BETA2_HEAD = bytes([21, 6])  # how many Y, and how many Cb and Cr, values follow
_DC_POSITIONS = (0, 21, 27)
_LARGEST = np.full(DIMENSION, 31, dtype=np.uint8)
_LARGEST[list(_DC_POSITIONS)] = 63


def to_bytes(code: NDArray[np.uint8]) -> bytes:
    """The 33 bytes, one a value, of one (33,) code: what trace.moe takes in base64 as `vector`."""
    return code.tobytes()


def from_bytes(data: bytes) -> NDArray[np.uint8]:
    """The (33,) uint8 code of 33 bytes.

    Raises:
        SignatureDamaged: not 33 bytes, or a value no colour layout has (above 63 for a mean, 31 for a detail).
    """
    if len(data) != DIMENSION:
        raise SignatureDamaged(
            f"A colour layout signature has {DIMENSION} values, this one {len(data)}; send it whole."
        )
    code = np.frombuffer(data, dtype=np.uint8).copy()
    wrong = np.flatnonzero(code > _LARGEST)
    if len(wrong):
        raise SignatureDamaged(
            f"Value {wrong[0]} of this colour layout signature is {code[wrong[0]]}, more than the {_LARGEST[wrong[0]]} "
            "possible; compute it again from the picture."
        )
    return code


def to_v1beta2(code: NDArray[np.uint8]) -> str:
    """Base64 of the 35 bytes of Ashen v1beta2: 21, 6, then the 33 values."""
    return base64.b64encode(_V1BETA2_HEAD + to_bytes(code)).decode("ascii")


def from_v1beta2(text: str) -> NDArray[np.uint8]:
    """The (33,) uint8 code of a v1beta2 signature.

    Raises:
        SignatureDamaged: not base64, not headed 21, 6, or not 33 possible values.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureDamaged("This signature is not base64; send the 35 bytes as standard base64.") from error
    if not data.startswith(_V1BETA2_HEAD):
        raise SignatureDamaged("This signature does not begin with 21, 6; only 21 Y, 6 Cb and 6 Cr values compare.")
    return from_bytes(data[len(_V1BETA2_HEAD) :])
