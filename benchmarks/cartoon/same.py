"""Where else a picture is shown: equal pictures follow from equal settings and states, without drawing anything."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from benchmarks.cartoon.animate import FADE_STEPS
from benchmarks.cartoon.script import Script, Shot, State

VIEW_STEPS = (1, 3, 2)
"""Views are equal up to this many steps of x, y and zoom: less than a pixel on a screen of 270 lines."""


class _Look(NamedTuple):
    """What changes within a shot: where the camera is, and the rest."""

    view: tuple[int, int, int]
    rest: tuple[Hashable, ...]

    def near(self, other: "_Look") -> bool:
        """Whether the two are one picture."""
        return self.rest == other.rest and all(
            abs(a - b) <= step for a, b, step in zip(self.view, other.view, VIEW_STEPS, strict=True)
        )


def same_pictures(scripts: Sequence[Script], number: int, frame: int) -> list[tuple[int, int, int]]:
    """Every span of the show's `scripts` that shows the picture of `frame` of episode `number`.

    Two frames show one picture when place, figures, poses and lettering are the same and nothing has moved between
    them but mouths, eyes, waving arms and swaying hair. So a shot whose camera and figures keep still counts whole,
    without its fades and dissolves, wherever it comes: in this episode or, as opening, recap, preview, stock shot or
    setting seen before, anywhere else. Of a moving shot only the frames at the same point of the movement count.
    Other arms or another mood are another picture. A screen of one plain colour equals every other such screen.

    Returns:
        (episode number, first frame, end frame exclusive), in order; the span of `frame` itself is one of them.

    Raises:
        ValueError: `scripts` are of several shows, or episode `number` is not among them exactly once.
        IndexError: the episode has no such frame.
    """
    asked = [script for script in scripts if script.number == number]
    if len(asked) != 1:
        raise ValueError(f"scripts hold episode {number} {len(asked)} times: give each episode of the show once")
    if len({script.show for script in scripts}) > 1:
        raise ValueError("scripts are of several shows: give those of one")
    shot = asked[0].shot_at(frame)
    wanted = _look(asked[0], shot, asked[0].states(shot)[frame - shot.start])
    setting = None if wanted.rest[0] == "plain" else _setting(shot)
    spans: list[tuple[int, int, int]] = []
    for script in sorted(scripts, key=lambda s: s.number):
        for start, end in _runs(script, shot, setting, wanted):
            if spans and spans[-1][0] == script.number and spans[-1][2] == start:
                spans[-1] = (script.number, spans[-1][1], end)
            else:
                spans.append((script.number, start, end))
    return spans


def _runs(script: Script, like: Shot, setting: Hashable, wanted: _Look) -> Iterator[tuple[int, int]]:
    """Spans of frames within shots of `script` that look as `wanted`; of any setting when `setting` is None."""
    for shot in script.shots:
        if setting is None:
            if not (shot.fade_in or shot.fade_out):
                continue
        elif shot.place != like.place or _setting(shot) != setting:
            continue
        begin: int | None = None
        for k, state in enumerate(script.states(shot), shot.start):
            if not _look(script, shot, state).near(wanted):
                if begin is not None:
                    yield begin, k
                begin = None
            elif begin is None:
                begin = k
        if begin is not None:
            yield begin, shot.end


def _setting(shot: Shot) -> Hashable:
    """All that is drawn and never changes within a shot."""
    start, end = shot.camera.start, shot.camera.end
    stands = bool(shot.actors or shot.props)  # figures stand about the middle of the camera's way
    middle = (start[0] + end[0], start[1] + end[1]) if stands else None
    actors = tuple(replace(actor, talks=False, walk=0.0) for actor in shot.actors)
    lettering = (shot.kind, shot.text) if shot.text else None
    props = tuple(replace(prop, walk=0.0) for prop in shot.props)
    return shot.place, middle, actors, props, lettering, (shot.weather, shot.seed) if shot.weather else None


def _look(script: Script, shot: Shot, state: State) -> _Look:
    """All that changes within a shot, but for mouths, eyes and what sways."""
    if state.fade == 0:
        return _Look((0, 0, 0), ("plain", shot.fade_colour))
    moved = tuple((limbs.dx, limbs.dy, limbs.walk) for limbs in state.figures)
    fade = (state.fade, shot.fade_colour) if state.fade < FADE_STEPS else None
    under: Hashable = None
    if state.mix < FADE_STEPS and shot.start:
        before = script.shot_at(shot.start - 1)
        under = state.mix, _setting(before), _look(script, before, script.states(before)[-1])
    view = (state.x, state.y, state.zoom)
    return _Look(view, (state.phase, state.scroll, moved, state.flash, fade, under))
