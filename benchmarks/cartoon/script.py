"""The truth of an episode: its shots, frame by frame, before anything is drawn.

Everything here is plain data that follows from seeds; sizes in pixels come in only when it is drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from benchmarks.cartoon.style import Show

RATE = Fraction(24000, 1001)
DRIFTING = frozenset({"hills", "roof", "clouds", "train"})
"""Painters whose places have sheets that move by themselves."""


@dataclass(frozen=True, slots=True)
class Place:
    """A background.

    Attributes:
        key: names it within its show; equal keys look equal.
        painter: name of the function that paints it.
        hour: light: "day", "dusk", "night", "grey" or "dawn".
        picture: number of the background in the show's art that it is painted from; None: it is all drawn.
        near: how much closer than painted it is seen, 1 or more.
        near_at: (x, y) 0..1, which part is seen when near.
    """

    key: str
    painter: str
    hour: str
    picture: int | None = None
    near: float = 1.0
    near_at: tuple[float, float] = (0.5, 0.5)

    @property
    def drifts(self) -> bool:
        """Whether something in it can move by itself; seen near, it is one sheet."""
        return self.painter in DRIFTING and self.near <= 1


@dataclass(frozen=True, slots=True)
class Actor:
    """A character in a shot.

    Attributes:
        cast: number in the show's cast.
        x: middle of the head, share of the screen's width.
        y: middle of the head, share of the screen's height.
        head: height of the head, share of the screen's height.
        walk: screen heights a second it moves to the right (negative: left).
        talks: its mouth moves.
    """

    cast: int
    x: float
    y: float
    head: float
    turn: float
    back: bool
    arms: str
    mood: int
    walk: float = 0.0
    talks: bool = False


@dataclass(frozen=True, slots=True)
class Prop:
    """A sprite of the show's art in a shot: a creature, a person, a thing.

    Attributes:
        sprite: its number in the art.
        x: its middle, share of the screen's width.
        foot: where it stands, share of the screen's height; 1 and more: it is cut off below.
        height: share of the screen's height; a sprite of few lines is shown smaller.
        mirrored: left and right are swapped.
        bobs: it moves up and down a little.
        walk: screen heights a second it moves to the right (negative: left).
    """

    sprite: int
    x: float
    foot: float
    height: float
    mirrored: bool = False
    bobs: bool = False
    walk: float = 0.0


@dataclass(frozen=True, slots=True)
class Camera:
    """From one view to another: x and y are 0..1 of the room to pan in, zoom is 1 or more."""

    start: tuple[float, float, float] = (0.5, 0.5, 1.0)
    end: tuple[float, float, float] = (0.5, 0.5, 1.0)
    shake: float = 0.0


@dataclass(frozen=True, slots=True)
class Shot:
    """One camera setting: frames `start`..`end` (exclusive) of its episode.

    Attributes:
        kind: "wide", "talk", "walk", "action", "reaction", "insert", "crowd", "title", "eyecatch" or "credits".
        seed: of its movements.
        step: 2 or 3: each drawing of a figure stays that many frames.
        dissolve: this many first frames mix with the shot before.
        fade_in: this many first frames come from `fade_colour`; `fade_out` likewise at the end.
        flash: frames, counted from the shot's start, at which the screen goes white for two.
        drifts: sheets that move by themselves do so, where the place has any.
        text: lines of lettering.
        origin: (episode, first frame) this shot repeats, for recaps and previews.
        stock: number of the show's stock shot that this is; equal numbers are equal pictures, frame by frame.
        whole: frames it would last if it were not cut short; movement is paced by that. 0: it is not cut short.
    """

    start: int
    end: int
    kind: str
    place: Place
    camera: Camera
    actors: tuple[Actor, ...]
    seed: int
    step: int = 2
    dissolve: int = 0
    fade_in: int = 0
    fade_out: int = 0
    fade_colour: int = 0
    flash: tuple[int, ...] = ()
    drifts: bool = False
    weather: str = ""
    text: tuple[str, ...] = ()
    origin: tuple[int, int] | None = None
    whole: int = 0
    stock: int | None = None
    props: tuple[Prop, ...] = ()

    @property
    def frames(self) -> int:
        """How many frames it lasts."""
        return self.end - self.start


class Limbs(NamedTuple):
    """What one figure or prop does in one frame; positions in 1/400 of the screen's height."""

    dx: int
    dy: int
    mouth: int
    eyes: int
    walk: int
    sway: int


class State(NamedTuple):
    """All that changes within a shot: equal states are equal pictures. `figures` are the actors, then the props."""

    x: int
    y: int
    zoom: int
    phase: int
    figures: tuple[Limbs, ...]
    scroll: int
    fade: int
    flash: bool
    mix: int


@dataclass(frozen=True)
class Script:
    """One episode's truth.

    Attributes:
        opening: first frame and end (exclusive) of where the opening is played, if it is; in some episodes that is in
            the ending's place. The same pictures in every episode of the show with the same `opening_version`.
        ending: likewise of the ending.
        recap, preview: likewise of parts of the episode before and the next.
        opening_version: 0, or 1 after the change in mid-season; None where no opening is played.
        ending_version: likewise of the ending, which need not change with the opening.
    """

    show: Show
    number: int
    rate: Fraction
    shots: tuple[Shot, ...]
    opening: tuple[int, int] | None = None
    ending: tuple[int, int] | None = None
    recap: tuple[int, int] | None = None
    preview: tuple[int, int] | None = None
    opening_version: int | None = None
    ending_version: int | None = None
    _states: dict[int, list[State]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def frames(self) -> int:
        """How many frames the episode has."""
        return self.shots[-1].end

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return float(self.frames / self.rate)

    @property
    def cuts(self) -> tuple[int, ...]:
        """First frames of shots that start with a hard cut (not a dissolve, not out of a fade)."""
        pairs = zip(self.shots[:-1], self.shots[1:], strict=True)
        return tuple(b.start for a, b in pairs if not (b.dissolve or b.fade_in or a.fade_out))

    def shot_at(self, frame: int) -> Shot:
        """The shot on screen at `frame`.

        Raises:
            IndexError: the episode has no such frame.
        """
        for shot in self.shots:
            if shot.start <= frame < shot.end:
                return shot
        raise IndexError(f"frame {frame} is outside 0..{self.frames - 1}")

    def states(self, shot: Shot) -> list[State]:
        """The state of each frame of `shot`."""
        from benchmarks.cartoon.animate import animate

        if shot.start not in self._states:
            self._states[shot.start] = animate(shot, self.rate)
        return self._states[shot.start]

    def held(self, shortest: int = 6) -> Iterator[tuple[int, int]]:
        """Spans of at least `shortest` frames, end exclusive, in which the very same picture stays."""
        for shot in self.shots:
            states, begin = self.states(shot), 0
            for k in range(1, shot.frames + 1):
                if k == shot.frames or states[k] != states[begin]:
                    if k - begin >= shortest:
                        yield shot.start + begin, shot.start + k
                    begin = k
