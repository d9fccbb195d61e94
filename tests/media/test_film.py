"""Every row of the table of damaged and odd files, with files made here."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.errors import NotMedia, NoUsableFrames, NoVideo
from ashen.media.probe import probe
from ashen.media.report import DecodeReport
from ashen.media.video import open_video
from benchmarks.encode import write_video
from tests.media.drawn import drawn, exact_means, mean_error, noise


def watch(path: Path) -> tuple[NDArray[np.float64], NDArray[np.uint8], DecodeReport]:
    with open_video(path) as video:
        batches = list(video)
        return np.concatenate([b.times_s for b in batches]), np.concatenate([b.rgb for b in batches]), video.report


def moving(count: int) -> Iterator[NDArray[np.uint8]]:
    """Detailed frames, so that packets are large and spread over the file."""
    for number in range(count):
        yield drawn(number, 90, 160) // 2 + noise(number, 90, 160) // 4


def damage(path: Path, start: float, stop: float) -> None:
    """Overwrite the part of a file between two shares of its length."""
    data = bytearray(path.read_bytes())
    a, b = int(len(data) * start), int(len(data) * stop)
    data[a:b] = np.random.default_rng(1).bytes(b - a)
    path.write_bytes(data)


def cut(path: Path, share: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


def write_sound(path: Path, cover: bytes | None = None) -> None:
    """A second of a tone, with a cover picture when given."""
    with av.open(path, "w") as container:
        stream = container.add_stream("aac" if path.suffix != ".mp3" else "libmp3lame", rate=44100)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        art = None
        if cover is not None:
            art = container.add_stream("mjpeg")
            assert isinstance(art, av.VideoStream)
            art.width, art.height, art.pix_fmt = 64, 64, "yuvj420p"
            art.disposition = av.stream.Disposition.attached_pic
        tone = (np.sin(np.arange(44100) * 0.06) * 8000).astype(np.int16)[np.newaxis]
        frame = av.AudioFrame.from_ndarray(tone, "s16", "mono")
        frame.rate = 44100
        if art is not None and cover is not None:
            packet = av.Packet(cover)
            packet.stream, packet.pts, packet.dts, packet.time_base = art, 0, 0, Fraction(1, 90000)
            container.mux(packet)
        for resampled in av.AudioResampler("fltp", "mono", 44100).resample(frame):
            container.mux(stream.encode(resampled))
        container.mux(stream.encode(None))


@pytest.mark.parametrize("content", [b"", b"just words\n" * 50, b"#EXTM3U\nhttp://example.org/a.ts\n", bytes(5000)])
def test_what_is_no_media_says_so(tmp_path: Path, content: bytes) -> None:
    """Empty files, text and playlists with a video's name raise one clear error, from probing and from opening."""
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    for attempt in (probe, open_video):
        with pytest.raises(NotMedia, match=r"film\.mp4"):
            attempt(path)


def test_drawn_text_is_no_video(tmp_path: Path) -> None:
    """FFmpeg would draw a text file by its name as a terminal; that is not a film."""
    path = tmp_path / "notes.nfo"
    path.write_text("notes\n" * 100)
    with pytest.raises(NotMedia):
        open_video(path)


def test_mp4_without_its_index_says_so(tmp_path: Path) -> None:
    """A download that lacks the moov box at its end cannot be opened."""
    path = tmp_path / "film.mp4"
    write_video(path, moving(24))
    cut(path, 0.7)
    with pytest.raises(NotMedia, match=r"film\.mp4"):
        open_video(path)


def test_a_missing_file_is_the_systems_error(tmp_path: Path) -> None:
    """No file is not damaged media."""
    with pytest.raises(FileNotFoundError):
        open_video(tmp_path / "none.mkv")
    with pytest.raises(IsADirectoryError):
        probe(tmp_path)


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    """A sound file opens but holds no picture."""
    path = tmp_path / "song.m4a"
    write_sound(path)
    with pytest.raises(NoVideo, match=r"song\.m4a"):
        open_video(path)


def test_cover_art_is_no_video(tmp_path: Path) -> None:
    """A sound file with a cover has a one-frame video stream, which is not a film."""
    still = tmp_path / "cover.mjpeg"
    write_video(still, [drawn(0, 64, 64)], codec="mjpeg", pix_fmt="yuvj420p")
    path = tmp_path / "song.mp3"
    write_sound(path, still.read_bytes())
    with av.open(path) as container:
        assert container.streams.video
    with pytest.raises(NoVideo):
        probe(path)


def test_a_whole_file_has_nothing_to_note(tmp_path: Path) -> None:
    """An intact film is reported whole, with its frames and its length."""
    path = tmp_path / "film.mp4"
    write_video(path, moving(48))
    _, _, report = watch(path)
    assert report == DecodeReport(48, 47 / 24, 2.0, 0, False, "")


def test_truncated_matroska_is_partial(tmp_path: Path) -> None:
    """Half of a Matroska file ends silently; its header still tells the whole length."""
    path = tmp_path / "film.mkv"
    write_video(path, moving(120))
    cut(path, 0.5)
    times_s, _, report = watch(path)
    assert 30 < report.frames < 90
    assert report.partial
    assert report.container_duration_s == pytest.approx(5.0, abs=0.1)
    assert report.duration_s == times_s[-1]
    assert "before the 5.0 s" in report.note


def test_truncated_faststart_mp4_keeps_its_frames(tmp_path: Path) -> None:
    """Half of an mp4 with its index in front gives the frames that are there, right ones, and is partial."""
    path = tmp_path / "film.mp4"
    write_video(path, (drawn(n) for n in range(96)), container_options={"movflags": "faststart"}, options={"g": "12"})
    cut(path, 0.6)
    times_s, small, report = watch(path)
    assert 30 < report.frames < 80
    assert report.partial
    assert np.allclose(times_s[:30], np.arange(30) / 24)
    assert mean_error(small[30], exact_means(drawn(30))) <= 1.6


@pytest.mark.parametrize(("codec", "ending"), [("libx264", "mkv"), ("libx265", "mkv"), ("libx264", "ts")])
def test_damage_inside_is_partial(tmp_path: Path, codec: str, ending: str) -> None:
    """Overwritten bytes lose frames, often without an error; the frames before and after keep their times."""
    path = tmp_path / f"film.{ending}"
    options = {"g": "24"} if codec == "libx264" else {"x265-params": "log-level=error:keyint=24:pools=1"}
    write_video(path, moving(144), codec=codec, options=options)
    _, intact, _ = watch(path)
    damage(path, 0.3, 0.5)
    times_s, small, report = watch(path)
    assert report.partial
    assert report.frames < 144
    assert np.all(np.diff(times_s) > 0)
    assert times_s[-1] == pytest.approx(143 / 24, abs=0.05)
    assert np.array_equal(small[0], intact[0])
    assert np.array_equal(small[-1], intact[-1])


def test_bad_packets_are_skipped_not_fatal(tmp_path: Path) -> None:
    """AV1 rejects packet after packet where it is damaged; what follows is decoded all the same."""
    path = tmp_path / "film.mkv"
    write_video(path, moving(144), codec="libsvtav1", options={"g": "24", "svtav1-params": "lp=1"})
    _, intact, _ = watch(path)
    damage(path, 0.4, 0.55)
    times_s, small, report = watch(path)
    assert report.partial
    assert 40 < report.frames < 144
    assert times_s[-1] > 5.5
    assert np.array_equal(small[-1], intact[-1])


def test_not_one_frame_is_an_error(tmp_path: Path) -> None:
    """A file whose every packet is destroyed raises, rather than give an empty film."""
    path = tmp_path / "film.mp4"
    write_video(path, moving(24))
    with av.open(path) as container:
        spans = [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]
    data = bytearray(path.read_bytes())
    for position, size in spans:
        assert position is not None
        data[position : position + size] = bytes(size)
    path.write_bytes(data)
    with open_video(path) as video, pytest.raises(NoUsableFrames, match=r"film\.mp4"):
        list(video)


def test_errors_cross_a_process_pool(tmp_path: Path) -> None:
    """A worker's error arrives as itself, message and all, though PyAV's own beneath it cannot be pickled."""
    good, bad = tmp_path / "good.mp4", tmp_path / "bad.mp4"
    write_video(good, moving(5))
    bad.write_bytes(b"nothing")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(probe, good).result() == probe(good)
        with pytest.raises(NotMedia, match=r"bad\.mp4"):
            pool.submit(probe, bad).result()


@pytest.mark.parametrize("name", ["a:b.mp4", "http:film.mp4", "%03d.mp4", "第1話 [1080p].mp4", "-i.mp4", "\udcff.mp4"])
def test_any_file_name_opens(tmp_path: Path, name: str) -> None:
    """Names that look like protocols, patterns or options, and names that are no text, are only names."""
    write_video(tmp_path / "plain.mp4", moving(3))
    path = (tmp_path / "plain.mp4").rename(tmp_path / name)
    assert watch(path)[2].frames == 3


@pytest.mark.skipif(os.name == "nt", reason="named pipes in folders are a thing of POSIX")
@pytest.mark.parametrize("name", ["list.m3u8", "list.ffconcat", "film.mp4"])
@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:9\n#EXTINF:4.0,\n{}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {}\n",
    ],
)
def test_playlists_open_nothing(tmp_path: Path, name: str, playlist: str) -> None:
    """What a playlist names is not even opened: a pipe of that name never has a reader."""
    pipe, path = tmp_path / "other.ts", tmp_path / name
    os.mkfifo(pipe)
    path.write_text(playlist.format("other.ts"))
    over = threading.Event()

    def read_by_anyone() -> bool:
        read = False
        while not over.wait(0.002):
            with suppress(OSError):  # nobody reads it
                os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
                read = True
        return read

    with ThreadPoolExecutor(1) as threads:
        watch = threads.submit(read_by_anyone)
        for attempt in (probe, open_video):
            with pytest.raises(NotMedia):
                attempt(path)
        over.set()
        assert not watch.result()
