"""Videos that are not what they say: damaged, with lies in their boxes and elements, without end, lists of others."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from pathlib import Path

import av

from tests.server.hostile_pictures import Named, damaged

CONTAINERS = ("mp4", "matroska", "flv", "mpegts", "nut")
HUGE = b"\xff" * 8


def containers(clip: Path, folder: Path) -> dict[str, bytes]:
    """A video's packets in several containers, by FFmpeg's name."""
    wrapped = {}
    for kind in CONTAINERS:
        path = folder / f"clip-{kind}"
        with av.open(clip) as source, av.open(path, "w", format=kind) as target:
            stream = target.add_stream_from_template(source.streams.video[0])
            for packet in source.demux(source.streams.video[0]):
                if packet.dts is not None:
                    packet.stream = stream
                    target.mux(packet)
        wrapped[kind] = path.read_bytes()
    return wrapped


def all_damaged(wrapped: dict[str, bytes]) -> Iterator[Named]:
    """Every container, damaged in every way."""
    for number, (kind, whole) in enumerate(wrapped.items()):
        yield from damaged(kind, whole, 100 + number)


def _with(whole: bytes, box: bytes, at: int, written: bytes) -> bytes:
    """A box of an MP4 overwritten from `at` bytes behind its name on."""
    start = whole.index(box) + len(box) + at
    return whole[:start] + written + whole[start + len(written) :]


def lying_mp4(mp4: bytes) -> Iterator[Named]:
    """Absurd times, sizes, counts, and boxes."""
    for name, (box, at, written) in {
        "duration of the film": (b"mvhd", 16, b"\xff\xff\xff\xff"),
        "time scale of 0": (b"mvhd", 12, bytes(4)),
        "time scale of the track": (b"mdhd", 12, bytes(4)),
        "duration of the track": (b"mdhd", 16, b"\xff\xff\xff\xff"),
        "tiny time scale": (b"mdhd", 12, b"\0\0\0\1"),
        "size of the picture": (b"tkhd", 76, b"\xff\xff\0\0\xff\xff\0\0"),
        "matrix of zeros": (b"tkhd", 40, bytes(36)),
        "size in the sample's description": (b"avc1", 24, b"\xff\xff\xff\xff"),
        "no size in the sample's description": (b"avc1", 24, bytes(4)),
        "count of descriptions": (b"stsd", 4, b"\x7f\xff\xff\xff"),
        "count of samples": (b"stsz", 8, b"\x7f\xff\xff\xff"),
        "size of every sample": (b"stsz", 4, b"\x7f\xff\xff\xff"),
        "sizes of samples": (b"stsz", 12, HUGE * 4),
        "count of times": (b"stts", 4, b"\xff\xff\xff\xff"),
        "times of samples": (b"stts", 8, b"\x7f\xff\xff\xff\x7f\xff\xff\xff"),
        "no times of samples": (b"stts", 4, bytes(4)),
        "chunks": (b"stsc", 4, b"\x7f\xff\xff\xff"),
        "samples of a chunk": (b"stsc", 12, b"\x7f\xff\xff\xff"),
        "where chunks lie": (b"stco", 8, b"\xff\xff\xff\xff"),
        "negative offset of times": (b"ctts", 8, b"\x7f\xff\xff\xff\x80\0\0\0"),
        "edit list": (b"elst", 8, b"\xff\xff\xff\xff\x7f\xff\xff\xff\0\0\0\0"),
        "edit list of many": (b"elst", 4, b"\x7f\xff\xff\xff"),
        "decoder's parameters": (b"avcC", 0, HUGE * 3),
        "kind of handler": (b"hdlr", 8, b"soun"),
        "codec": (b"avc1", -4, b"hev1"),
        "codec of text": (b"avc1", -4, b"tx3g"),
        "size of the index": (b"moov", -8, b"\xff\xff\xff\xff"),
        "index without end": (b"moov", -8, bytes(4)),
        "track of one byte": (b"trak", -8, b"\0\0\0\1"),
        "size of the data": (b"mdat", -8, b"\0\0\0\1"),
    }.items():
        if box in mp4:
            yield f"MP4: {name}", _with(mp4, box, at, written)
    head = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
    yield "MP4: head and zeros", head + bytes(100_000)
    yield "MP4: boxes within boxes", head + b"".join(struct.pack(">I", 8 * n) + b"moov" for n in range(5000, 0, -1))
    yield "MP4: a million boxes", head + b"\0\0\0\x08free" * 1_000_000
    yield "MP4: a box of 2^63", head + b"\0\0\0\1moov\x7f" + HUGE
    yield (
        "MP4: data elsewhere",
        mp4.replace(b"\0\0\0\x0curl \0\0\0\1", b"\0\0\0\x0calis\0\0\0\0"),
    )
    yield "MP4: indices twice", mp4 + mp4[mp4.index(b"moov") - 4 :] * 3
    yield "MP4: after an MP4", mp4 * 3


def lying_mkv(mkv: bytes) -> Iterator[Named]:
    """Sizes and times of elements that cannot be."""
    for name, (element, written) in {
        "segment without end": (b"\x18\x53\x80\x67", b"\x01" + HUGE[1:]),
        "segment of nothing": (b"\x18\x53\x80\x67", b"\x80"),
        "cluster of 2^56": (b"\x1f\x43\xb6\x75", b"\x01\xff\xff\xff\xff\xff\xff\xfe"),
        "tracks of 2^56": (b"\x16\x54\xae\x6b", b"\x01\xff\xff\xff\xff\xff\xff\xfe"),
        "time scale": (b"\x2a\xd7\xb1", b"\x83\0\0\0"),
        "huge time scale": (b"\x2a\xd7\xb1", b"\x83\xff\xff\xff"),
        "duration": (b"\x44\x89", b"\x88\x7f\xef\xff\xff\xff\xff\xff\xff"),
        "duration that is no number": (b"\x44\x89", b"\x88\x7f\xf8\0\0\0\0\0\0"),
        "size of frames": (b"\xb0", b"\x82\xff\xff"),
    }.items():
        at = mkv.find(element)
        if at >= 0:
            start = at + len(element)
            yield f"Matroska: {name}", mkv[:start] + written + mkv[start + len(written) :]
    head = b"\x1a\x45\xdf\xa3\x84\x42\x86\x81\x01\x18\x53\x80\x67\x01" + HUGE[1:]
    yield "Matroska: elements within elements", head + b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff" * 5000
    yield "Matroska: a million voids", head + b"\xec\x80" * 1_000_000
    yield "Matroska: a head of 2^56", b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xfe" + bytes(1000)
    yield "Matroska: head alone", mkv[:60]


def endless(ts: bytes) -> Iterator[Named]:
    """Very many frames, packets and times; frames of huge sides."""
    chance = random.Random(7)  # noqa: S311 - not for secrets
    frame = b"FRAME\n" + bytes(range(256)) + bytes(128)
    yield "YUV4MPEG of 20000 frames", b"YUV4MPEG2 W16 H16 F1:1 C420\n" + frame * 20_000
    yield "YUV4MPEG of a million frames a second", b"YUV4MPEG2 W16 H16 F1000000:1 C420\n" + frame * 500
    yield "YUV4MPEG of huge sides", b"YUV4MPEG2 W100000 H100000 F1:1 C420\nFRAME\n" + bytes(1000)
    yield "YUV4MPEG without a rate", b"YUV4MPEG2 W16 H16 F0:0 C420\n" + frame * 100
    yield "transport stream thirty times", ts * 30
    packets = [ts[at : at + 188] for at in range(0, len(ts), 188)]
    chance.shuffle(packets)
    yield "transport stream shuffled", b"".join(packets)
    yield (
        "transport stream of many programs",
        b"".join(b"\x47" + struct.pack(">H", 0x4000 | pid) + b"\x10" + chance.randbytes(184) for pid in range(0x1FFF)),
    )
    yield "transport stream of nothing", (b"\x47\x1f\xff\x10" + b"\xff" * 184) * 20_000
    ivf = b"DKIF\0\0\x20\0VP80" + struct.pack("<HHIIII", 16, 16, 30, 1, 2**31 - 1, 0)
    yield "IVF of huge frames", ivf + struct.pack("<IQ", 2**31 - 1, 0) + bytes(1000)
    yield "IVF of odd times", ivf + b"".join(struct.pack("<IQ", 4, 2**63 - 1 - n) + bytes(4) for n in range(2000))
    yield "FLV without end", b"FLV\1\1\0\0\0\x09\0\0\0\0" + (b"\x09\0\0\x04\xff\xff\xff\x7f\0\0\0" + bytes(8)) * 5000
    yield "AVI of huge sides", b"RIFF\xff\xff\xff\x7fAVI LIST\xff\xff\xff\x7fhdrlavih" + HUGE * 20
    for head in (
        b"OggS",
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
        b".RMF",
        b"\0\0\1\xba",
        b"\0\0\0\1\x67",
        b"\0\0\0\1\x40\1",
    ):
        yield f"nonsense after {head.hex()}", head + chance.randbytes(20_000)


def playlists(other: Path, address: str) -> Iterator[Named]:
    """Lists that name a file of the server's machine, and an address."""
    for target in (
        str(other),
        f"file:{other}",
        f"file://{other}",
        address,
        "query",
        "../query",
        f"concat:{other}|{other}",
    ):
        hls = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:9\n#EXTINF:4.0,\n{}\n#EXT-X-ENDLIST\n"
        yield f"HLS of {target}", hls.format(target).encode()
        yield f"ffconcat of {target}", f"ffconcat version 1.0\nfile '{target}'\n".encode()
    for name, text in {
        "HLS of lists": f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{other}\n{address}\n",
        "HLS with a key": f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{other}"\n#EXTINF:4.0,\n{address}\n',
        "HLS with a map": f'#EXTM3U\n#EXT-X-MAP:URI="{other}"\n#EXTINF:4.0,\n{other}\n#EXT-X-ENDLIST\n',
        "DASH": f'<?xml version="1.0"?><MPD><Period><AdaptationSet mimeType="video/mp4"><Representation id="1">'
        f"<BaseURL>{other}</BaseURL></Representation></AdaptationSet></Period></MPD>",
        "SDP": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
        "ASX": f'<asx version="3.0"><entry><ref href="{address}"/></entry></asx>',
        "PLS": f"[playlist]\nFile1={other}\nNumberOfEntries=1\n",
        "SMIL": f'<smil><body><video src="{other}"/></body></smil>',
        "QuickTime's reference": f"RTSPtext {address}\n",
    }.items():
        yield name, text.encode()
