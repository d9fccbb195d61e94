"""Signatures to bytes and back: the form they are stored in.

Format 1, little-endian:

    offset  bytes  what
    0       4      magic "ASig"
    4       1      format version, 1
    5       1      values of a code: 0 uint8, 1 int8
    6       2      d, values a code has
    8       4      n, frames
    12      1      r, bytes of the recipe's name
    13      r      the recipe's name, ASCII
    13+r    8      BLAKE2b-64 (RFC 7693) of every other byte, in order
    21+r    rest   one Zstandard frame (RFC 8878) of the columns

The columns are a (9 + d, n) matrix of bytes, row by row: eight rows are the bytes, lowest first, of the differences of
the times in nanoseconds (int64, the first from 0); one is the difference of the qualities, and d are the differences
of the codes, each modulo 256 along time (the first from 0). Neighbouring frames are nearly equal, so most bytes are
zero or nearly: on real 24 fps video a code of 64 values takes about 16 bytes.

A version, once released, is readable for ever: tests/golden/signature holds a file of each.
"""

from __future__ import annotations

import hashlib
import struct

import numpy as np
import zstandard
from numpy.typing import NDArray

from ashen.errors import SignatureDamaged
from ashen.signature.signature import Codes, Signature

MAGIC = b"ASig"
VERSION = 1

_HEAD = struct.Struct("<4sBBHIB")
_CHECKSUM_BYTES = 8
_LEVEL = 9  # measured: 7 % smaller than level 3 for 0.06 s more per episode; level 19 saves 12 % more for 1 s
_TIME_BYTES = 8
_EXTRA_ROWS = _TIME_BYTES + 1
_DTYPES: tuple[type[np.uint8] | type[np.int8], ...] = (np.uint8, np.int8)
_MAX_NS = 2**62


def encode_signature(signature: Signature) -> bytes:
    """The signature as bytes that `decode_signature` understands; times are kept to the nearest nanosecond.

    Raises:
        ValueError: the columns differ in length or type, or the times do not rise by at least a nanosecond.
    """
    recipe = signature.recipe.encode("ascii")
    codes, quality = signature.codes, signature.quality
    if codes.ndim != 2 or codes.dtype not in _DTYPES or quality.dtype != np.uint8:
        raise ValueError("codes must be (n, d) int8 or uint8, and quality (n,) uint8")
    n, d = codes.shape
    if signature.times_s.shape != (n,) or quality.shape != (n,):
        raise ValueError(f"{n} codes, but times of shape {signature.times_s.shape} and quality of {quality.shape}")
    if len(recipe) > 255 or d > 0xFFFF or n > 0xFFFFFFFF:
        raise ValueError(
            "a recipe's name has at most 255 characters, a code 65535 values, a signature 2**32 - 1 frames"
        )
    steps_ns = _steps_ns(signature.times_s)

    columns = np.empty((_EXTRA_ROWS + d, n), np.uint8)
    columns[:_TIME_BYTES] = steps_ns.astype("<i8").view(np.uint8).reshape(n, _TIME_BYTES).T
    columns[_TIME_BYTES] = quality
    columns[_EXTRA_ROWS:] = codes.view(np.uint8).T if codes.flags.c_contiguous else codes.astype(codes.dtype).T
    values = columns[_TIME_BYTES:]
    values[:, 1:] -= values[:, :-1].copy()  # modulo 256

    head = _HEAD.pack(MAGIC, VERSION, _DTYPES.index(codes.dtype.type), d, n, len(recipe)) + recipe
    body = zstandard.ZstdCompressor(level=_LEVEL).compress(columns.tobytes())
    return head + _checksum(head, body) + body


def decode_signature(data: bytes) -> Signature:
    """The signature that `encode_signature` made these bytes of.

    Raises:
        SignatureDamaged: the bytes are not a signature, are of a newer format, or were changed.
    """
    if len(data) < _HEAD.size or data[: len(MAGIC)] != MAGIC:
        raise SignatureDamaged("these bytes are not a stored signature; index the video again")
    _, version, dtype, d, n, recipe_bytes = _HEAD.unpack_from(data)
    if version != VERSION:
        raise SignatureDamaged(
            f"the stored signature has format {version}, this Ashen reads {VERSION}; "
            "update Ashen, or index the video again"
        )
    head_bytes = _HEAD.size + recipe_bytes
    head, checksum = data[:head_bytes], data[head_bytes : head_bytes + _CHECKSUM_BYTES]
    body = data[head_bytes + _CHECKSUM_BYTES :]
    if checksum != _checksum(head, body):
        raise SignatureDamaged("the stored signature fails its checksum; index the video again")
    if dtype >= len(_DTYPES):
        raise SignatureDamaged("the stored signature has an unknown type of values; index the video again")

    columns = _decompress(body, (_EXTRA_ROWS + d, n))
    steps_ns = np.ascontiguousarray(columns[:_TIME_BYTES].T).view("<i8").reshape(n)
    values = np.cumsum(columns[_TIME_BYTES:], axis=1, dtype=np.uint8)
    codes: Codes = np.ascontiguousarray(values[1:].T).view(_DTYPES[dtype])
    return Signature(
        recipe=head[_HEAD.size :].decode("ascii"),
        times_s=np.cumsum(steps_ns, dtype=np.int64) / 1e9,
        codes=codes,
        quality=values[0].copy(),
    )


def _steps_ns(times_s: NDArray[np.float64]) -> NDArray[np.int64]:
    """(n,) int64, from each time to the next in nanoseconds, the first from 0; ValueError unless they rise."""
    if not np.all(np.abs(times_s) < _MAX_NS / 1e9):  # NaN and infinity fail too
        raise ValueError("times must be finite seconds")
    times_ns = np.rint(times_s * 1e9).astype(np.int64)
    steps_ns = np.diff(times_ns, prepend=np.int64(0))
    if np.any(steps_ns[1:] <= 0):
        raise ValueError("times must rise by at least a nanosecond from frame to frame")
    return steps_ns


def _decompress(body: bytes, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """The columns, `shape` uint8, in the bytes of `body`."""
    try:
        announced = zstandard.frame_content_size(body)  # before room is made for it
        if announced != shape[0] * shape[1]:
            raise SignatureDamaged("the stored signature has the wrong length; index the video again")
        raw = zstandard.ZstdDecompressor().decompress(body, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise SignatureDamaged(f"the stored signature cannot be unpacked ({error}); index the video again") from error
    if len(raw) != shape[0] * shape[1]:
        raise SignatureDamaged("the stored signature has the wrong length; index the video again")
    return np.frombuffer(raw, np.uint8).reshape(shape)


def _checksum(head: bytes, body: bytes) -> bytes:
    digest = hashlib.blake2b(head, digest_size=_CHECKSUM_BYTES)
    digest.update(body)
    return digest.digest()
