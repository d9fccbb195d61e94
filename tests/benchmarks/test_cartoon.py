from itertools import islice, pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from benchmarks.cartoon import Show, draw_frames, draw_still, episode, write_episode, write_script, write_season

SMALL = (160, 90)


def difference(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a.astype(int) - b.astype(int)).mean())


def test_same_seed_same_pictures() -> None:
    """An episode drawn twice is equal byte for byte."""
    first, again = (list(episode(Show(3), 1, 3.0, SMALL)) for _ in range(2))
    assert len(first) == 72
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))


@pytest.mark.parametrize(("seed", "number"), [(4, 1), (3, 2)])
def test_other_show_or_episode_other_pictures(seed: int, number: int) -> None:
    """Another seed or another number gives another episode."""
    one, other = next(episode(Show(3), 1, 3.0, SMALL)), next(episode(Show(seed), number, 3.0, SMALL))
    assert difference(one, other) > 10


def test_shots_follow_each_other_without_gaps() -> None:
    """Shots fill the whole episode, in order, and it has the length that was asked for."""
    for number in range(1, 6):
        script = write_script(Show(8), number, 120.0)
        assert script.shots[0].start == 0
        assert all(a.end == b.start and a.frames > 0 for a, b in pairwise(script.shots))
        assert script.frames == round(120.0 * script.rate)


def test_cuts_and_held_spans_are_where_the_script_says() -> None:
    """Pictures jump at cuts, and within a held span the very same array comes again."""
    script = write_script(Show(5), 1, 60.0)
    frames = list(draw_frames(script, SMALL))
    assert len(frames) == script.frames
    jumps = [difference(frames[cut - 1], frames[cut]) for cut in script.cuts]
    assert len(jumps) >= 8
    assert np.median(jumps) > 25
    assert np.mean(np.array(jumps) > 5) > 0.85
    spans = list(script.held())
    assert sum(end - start for start, end in spans) > 0.1 * script.frames
    assert all(frames[k] is frames[start] for start, end in spans for k in range(start, end))


def test_opening_and_ending_are_the_same_in_every_episode() -> None:
    """The opening and the ending of two episodes are equal frame by frame, wherever they lie."""
    scripts = [write_script(Show(6), number, 40.0) for number in (1, 2)]
    frames = [list(draw_frames(script, SMALL)) for script in scripts]
    for spans in ([s.opening for s in scripts], [s.ending for s in scripts]):
        parts = [drawn[span[0] : span[1]] for drawn, span in zip(frames, spans, strict=True) if span]
        assert len(parts) == 2
        assert len(parts[0]) == 96
        assert all(np.array_equal(a, b) for a, b in zip(*parts, strict=True))


def test_repeated_shots_name_their_origin() -> None:
    """A recap or preview shows the very pictures of the episode and frame it names."""
    show = Show(2)
    scripts = {number: write_script(show, number, 60.0) for number in range(1, 7)}
    repeats = [(script, s) for script in scripts.values() for s in script.shots if s.origin and s.origin[0] in scripts]
    assert len(repeats) >= 3
    for script, shot in repeats[:4]:
        number, start = shot.origin or (0, 0)
        for offset in (0, shot.frames - 1):
            here = draw_still(script, shot.start + offset, SMALL)
            assert np.array_equal(here, draw_still(scripts[number], start + offset, SMALL))


def test_still_equals_its_frame_of_the_stream() -> None:
    """One frame drawn alone is the frame of the whole episode, dissolves and fades included."""
    script = write_script(Show(9), 3, 20.0)
    frames = list(draw_frames(script, SMALL))
    for frame in range(0, script.frames, 23):
        assert np.array_equal(draw_still(script, frame, SMALL), frames[frame])


def test_size_is_free() -> None:
    """Frames have the size that was asked for."""
    assert [f.shape for f in islice(episode(Show(1), 1, 2.0, (214, 120)), 2)] == [(120, 214, 3)] * 2


def test_too_short_an_episode_is_refused() -> None:
    """Less than 2 s is no episode."""
    with pytest.raises(ValueError, match="at least 2 s"):
        write_script(Show(1), 1, 1.0)


def test_written_episode_holds_its_frames(tmp_path: Path) -> None:
    """The file has the script's frames, near enough, after lossy coding."""
    written = write_episode(tmp_path / "a.mkv", Show(1), 1, 2.0, SMALL, preset="ultrafast")
    with av.open(written.path) as container:
        decoded = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(decoded) == written.script.frames
    assert difference(decoded[20], draw_still(written.script, 20, SMALL)) < 6


def test_season_is_named_as_groups_do(tmp_path: Path) -> None:
    """Files carry title, number and height, and are written by several processes."""
    season = write_season(tmp_path / "s", 11, [1, 2], 2.0, SMALL, preset="ultrafast", workers=2)
    title = Show(11).title
    assert [e.path.name for e in season] == [f"[Cartoon] {title} - 0{n} [90p].mkv" for n in (1, 2)]
    assert all(e.path.stat().st_size > 1000 for e in season)
