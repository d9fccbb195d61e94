from itertools import islice, pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from benchmarks.cartoon import (
    Script,
    Shot,
    Show,
    draw_distinct,
    draw_frames,
    draw_still,
    episode,
    write_episode,
    write_script,
    write_season,
)

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


def reels(show: Show, numbers: range) -> dict[int, Script]:
    return {number: write_script(show, number, 40.0) for number in numbers}


def test_opening_and_ending_change_in_mid_season() -> None:
    """Openings and endings of one version are equal picture by picture wherever they lie; of two they differ."""
    scripts = reels(Show(6), range(1, 12))
    for spans, versions in (
        ([s.opening for s in scripts.values()], [s.opening_version for s in scripts.values()]),
        ([s.ending for s in scripts.values()], [s.ending_version for s in scripts.values()]),
    ):
        assert versions == sorted(v for v in versions if v is not None)
        assert versions[3] == 0
        assert versions[8] == 1
        starts = [span[0] for span in spans if span]
        assert all(span[1] - span[0] == 96 for span in spans if span)
        assert len(set(starts)) > 1
        for offset in range(0, 96, 5):
            first, fourth, late, last = (
                draw_still(scripts[number], starts[number - 1] + offset, SMALL) for number in (1, 4, 9, 11)
            )
            assert np.array_equal(first, fourth)
            assert np.array_equal(late, last)
            assert difference(first, late) > 5


def test_most_shows_change_their_opening() -> None:
    """Of many shows most have another opening from an episode between the fifth and the eighth on, some keep theirs."""
    changes = [
        next((n for n, script in reels(Show(seed), range(4, 10)).items() if script.opening_version), None)
        for seed in range(18)
    ]
    assert {5, 6, 7, 8} == {change for change in changes if change}
    assert 12 <= sum(change is not None for change in changes) < 18


def test_some_seasons_start_or_end_otherwise() -> None:
    """Some first episodes have no opening; some first or last episodes close with the opening instead of the ending."""
    firsts = [write_script(Show(seed), 1, 40.0) for seed in range(30)]
    lasts = [write_script(Show(seed), 13, 40.0) for seed in range(30)]
    assert any(s.opening is None and s.ending for s in firsts)
    for scripts in (firsts, lasts):
        closed = [s for s in scripts if s.ending is None]
        assert 0 < len(closed) < 20
        assert all(s.opening and s.opening[0] > s.frames * 0.8 and s.ending_version is None for s in closed)
    usual, last = write_script(closed[0].show, 12, 40.0), closed[0]
    for offset in (3, 50):
        a, b = (draw_still(s, s.opening[0] + offset, SMALL) for s in (usual, last) if s.opening)
        assert np.array_equal(a, b)


def test_stock_shots_are_the_same_in_every_episode() -> None:
    """Shots with one stock number are equal picture by picture, in one episode and across; they are few."""
    scripts = [write_script(Show(4), number, 240.0) for number in range(1, 6)]
    uses: dict[int, list[tuple[Script, Shot]]] = {}
    for script in scripts:
        for shot in script.shots:
            if shot.stock is not None and shot.origin is None:
                uses.setdefault(shot.stock, []).append((script, shot))
    assert len(uses) >= 3
    assert 5 <= sum(map(len, uses.values())) <= 35
    for shots in uses.values():
        assert len({shot.frames for _, shot in shots}) == 1
    pairs = [(shots[0], shots[-1]) for shots in uses.values() if shots[0][0] is not shots[-1][0]]
    assert len(pairs) >= 2
    for (one, first), (other, again) in pairs:
        for offset in range(max(first.dissolve, first.fade_in, again.dissolve, again.fade_in), first.frames, 9):
            here = draw_still(one, first.start + offset, SMALL)
            assert np.array_equal(here, draw_still(other, again.start + offset, SMALL))


def test_distinct_pictures_are_those_that_are_held_once() -> None:
    """Each picture comes once, with its first frame; between two of them the first one stays."""
    script = write_script(Show(5), 1, 20.0)
    frames = list(draw_frames(script, SMALL))
    distinct = list(draw_distinct(script, SMALL))
    starts = [frame for frame, _ in distinct]
    assert starts[0] == 0
    assert len(starts) < 0.9 * script.frames
    for (start, picture), end in zip(distinct, [*starts[1:], script.frames], strict=True):
        assert all(np.array_equal(frames[k], picture) for k in (start, end - 1))


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
