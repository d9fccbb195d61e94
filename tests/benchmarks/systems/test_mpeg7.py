from fractions import Fraction
from pathlib import Path

import pytest

from benchmarks.cartoon import Show, write_episode
from benchmarks.systems.contract import ClipSystem, PairSystem, PictureSystem
from benchmarks.systems.mpeg7 import FfmpegFailed, Mpeg7Signature
from tests.benchmarks.systems.drawn import film, held

SIZE = (160, 90)


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two unlike episodes of 10 s, the first under a name that a filter graph could mistake."""
    folder = tmp_path_factory.mktemp("mpeg7")
    one, two = folder / "[A] it's 1, 2; 50%\\.mkv", folder / "two.mkv"
    write_episode(one, Show(7), 1, 10.0, SIZE, Fraction(24))
    write_episode(two, Show(8), 1, 10.0, SIZE, Fraction(24))
    return one, two


def test_a_video_agrees_with_itself_from_end_to_end(videos: tuple[Path, Path]) -> None:
    """The program's own verdict is read: all frames, no shift; and it comes every time."""
    system = Mpeg7Signature()
    segments = [system.compare(videos[0], videos[0]) for _ in range(3)]
    assert isinstance(system, PairSystem)
    for segment in segments:
        assert segment is not None
        assert segment.video == str(videos[0])
        assert segment.score == pytest.approx(240, abs=2)
        assert [segment.query_start_s, segment.start_s] == pytest.approx([0.0, 0.0], abs=0.1)
        assert segment.query_end_s == pytest.approx(10.0, abs=0.1)


def test_strangers_do_not_agree(videos: tuple[Path, Path]) -> None:
    """Nothing in common is None, not an error."""
    assert Mpeg7Signature().compare(videos[1], videos[0]) is None


def test_it_cannot_search() -> None:
    """It claims pairs only."""
    system = Mpeg7Signature()
    assert not isinstance(system, PictureSystem)
    assert not isinstance(system, ClipSystem)


def test_a_file_that_is_no_video_is_said(tmp_path: Path) -> None:
    """The program's failure is an error that says what it said."""
    text, video = tmp_path / "text.mkv", film(tmp_path / "v.mkv", held([1], 8))
    text.write_text("no video")
    with pytest.raises(FfmpegFailed, match=r"text\.mkv"):
        Mpeg7Signature().compare(text, video)
