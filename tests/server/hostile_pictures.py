"""Pictures that are not what they say: cut off, flipped, bombs, lies in their heads. Each has a name."""

from __future__ import annotations

import gzip
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

Named = tuple[str, bytes]
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "JPEG2000", "PPM", "AVIF")


def damaged(name: str, whole: bytes, seed: int) -> Iterator[Named]:
    """Bytes cut off at many places, changed here and there, with a strange end, a strange start, and doubled."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    for share in (0.02, 0.3, 0.6, 0.97):
        yield f"{name} cut at {share}", whole[: max(1, int(len(whole) * share))]
    for count in (1, 20, 200):
        changed = bytearray(whole)
        for _ in range(count):
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        yield f"{name} with {count} bits flipped", bytes(changed)
    head = bytearray(whole)
    head[8:120] = chance.randbytes(min(len(head), 120) - 8)
    yield f"{name} with a broken head", bytes(head)
    yield f"{name} with nonsense after its head", whole[:200] + chance.randbytes(5000)
    yield f"{name} after nonsense", chance.randbytes(50) + whole
    yield f"{name} overwritten with zeros", whole[: len(whole) // 3] + bytes(len(whole) // 3) + whole[-100:]


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """A picture in one of Pillow's formats."""
    stream = BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def all_damaged(shot: bytes) -> Iterator[Named]:
    """Every format that is read, each damaged in every way."""
    image = Image.open(BytesIO(shot)).convert("RGB")
    for number, kind in enumerate(FORMATS):
        yield from damaged(kind, saved(image, kind), number)


def png(width: int, height: int, data: bytes, *more: tuple[bytes, bytes], depth: int = 8, color: int = 2) -> bytes:
    """A PNG that says it has these sides, and has what chunks there are."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    chunks = (chunk(b"IHDR", head), *(chunk(*each) for each in more), chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _jpeg_of_sides(shot: bytes, width: int, height: int) -> bytes:
    at = next(at for marker in (b"\xff\xc0", b"\xff\xc2") if (at := shot.find(marker)) >= 0)
    return shot[: at + 5] + struct.pack(">HH", height, width) + shot[at + 9 :]


def bombs(shot: bytes) -> Iterator[Named]:
    """Few bytes that say they are very many pixels, or become very many bytes."""
    zeros = zlib.compress(bytes(10_000_000), 9)
    for sides in ((60000, 60000), (2**31 - 1, 1), (1, 2**31 - 1), (0, 0), (20000, 4000), (2**32 - 1, 2**32 - 1)):
        yield f"PNG of {sides}", png(*sides, zeros)
    yield "PNG of very many pixels", png(7000, 3000, zlib.compress(bytes((3 * 7000 + 1) * 3000), 9))
    yield "PNG of more pixels", png(9400, 9400, zlib.compress(bytes(40_000_000), 9))
    yield "PNG of 16 bits a channel", png(2000, 2000, zlib.compress(bytes((8 * 2000 + 1) * 2000), 9), depth=16, color=6)
    yield "PNG with a bomb of text", png(8, 8, zlib.compress(bytes(200)), (b"zTXt", b"Comment\0\0" + zeros))
    yield "PNG with a bomb of a profile", png(8, 8, zlib.compress(bytes(200)), (b"iCCP", b"p\0\0" + zeros))
    yield "PNG with a thousand texts", png(8, 8, zlib.compress(bytes(200)), *[(b"tEXt", b"a\0" + b"b" * 999)] * 1000)
    yield "PNG that never ends", png(8, 8, zeros * 20)
    for width, height in ((65535, 65535), (65500, 1), (0, 0)):
        yield f"JPEG of {width} x {height}", _jpeg_of_sides(shot, width, height)
    yield "JPEG with a thousand scans", shot[:-2] + shot[shot.find(b"\xff\xda") : -2] * 200 + shot[-2:]
    yield "JPEG with very many markers", shot[:2] + b"\xff\xfe\x00\x02" * 200_000 + shot[2:]
    yield "JPEG within JPEGs", shot[:2] + b"".join(b"\xff\xe1\xff\xff" + bytes(65533) for _ in range(100)) + shot[2:]
    yield "WebP of all sides", b"RIFF\xff\xff\xff\x7fWEBPVP8X\n\0\0\0\x10\0\0\0\xff\xff\xff\xff\xff\xff" + bytes(50)
    yield "WebP of 16383 x 500", saved(Image.new("RGB", (16383, 500)), "WEBP", quality=1, method=0)
    gif = b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\xf0\0\0" + bytes(6)
    frame = b"," + struct.pack("<HHHH", 0, 0, 65535, 65535) + b"\0\x02\x02\x4c\x01\0"
    yield "GIF of 65535 x 65535", gif + frame + b";"
    small = b"GIF89a" + struct.pack("<HH", 2, 2) + b"\xf0\0\0" + bytes(6)
    tiny = b"!\xf9\x04\0\x01\0\0\0," + struct.pack("<HHHH", 0, 0, 2, 2) + b"\0\x02\x03\x84\x01\0"
    yield "GIF of 20000 frames", small + tiny * 20_000 + b";"
    yield "GIF of frames beyond its sides", small + frame * 50 + b";"
    wide = b"GIF89a" + struct.pack("<HH", 4000, 4000) + b"\xf0\0\0" + bytes(6)
    yield "GIF of 300 large frames", wide + tiny * 300 + b";"
    yield "BMP of huge sides", b"BM" + struct.pack("<IIIIiiHHII", 70, 0, 54, 40, 2**30, 2**30, 1, 24, 0, 0) + bytes(99)
    yield "BMP of negative sides", b"BM" + struct.pack("<IIIIiiHHII", 70, 0, 54, 40, -5, -5, 1, 24, 0, 0) + bytes(99)
    yield "TIFF that points at itself", b"II*\0\x08\0\0\0\x01\0\0\x01\x04\0\x01\0\0\0\xff\xff\xff\x7f\x08\0\0\0"
    yield "TIFF of a million tags", b"II*\0\x08\0\0\0\xff\xff" + b"\0\x01\x04\0\x01\0\0\0\0\0\1\0" * 65535
    yield "TIFF of 3000 pages", _many_pages()
    yield "PPM of huge sides", b"P6 1000000 1000000 255\n" + bytes(1000)
    yield "PPM of endless digits", b"P6 " + b"9" * 100_000
    yield "JPEG 2000 of huge sides", b"\xff\x4f\xff\x51\0\x29\0\0" + b"\x7f\xff\xff\xff" * 8 + b"\0\1\7\1\1" + bytes(50)


def _many_pages() -> bytes:
    page = saved(Image.new("L", (4, 4)), "TIFF")
    stream = BytesIO()
    Image.open(BytesIO(page)).save(
        stream, "TIFF", save_all=True, append_images=[Image.new("L", (4, 4)) for _ in range(3000)]
    )
    return stream.getvalue()


def other_kinds(shot: bytes) -> Iterator[Named]:
    """What is no picture and no video, or is several things at once; what names files and addresses."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        zipped.writestr("../../etc/passwd", bytes(20_000_000))
    yield "zip bomb", archive.getvalue()
    yield "gzip bomb", gzip.compress(bytes(20_000_000))
    yield "zip after a picture", shot + archive.getvalue()
    yield "script after a picture", shot + b"<script>alert(1)</script>" * 100
    yield "picture after a page", b"<!doctype html><script>alert(1)</script>" + shot
    yield "page", b"<!doctype html><html><img src='file:///etc/passwd'></html>" * 50
    yield "SVG", b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"
    yield (
        "SVG that laughs",
        b'<!DOCTYPE s [<!ENTITY a "ha">'
        + b"".join(b'<!ENTITY %c "&%c;&%c;">' % (c + 1, c, c) for c in range(97, 110))
        + b"]><svg>&n;</svg>",
    )
    for name, head in {
        "PDF": b"%PDF-1.4\n",
        "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9999 9999\n(/etc/passwd) (r) file run\n",
        "ELF": b"\x7fELF",
        "MZ": b"MZ",
        "PSD": b"8BPS\0\1" + bytes(6) + b"\0\3\x7f\xff\xff\xff\x7f\xff\xff\xff\0\x08\0\3",
        "ICO": b"\0\0\1\0\xff\xff",
        "DDS": b"DDS |\0\0\0",
        "PCX": b"\x0a\x05\x01\x08",
        "WMF": b"\xd7\xcd\xc6\x9a",
        "FITS": b"SIMPLE  =                    T",
        "MPO": shot[:20],
    }.items():
        yield name, head + random.Random(len(name)).randbytes(2000)  # noqa: S311 - not for secrets
    yield "one byte", b"\xff"
    yield "zeros", bytes(100_000)
    yield "text", "なんだこれは".encode() * 1000
