import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashen.errors import SignatureDamaged
from ashen.signature.codec import decode_signature, encode_signature
from ashen.signature.signature import Signature

GOLDEN = Path(__file__).parents[1] / "golden" / "signature"


def new_signature(n: int, d: int = 8, dtype: type[np.int8] | type[np.uint8] = np.int8, seed: int = 0) -> Signature:
    rng = np.random.default_rng(seed)
    limits = np.iinfo(dtype)
    return Signature(
        recipe="frame/1",
        times_s=np.cumsum(rng.integers(1, 90_000_000_000, n)) / 1e9,
        codes=rng.integers(limits.min, limits.max, (n, d), dtype, endpoint=True),
        quality=rng.integers(0, 100, n, np.uint8, endpoint=True),
    )


def golden_signature() -> Signature:
    """What tests/golden/signature/v1.bin holds, by plain arithmetic that no library update can change."""
    frame = np.arange(100)
    codes = (frame[:, None] * 7 + np.arange(16)[None, :] ** 2 * 5) % 256
    return Signature(
        recipe="frame/1",
        times_s=frame / 25,
        codes=codes.astype(np.uint8).view(np.int8),
        quality=(frame * 3 % 101).astype(np.uint8),
    )


def shots(n: int, d: int, seed: int = 0) -> Signature:
    """Shots of about 4 s at 24 fps: a random unit-length code of 127 per shot, and small noise per frame."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(n // 96 + 1, d))
    centres *= 127 / np.linalg.norm(centres, axis=1, keepdims=True)
    codes = np.rint(centres[np.arange(n) // 96] + rng.normal(0, 0.5, (n, d))).clip(-127, 127).astype(np.int8)
    return Signature("frame/1", np.arange(n) * 1001 / 24000, codes, np.full(n, 80, np.uint8))


def assert_same(left: Signature, right: Signature) -> None:
    assert left.recipe == right.recipe
    np.testing.assert_allclose(left.times_s, right.times_s, rtol=0, atol=1e-9)
    np.testing.assert_array_equal(left.codes, right.codes)
    np.testing.assert_array_equal(left.quality, right.quality)
    assert left.codes.dtype == right.codes.dtype
    assert left.codes.shape == right.codes.shape


@pytest.mark.parametrize("n", [0, 1, 2, 1000])
@pytest.mark.parametrize("dtype", [np.int8, np.uint8])
def test_decoding_gives_what_was_encoded(n: int, dtype: type[np.int8] | type[np.uint8]) -> None:
    """Any number of frames and either type comes back equal, in C order, times to a nanosecond."""
    signature = new_signature(n, 33, dtype)
    decoded = decode_signature(encode_signature(signature))
    assert_same(decoded, signature)
    assert decoded.codes.flags.c_contiguous


def test_a_view_of_a_signature_can_be_encoded() -> None:
    """Strided and transposed arrays are stored by value, not by memory layout."""
    whole = new_signature(60)
    every_second = Signature(whole.recipe, whole.times_s[::2], whole.codes[::2, ::2], whole.quality[::2])
    assert_same(decode_signature(encode_signature(every_second)), every_second)


def test_encoding_is_stable() -> None:
    """Decoding and encoding again gives the same bytes: nanoseconds are not rounded twice."""
    data = encode_signature(new_signature(500))
    assert encode_signature(decode_signature(data)) == data


def test_version_1_loads_for_ever() -> None:
    """The stored file of format 1 decodes to the values it was made of."""
    assert_same(decode_signature((GOLDEN / "v1.bin").read_bytes()), golden_signature())


def test_an_episode_fits_its_budget() -> None:
    """24 minutes of 64 int8 values in noisy shots take at most 1.5 MB."""
    assert len(encode_signature(shots(34_560, 64))) <= 1_500_000


DATA = encode_signature(new_signature(50))


@given(place=st.integers(0, len(DATA) - 1), flip=st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, flip: int) -> None:
    """Whatever byte is changed, the signature is refused as damaged."""
    changed = bytearray(DATA)
    changed[place] ^= flip
    with pytest.raises(SignatureDamaged):
        decode_signature(bytes(changed))


@given(start=st.integers(0, len(DATA)), stop=st.integers(0, len(DATA)), insert=st.binary(max_size=20))
def test_a_cut_or_spliced_signature_is_noticed(start: int, stop: int, insert: bytes) -> None:
    """Bytes missing, added or replaced anywhere are refused as damaged."""
    changed = DATA[:start] + insert + DATA[stop:]
    if changed != DATA:
        with pytest.raises(SignatureDamaged):
            decode_signature(changed)


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    """Bytes that never were a signature raise SignatureDamaged and nothing else, with or without the magic."""
    with pytest.raises(SignatureDamaged):
        decode_signature(data)
    with pytest.raises(SignatureDamaged):
        decode_signature(b"ASig\x01" + data)


def test_a_newer_format_says_so() -> None:
    """A format this Ashen does not know is named in the message."""
    with pytest.raises(SignatureDamaged, match="format 2"):
        decode_signature(DATA[:4] + struct.pack("B", 2) + DATA[5:])


@pytest.mark.parametrize("times_s", [[0.0, 0.0], [1.0, 0.5], [0.0, np.nan], [0.0, np.inf], [0.0]])
def test_times_that_do_not_rise_are_refused(times_s: list[float]) -> None:
    """What could not be read back is never written."""
    good = new_signature(2)
    with pytest.raises(ValueError, match="times"):
        encode_signature(Signature(good.recipe, np.array(times_s), good.codes, good.quality))
