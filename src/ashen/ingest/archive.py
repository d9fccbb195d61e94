"""Signature archives: what was signed on one machine, to be held by a library on another. The videos stay at home.

Format 1, integers little-endian:

    offset  bytes  what
    0       4      magic "ASar"
    4       1      format version, 1
    5       3      0
    8       ...    a block for each video
    then    12     the end: 4 bytes 0, and BLAKE2b-64 (RFC 7693) of all digests of the blocks, in order

A block:

    0       4      n, bytes of its body, at least 1
    4       8      BLAKE2b-64 of the body
    12      n      the body

A body:

    0       4      j, bytes of the head
    4       j      the head, JSON (RFC 8259) in UTF-8
    4+j     rest   the signatures, each as `signature.codec` has it, then the stills, each a WebP file

The head is an object: `name`, of the file, without folders; `content_hash`, `size_bytes`, `duration_s`, `frames`,
`width_px`, `height_px`, `codec`, `partial`, `note` and `naming` as in `NewVideo` and `Naming`; `signatures`, a list of
objects `recipe` and `bytes`; `stills`, a list of pairs: when, in nanoseconds from the first frame, and bytes. Unknown
fields are passed over.

A version, once released, is readable for ever: tests/golden/archive holds a file of each.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any, BinaryIO

from ashen.catalog.records import EPISODE_KINDS, Naming, NewVideo
from ashen.errors import ArchiveDamaged, SignatureDamaged
from ashen.media.stills import Still
from ashen.signature.codec import decode_signature, encode_signature
from ashen.signature.signature import Signature

MAGIC = b"ASar"
VERSION = 1

MOST_BLOCK_BYTES = 256 << 20
"""Of one video: hours of it."""
MOST_VIDEOS = 10_000
MOST_IDS = 100
TEXT_LETTERS = 500
"""Longest name or title."""

_HEAD = struct.Struct("<4sB3x")
_BLOCK = struct.Struct("<I8s")
_LENGTH = struct.Struct("<I")
_DIGEST_BYTES = 8
_HASH = re.compile("[0-9a-f]{40}")
_PROVIDER = re.compile("[a-z0-9._-]{1,40}")
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class ArchivedVideo:
    """One video of an archive.

    Attributes:
        video: what it is.
        name: of its file, without folders.
        signatures: by every recipe that it was signed by.
        stills: of it, in order; may be none.
    """

    video: NewVideo
    name: str
    signatures: tuple[Signature, ...]
    stills: tuple[Still, ...]


@dataclass(frozen=True, slots=True)
class Unusable:
    """A video of an archive that came whole but says something that cannot be: its name as far as known, and why."""

    name: str
    message: str


class ArchiveWriter:
    """Writes an archive; `close` completes it. What was not closed is none.

    Args:
        stream: where to, from its start.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._all = _digest()
        stream.write(_HEAD.pack(MAGIC, VERSION))

    def add(self, archived: ArchivedVideo) -> None:
        """Write one more video.

        Raises:
            ValueError: a signature cannot be stored (see `encode_signature`), or it is too long.
        """
        body = _body_of(archived)
        if len(body) > MOST_BLOCK_BYTES:
            raise ValueError(f"{archived.name} takes more than {MOST_BLOCK_BYTES} bytes")
        digest = _digest(body).digest()
        self._all.update(digest)
        self._stream.write(_BLOCK.pack(len(body), digest))
        self._stream.write(body)

    def close(self) -> None:
        """Write the end; the stream stays open."""
        self._stream.write(_BLOCK.pack(0, self._all.digest()))


def check_archive(stream: BinaryIO) -> int:
    """Read an archive through, holding little of it in memory; how many videos it has.

    Args:
        stream: at its start.

    Raises:
        ArchiveDamaged: it is none, is of a newer format, or was changed or cut off.
    """
    _check_head(stream)
    everything, videos = _digest(), 0
    while True:
        length, digest = _block(stream)
        if not length:
            if digest != everything.digest() or stream.read(1):
                raise _damaged("it does not end where it should")
            return videos
        videos += 1
        if videos > MOST_VIDEOS:
            raise ArchiveDamaged(f"This archive has more than {MOST_VIDEOS} videos. Make smaller ones.")
        body = _digest()
        while length:
            piece = stream.read(min(length, _READ_BYTES))
            if not piece:
                raise _damaged("it is cut off")
            body.update(piece)
            length -= len(piece)
        if body.digest() != digest:
            raise _damaged("a checksum fails")
        everything.update(digest)


def read_archive(stream: BinaryIO) -> Iterator[ArchivedVideo | Unusable]:
    """The videos of an archive that `check_archive` found whole, one at a time.

    Args:
        stream: at its start.

    Raises:
        ArchiveDamaged: it is none.
    """
    _check_head(stream)
    while True:
        length, digest = _block(stream)
        if not length:
            return
        body = stream.read(length)
        if _digest(body).digest() != digest:
            raise _damaged("a checksum fails")
        yield _read(body)


def _read(body: bytes) -> ArchivedVideo | Unusable:
    name = ""
    try:
        (length,) = _LENGTH.unpack_from(body)
        head = json.loads(body[4 : 4 + length].decode("utf-8"))
        name = text_in(head["name"])
        parts = _Parts(body, 4 + length)
        sizes = [(text_in(each["recipe"]), whole_in(each["bytes"])) for each in head["signatures"]]
        signatures = tuple(_signature(parts.take(size), recipe) for recipe, size in sizes)
        stills = tuple(Still(whole_in(at_ns) / 1e9, parts.take(whole_in(size))) for at_ns, size in head["stills"])
        parts.end()
        return ArchivedVideo(_video_of(head), PurePath(name.replace("\\", "/")).name, signatures, stills)
    except SignatureDamaged as error:
        return Unusable(name, f"A signature is damaged: {error.message}")
    except (struct.error, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        return Unusable(name, f"What the archive says of it cannot be: {error}")


class _Parts:
    """What follows the head of a body, in pieces."""

    def __init__(self, body: bytes, start: int) -> None:
        self._body, self._at = memoryview(body), start

    def take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._body):
            raise ValueError("more bytes are announced than there are")
        piece, self._at = bytes(self._body[self._at : end]), end
        return piece

    def end(self) -> None:
        if self._at != len(self._body):
            raise ValueError("there are bytes that belong to nothing")


def _signature(data: bytes, recipe: str) -> Signature:
    signature = decode_signature(data)
    if signature.recipe != recipe:
        raise ValueError(f"a signature is by {signature.recipe}, not by {recipe}")
    return signature


def _body_of(archived: ArchivedVideo) -> bytes:
    signatures = [encode_signature(signature) for signature in archived.signatures]
    head = {
        "name": _shown(archived.name),
        **{name: value for name, value in asdict(archived.video).items() if name != "naming"},
        "naming": asdict(archived.video.naming),
        "signatures": [
            {"recipe": signature.recipe, "bytes": len(data)}
            for signature, data in zip(archived.signatures, signatures, strict=True)
        ],
        "stills": [[round(still.at_s * 1e9), len(still.data)] for still in archived.stills],
    }
    text = json.dumps(head, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")
    return b"".join((_LENGTH.pack(len(text)), text, *signatures, *(still.data for still in archived.stills)))


def _shown(name: str) -> str:
    """A file's name where bytes that are not UTF-8 cannot be said."""
    return name.encode("utf-8", "replace").decode("utf-8")[:TEXT_LETTERS]


def _video_of(head: Mapping[str, Any]) -> NewVideo:
    if not _HASH.fullmatch(text_in(head["content_hash"])):
        raise ValueError("content_hash is not 40 hexadecimal digits")
    return NewVideo(
        content_hash=head["content_hash"],
        size_bytes=whole_in(head["size_bytes"]),
        duration_s=_number(head["duration_s"]),
        frames=whole_in(head["frames"]),
        width_px=whole_in(head["width_px"], 65536),
        height_px=whole_in(head["height_px"], 65536),
        codec=text_in(head["codec"]),
        naming=_naming(head["naming"]),
        partial=head["partial"] is True,
        note=_text_or_none(head["note"]),
    )


def _naming(told: Mapping[str, Any]) -> Naming:
    kind, title = told["episode_kind"], text_in(told["anime_title"])
    if kind not in EPISODE_KINDS or not title.strip():
        raise ValueError("a video needs an anime's title, and a kind of episode that is known")
    return Naming(
        anime_title=title,
        ids={provider_in(provider): text_in(value) for provider, value in told["ids"].items()},
        season=None if told["season"] is None else whole_in(told["season"], 10_000),
        year=None if told["year"] is None else whole_in(told["year"], 10_000),
        episode_kind=kind,
        episode_number=_text_or_none(told["episode_number"]),
        number_start=None if told["number_start"] is None else _number(told["number_start"]),
        number_end=None if told["number_end"] is None else _number(told["number_end"]),
        episode_title=_text_or_none(told["episode_title"]),
        episode_ids=_episode_ids(told.get("episode_ids", {})),
    )


def text_in(value: object) -> str:
    """A text that strangers say, not too long.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str) or len(value) > TEXT_LETTERS:
        raise ValueError(f"not a text of at most {TEXT_LETTERS} letters: {str(value)[:40]!r}")
    return value


def _episode_ids(told: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    if sum(len(values) for values in told.values()) > MOST_IDS:
        raise ValueError(f"an episode has more than {MOST_IDS} ids")
    return {provider_in(provider): tuple(text_in(value) for value in values) for provider, values in told.items()}


def provider_in(value: str) -> str:
    """The name of one who gives ids, as strangers say it.

    Raises:
        ValueError: it is none.
    """
    if not _PROVIDER.fullmatch(value):
        raise ValueError(f"not the name of one who gives ids: {value[:40]!r}")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else text_in(value)


def whole_in(value: object, most: int = 2**62) -> int:
    """A whole number from 0 to `most` that strangers say.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError(f"not a whole number from 0 to {most}: {str(value)[:40]!r}")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value) or value < 0:
        raise ValueError(f"not a number from 0 on: {str(value)[:40]!r}")
    return float(value)


def number_shown(shown: str | None) -> float | None:
    """An episode's number as a value, where it is one."""
    try:
        return None if shown is None else _number(float(shown))
    except ValueError:
        return None


def _check_head(stream: BinaryIO) -> None:
    data = stream.read(_HEAD.size)
    if len(data) < _HEAD.size or data[: len(MAGIC)] != MAGIC:
        raise ArchiveDamaged("This is not a signature archive. `ashen archive` makes one.")
    version = data[len(MAGIC)]
    if version != VERSION:
        raise ArchiveDamaged(
            f"This archive has format {version}, this Ashen reads {VERSION}. Update the older Ashen of the two."
        )
    if any(data[len(MAGIC) + 1 :]):
        raise _damaged("its head was changed")


def _block(stream: BinaryIO) -> tuple[int, bytes]:
    """Length of the next body, 0 at the end, and its digest."""
    data = stream.read(_BLOCK.size)
    if len(data) < _BLOCK.size:
        raise _damaged("it is cut off")
    length, digest = _BLOCK.unpack(data)
    if length > MOST_BLOCK_BYTES:
        raise _damaged("a video in it takes more bytes than any may")
    return length, digest


def _damaged(why: str) -> ArchiveDamaged:
    return ArchiveDamaged(f"This archive is damaged: {why}. Copy it again, or make it anew with `ashen archive`.")


def _digest(data: bytes = b"") -> hashlib.blake2b:
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES)
