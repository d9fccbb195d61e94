from pathlib import Path

import matplotlib
import numpy as np
import pytest

from benchmarks.corpus import FONT, CorpusError
from benchmarks.edits import subtitles
from benchmarks.edits.ass import fonts_chosen, overlays
from tests.benchmarks.edit_pictures import changed, picture

FACE = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


def script(*events: str, face: str = "DejaVu Sans") -> str:
    """An ASS file that shows `events` from 5 to 15 s."""
    lines = [f"Dialogue: 0,0:00:05.00,0:00:15.00,Default,,0,0,0,,{event}" for event in events]
    return "\n".join(
        [
            "[Script Info]",
            "ScriptType: v4.00+",
            "PlayResX: 1280",
            "PlayResY: 720",
            "YCbCr Matrix: None",
            "[V4+ Styles]",
            "Format: Name, Fontname, Fontsize, PrimaryColour, BorderStyle, Outline, Shadow, Alignment, MarginV",
            f"Style: Default,{face},60,&H00FFFFFF,1,0,0,2,30",
            "[Events]",
            "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
            *lines,
        ]
    )


BOX = r"{\an7\pos(200,100)\1c&H0000FF&\1a&H40&\p1}m 0 0 l 100 0 100 50 0 50{\p0}"
"""A red rectangle of 100 x 50 at (200, 100), a quarter of which shines through."""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASHEN_CORPUS", str(tmp_path))
    return tmp_path


def test_overlay_is_what_was_drawn(cache: Path) -> None:
    """A drawn rectangle comes out at its place, in its size, colour and opacity, and is kept for the next time."""
    (box,) = overlays(script(BOX), 1, [FACE])
    screen = np.zeros((720, 1280, 4), int)
    screen[box.top : box.top + len(box.rgba), box.left : box.left + box.rgba.shape[1]] = box.rgba
    assert np.abs(screen[100:150, 200:300] - (191, 0, 0, 191)).max() <= 2
    screen[100:150, 200:300] = 0
    assert screen.max() <= 2
    assert len(list((cache / "overlays").iterdir())) == 1
    (again,) = overlays(script(BOX), 1, [FACE])
    assert np.array_equal(again.rgba, box.rgba)


@pytest.mark.usefixtures("cache")
def test_overlay_is_laid_over_any_size() -> None:
    """Scaled to the picture: the rectangle mixes three parts of red with one of the picture, and no more changes."""
    (box,) = overlays(script(BOX), 1, [FACE])
    for width, height in ((1280, 720), (320, 180), (640, 480)):
        source = picture(1, width, height)
        out = box.over(source)
        left, top, right, bottom = (
            round(v * s) for v, s in zip((200, 100, 300, 150), (width / 1280, height / 720) * 2, strict=True)
        )
        inside = out[top + 2 : bottom - 2, left + 2 : right - 2].astype(float)
        expected = source[top + 2 : bottom - 2, left + 2 : right - 2] * 0.25 + np.array([191, 0, 0])
        assert np.abs(inside - expected).max() <= 3
        mask = (out != source).any(axis=2)
        mask[top - 2 : bottom + 2, left - 2 : right + 2] = False
        assert not mask.any()


@pytest.mark.usefixtures("cache")
def test_a_font_that_is_not_given_is_refused() -> None:
    """libass would take another face in silence, and figures would depend on the machine."""
    with pytest.raises(CorpusError, match="needs No Such Face"):
        overlays(script("Hello", face="No Such Face"), 1, [FACE])


def test_fonts_are_read_off_a_log_that_threads_share() -> None:
    """A line of another thread may come where libass's should end."""
    chosen = "[Parsed_ass_2 @ 0x55] fontselect: (No Such Face, 400, 0) -> /usr/share/DejaVuSans.ttf, 0, DejaVuSans"
    other = "[in#0/lavfi @ 0x55] Input file #0 (color=c=black:size=1280x720, ass=f=subs.ass):"
    for log in (f"{chosen}\n{other}\n", f"{chosen}{other}\n\n", chosen):
        assert fonts_chosen(log) == [("No Such Face", "DejaVuSans")]


@pytest.mark.usefixtures("cache")
def test_an_empty_moment_is_refused() -> None:
    """A script that shows nothing when it should is a mistake, not an edit."""
    with pytest.raises(CorpusError, match="came out empty"):
        overlays(script(BOX), 2, [FACE])


def test_scripts_are_seeded_and_need_what_they_say() -> None:
    """A kind's script is the same each time, and only the Japanese kinds hold Japanese."""
    for kind in subtitles.KINDS:
        text = subtitles.script(kind)
        assert text == subtitles.script(kind)
        assert any("\u3040" <= letter <= "\u9fff" for letter in text) == (kind in subtitles.JAPANESE_KINDS)
        assert ("VL PGothic" in text) == (kind in subtitles.JAPANESE_KINDS)


def test_karaoke_is_timed() -> None:
    """Song lines have swept or switched syllables, fades, transforms and a glow below."""
    text = subtitles.script("karaoke")
    assert text.count(r"\k") > 200
    assert all(effect in text for effect in (r"\kf", r"\fad(", r"\t(0,", r"\blur8"))


def test_latin_subtitles_are_at_an_edge() -> None:
    """Dialogue covers some of the lower or the upper part, never the middle."""
    for seed in range(8):
        rows = changed("hardsub-latin", seed).mean(axis=1)
        assert rows.max() > 0.05
        assert rows[72:100].max() == 0


def test_karaoke_is_at_both_edges() -> None:
    """Song lines stand at the top and at the bottom, and the middle is free."""
    for seed in range(8):
        mask = changed("karaoke-latin", seed)
        assert mask[:45].mean() > 0.05
        assert mask[135:].mean() > 0.02
        assert not mask[75:110].any()


def test_without_its_font_japanese_is_refused(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without the font and without Debian's packages the edit says so, and what to do."""
    monkeypatch.setenv("PATH", "")
    assert not FONT.path().is_file()
    subtitles.bank.cache_clear()
    with pytest.raises(CorpusError, match=str(cache)):
        subtitles.hard_subtitles("japanese")(picture(), np.random.default_rng(0))
