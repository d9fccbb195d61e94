"""Clips for browsers, read back."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from ashen.errors import NoUsableFrames
from ashen.media.scene_clip import ClipCancelled, frame_jpeg, write_scene_clip
from ashen.media.video import open_video
from tests.media.drawn import drawn

RATE = 24
SECONDS = 4
TONE_FROM_S = 2.0


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of one picture each half second, silent for two, then with a tone."""
    path = tmp_path_factory.mktemp("film") / "film.mkv"
    with av.open(str(path), "w") as output:
        picture = output.add_stream("libx264", rate=RATE, options={"preset": "ultrafast"})
        picture.width, picture.height, picture.pix_fmt = 322, 182, "yuv420p"
        voice = output.add_stream("aac", rate=44_100, layout="mono")
        for number in range(RATE * SECONDS):
            frame = av.VideoFrame.from_ndarray(drawn(number // (RATE // 2), 182, 322), "rgb24")
            output.mux(picture.encode(frame))
        output.mux(picture.encode(None))
        at = np.arange(44_100 * SECONDS)
        tone = np.where(at >= TONE_FROM_S * 44_100, 0.5 * np.sin(at * 0.06), 0.0).astype(np.float32)
        heard = av.AudioFrame.from_ndarray(tone[None], "fltp", "mono")
        heard.sample_rate, heard.time_base, heard.pts = 44_100, Fraction(1, 44_100), 0
        output.mux(voice.encode(heard))
        output.mux(voice.encode(None))
    return path


@pytest.mark.parametrize("sound", [False, True])
def test_a_clip_plays_everywhere(film: Path, tmp_path: Path, sound: bool) -> None:
    """H.264 in yuv420p with even sides, AAC only where asked for, the index before the pictures."""
    target = tmp_path / "clip.mp4"
    write_scene_clip(film, target, start_s=1.0, end_s=3.0, longest_px=160, sound=sound)
    data = target.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(target)) as clip:
        picture = clip.streams.video[0]
        context = picture.codec_context
        assert (context.name, context.pix_fmt, context.width, context.height) == ("h264", "yuv420p", 160, 90)
        assert [stream.codec_context.name for stream in clip.streams.audio] == (["aac"] if sound else [])
        assert picture.frames == 2 * RATE


def test_a_clip_shows_its_stretch(film: Path, tmp_path: Path) -> None:
    """Its first frame is that of `start_s`, its times are the film's, and it ends before `end_s`."""
    target = tmp_path / "clip.mp4"
    write_scene_clip(film, target, start_s=1.25, end_s=2.75, longest_px=320, sound=False)
    with open_video(film, longest_px=320, start_s=1.25, stop_s=2.75) as reader:
        wanted = next(iter(reader))
    with open_video(target, longest_px=320) as reader:
        shown = next(iter(reader))
    assert shown.times_s == pytest.approx(wanted.times_s - wanted.times_s[0], abs=0.002)
    middle = np.s_[:, 20:160, 20:300]
    assert np.abs(shown.rgb[middle].astype(float) - wanted.rgb[: len(shown)][middle]).mean() < 4


def test_sound_lies_where_it_is_in_the_film(film: Path, tmp_path: Path) -> None:
    """The tone begins as long after the clip's start as after that moment of the film."""
    target = tmp_path / "clip.mp4"
    write_scene_clip(film, target, start_s=1.5, end_s=3.0, longest_px=160, sound=True)
    with av.open(str(target)) as clip:
        samples = np.concatenate([frame.to_ndarray()[0] for frame in clip.decode(audio=0)])
    began_s = float(np.flatnonzero(np.abs(samples) > 0.2)[0]) / 48_000
    assert began_s == pytest.approx(TONE_FROM_S - 1.5, abs=0.06)
    assert len(samples) / 48_000 == pytest.approx(1.5, abs=0.06)


def test_nothing_is_shown_beyond_the_end(film: Path, tmp_path: Path) -> None:
    """A stretch without frames is an error; the last moment is the last frame."""
    with pytest.raises(NoUsableFrames):
        write_scene_clip(film, tmp_path / "clip.mp4", start_s=9.0, end_s=10.0, longest_px=160, sound=False)
    assert Image.open(BytesIO(frame_jpeg(film, SECONDS, 160))).size == (160, 90)


def test_a_clip_nobody_wants_is_given_up(film: Path, tmp_path: Path) -> None:
    """It stops at the next frame."""
    asked = iter([False, False, True])
    with pytest.raises(ClipCancelled):
        write_scene_clip(
            film, tmp_path / "c.mp4", start_s=0, end_s=4, longest_px=160, sound=False, cancelled=lambda: next(asked)
        )


def test_a_still_is_the_frame_of_its_moment(film: Path) -> None:
    """The JPEG shows what the film shows then, not the picture before."""
    got = np.asarray(Image.open(BytesIO(frame_jpeg(film, 1.5, 322)))).astype(float)
    errors = [np.abs(got - drawn(number, *got.shape[:2])).mean() for number in range(8)]
    assert int(np.argmin(errors)) == 3
