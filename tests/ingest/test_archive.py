import io
import json
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashen.catalog.records import Naming, NewVideo
from ashen.errors import ArchiveDamaged
from ashen.ingest.archive import ArchivedVideo, ArchiveWriter, Unusable, check_archive, read_archive
from ashen.media.stills import Still
from ashen.signature.signature import Signature

GOLDEN = Path(__file__).parents[1] / "golden" / "archive"


def golden_videos() -> list[ArchivedVideo]:
    """What tests/golden/archive/v1.bin holds, by plain arithmetic that no library update can change."""
    frame = np.arange(40)
    codes = ((frame[:, None] * 7 + np.arange(64)[None, :] ** 2 * 5) % 251 - 125).astype(np.int8)
    layouts = ((frame[:, None] + np.arange(33)[None, :]) % 32).astype(np.uint8)
    quality = (frame * 3 % 101).astype(np.uint8)
    signatures = (
        Signature("color-layout/1", frame / 25, layouts, quality),
        Signature("frame/2", frame / 25, codes, quality),
    )
    naming = Naming("星の海", {"anilist": "1535"}, 1, 2024, "episode", "12.5", 12.5, 12.5, "The end")
    video = NewVideo("0" * 39 + "a", 12345, 1.6, 40, 1920, 1080, "h264", naming)
    film = replace(video, content_hash="b" * 40, naming=Naming("A film"), partial=True, note="cut off")
    stills = (Still(0.0, b"RIFF one"), Still(0.52, b"RIFF another"))
    return [
        ArchivedVideo(video, "Hoshi no Umi - 12.5.mkv", signatures, stills),
        ArchivedVideo(film, "film.mkv", signatures[1:], ()),
    ]


def written(videos: list[ArchivedVideo]) -> bytes:
    stream = io.BytesIO()
    writer = ArchiveWriter(stream)
    for video in videos:
        writer.add(video)
    writer.close()
    return stream.getvalue()


def assert_golden(data: bytes) -> None:
    assert check_archive(io.BytesIO(data)) == 2
    for read, made in zip(read_archive(io.BytesIO(data)), golden_videos(), strict=True):
        assert isinstance(read, ArchivedVideo)
        assert (read.video, read.name, read.stills) == (made.video, made.name, made.stills)
        assert [signature.recipe for signature in read.signatures] == [each.recipe for each in made.signatures]
        for signature, same in zip(read.signatures, made.signatures, strict=True):
            np.testing.assert_allclose(signature.times_s, same.times_s, rtol=0, atol=1e-9)
            np.testing.assert_array_equal(signature.codes, same.codes)
            np.testing.assert_array_equal(signature.quality, same.quality)


DATA = written(golden_videos())


def test_reading_gives_what_was_written() -> None:
    """Names in any script, times to the nanosecond, codes and stills byte for byte; also of an archive of none."""
    assert_golden(DATA)
    assert check_archive(io.BytesIO(written([]))) == 0


def test_version_1_loads_for_ever() -> None:
    """The stored file of format 1 holds what it was made of."""
    assert_golden((GOLDEN / "v1.bin").read_bytes())


@given(place=st.integers(0, len(DATA) - 1), flip=st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, flip: int) -> None:
    """Whatever byte is changed, the archive is refused before any video of it is read."""
    changed = bytearray(DATA)
    changed[place] ^= flip
    with pytest.raises(ArchiveDamaged):
        check_archive(io.BytesIO(bytes(changed)))


@given(start=st.integers(0, len(DATA)), stop=st.integers(0, len(DATA)), insert=st.binary(max_size=20))
def test_a_cut_or_spliced_archive_is_noticed(start: int, stop: int, insert: bytes) -> None:
    """Bytes missing, added or replaced anywhere; so is a video that is left out, or put in twice."""
    changed = DATA[:start] + insert + DATA[stop:]
    if changed != DATA:
        with pytest.raises(ArchiveDamaged):
            check_archive(io.BytesIO(changed))


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    """With and without the magic."""
    for each in (data, b"ASar\x01\0\0\0" + data):
        with pytest.raises(ArchiveDamaged):
            check_archive(io.BytesIO(each))


def test_a_newer_format_says_so() -> None:
    """A format this Ashen does not know is named."""
    with pytest.raises(ArchiveDamaged, match="format 2"):
        check_archive(io.BytesIO(DATA[:4] + b"\x02" + DATA[5:]))


def whole_with(body: bytes) -> bytes:
    """An archive of one body, whatever that says, its checksums right."""
    import hashlib

    def digest(data: bytes) -> bytes:
        return hashlib.blake2b(data, digest_size=8).digest()

    block = struct.pack("<I8s", len(body), digest(body)) + body
    return b"ASar\x01\0\0\0" + block + struct.pack("<I8s", 0, digest(digest(body)))


@given(st.binary(min_size=1, max_size=300), st.booleans())
def test_a_whole_body_that_says_nonsense_is_unusable(data: bytes, headed: bool) -> None:
    """Whoever makes archives may put anything into them: that is said of the video, and raises nothing."""
    archive = whole_with(struct.pack("<I", len(data)) + data if headed else data)
    assert check_archive(io.BytesIO(archive)) == 1
    assert [type(each) for each in read_archive(io.BytesIO(archive))] == [Unusable]


NONSENSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ("name", "content_hash", "size_bytes", "duration_s", "width_px", "naming", "signatures", "stills", "note")


@given(field=st.sampled_from(FIELDS), value=NONSENSE)
def test_fields_of_other_kinds_are_unusable_or_fit(field: str, value: object) -> None:
    """Each field of the head may be replaced by any JSON; what is read is a video, or said to be unusable."""
    block_bytes = struct.unpack_from("<I", DATA, 8)[0]
    body = DATA[20 : 20 + block_bytes]
    head_bytes = struct.unpack_from("<I", body)[0]
    head = json.loads(body[4 : 4 + head_bytes])
    text = json.dumps({**head, field: value}).encode()
    archive = whole_with(struct.pack("<I", len(text)) + text + body[4 + head_bytes :])
    [read] = read_archive(io.BytesIO(archive))
    assert isinstance(read, Unusable | ArchivedVideo)
    if isinstance(read, ArchivedVideo):
        assert isinstance(read.video.size_bytes, int)
        assert "/" not in read.name
