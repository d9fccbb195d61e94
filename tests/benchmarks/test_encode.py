from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from benchmarks.cartoon import Show, draw_still, write_script
from benchmarks.encode import write_video

PLAIN = np.full((16, 16, 3), 128, np.uint8)


def test_tags_are_written_as_asked(tmp_path: Path) -> None:
    """Matrix, range, pixel shape and turn are in the file; without asking there is no matrix."""
    path = tmp_path / "film.mp4"
    write_video(path, [PLAIN], matrix="bt2020", full_range=True, sample_aspect_ratio=Fraction(4, 3), rotation_deg=90)
    with av.open(path) as container:
        frame = next(container.decode(video=0))
        assert container.streams.video[0].sample_aspect_ratio == Fraction(4, 3)
    assert (frame.colorspace, frame.color_range, frame.rotation) == (9, 2, 90)
    write_video(path, [PLAIN])
    with av.open(path) as container:
        assert next(container.decode(video=0)).colorspace == 2


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """No frames, too few times and codecs for sound raise."""
    path = tmp_path / "film.mkv"
    with pytest.raises(ValueError, match="at least one frame"):
        write_video(path, [])
    with pytest.raises(ValueError, match="more frames than times"):
        write_video(path, [PLAIN] * 3, times_s=[0, 1])
    with pytest.raises(ValueError, match="does not encode video"):
        write_video(path, [PLAIN], codec="flac")


@pytest.mark.parametrize("codec", ["libx264", "libx265", "libsvtav1", "mpeg4"])
def test_equal_frames_give_equal_bytes(codec: str, tmp_path: Path) -> None:
    """Run after run the file is the same, so that figures are; a pan over a drawn still, which moves everywhere."""
    still = np.array(draw_still(write_script(Show(12), 1, 10.0), 30, (640, 360)))
    frames = [still[2 * k : 2 * k + 180, 3 * k : 3 * k + 320] for k in range(60)]
    files = set()
    for number in range(3):
        path = tmp_path / f"{number}.mkv"
        write_video(path, frames, codec=codec, options={"crf": "28"} if codec != "mpeg4" else None)
        files.add(path.read_bytes())
    assert len(files) == 1
