"""Draws scripts: pictures of shots, whole episodes as a stream, single stills."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from benchmarks.cartoon import abstracts, art, indoors, outdoors, things, towns
from benchmarks.cartoon.animate import FADE_STEPS, UNIT
from benchmarks.cartoon.design import Pose
from benchmarks.cartoon.figure import Figure
from benchmarks.cartoon.foreground import FOREGROUNDS
from benchmarks.cartoon.letters import lettered
from benchmarks.cartoon.pen import SUPERSAMPLING, Pen
from benchmarks.cartoon.script import RATE, Actor, Limbs, Place, Prop, Script, Shot, State
from benchmarks.cartoon.stage import ROOM_X, ROOM_Y, Layer, Stage, lit
from benchmarks.cartoon.story import write_script
from benchmarks.cartoon.style import Show, seeded
from benchmarks.cartoon.weather import falling

Size = tuple[int, int]
"""(width, height) in pixels."""

PAINTERS: Final[dict[str, Callable[[Stage], None]]] = {
    f.__name__: f for f in (*outdoors.OUTDOORS, *towns.TOWNS, *indoors.INDOORS, things.insert, *abstracts.ABSTRACTS)
}
_BARE: Final = frozenset(f.__name__ for f in (things.insert, *abstracts.ABSTRACTS))


@lru_cache(maxsize=24)
def _painted(show: Show, key: str, painter: str, hour: str, picture: int | None, size: Size) -> tuple[Layer, ...]:
    width, height = round(size[0] * ROOM_X), round(size[1] * ROOM_Y)
    stage = Stage(width, height, show.palette, seeded(show.seed, "place", key), hour)
    if picture is not None and show.art is not None:
        image = art.background(show.art.backgrounds[picture], (width, height), stage.rng)
        stage.sheet(1.0).picture(art.graded(image, show.palette.saturation, show.palette.value))
    else:
        PAINTERS[painter](stage)
    if painter not in _BARE and stage.rng.random() < 0.25:
        FOREGROUNDS[int(stage.rng.integers(len(FOREGROUNDS)))](stage)
    return stage.finish()


def paint(show: Show, place: Place, size: Size) -> tuple[Layer, ...]:
    """The sheets of a place, larger than the screen; near places are one soft sheet cut from the whole."""
    layers = _painted(show, place.key, place.painter, place.hour, place.picture, size)
    if place.near <= 1:
        return layers
    whole = layers[0].image.copy()
    for layer in layers[1:]:
        if layer.in_front:  # the camera has gone past it
            continue
        whole.paste(layer.image, (0, 0), layer.image)
    width, height = whole.width / place.near, whole.height / place.near
    left, top = (whole.width - width) * place.near_at[0], (whole.height - height) * place.near_at[1]
    box = (left, top, left + width, top + height)
    close = whole.resize(whole.size, Image.Resampling.BICUBIC, box)
    soft = (place.near - 1) * size[1] / 400
    return (Layer(close.filter(ImageFilter.GaussianBlur(soft)), 1.0, 0.0, False, (0, 0, *whole.size)),)


class ShotPictures:
    """The pictures of one shot at one size. Sheets are painted once; figures once for each drawing of theirs."""

    def __init__(self, show: Show, shot: Shot, size: Size, rate: Fraction) -> None:
        self._show, self._shot, self._size, self._rate = show, shot, size, rate
        self._layers = paint(show, shot.place, size)
        self._sprites: dict[tuple[int, int, int, int, int], tuple[Image.Image, int, int]] = {}
        self._bare: tuple[State, Image.Image] | None = None
        self._letters: tuple[Image.Image, int, int] | None = None
        self._weather = falling(shot.weather, shot.seed, size) if shot.weather else []

    def picture(self, state: State) -> Image.Image:
        """What `state` looks like, but for a dissolve's share of the shot before."""
        bare = state._replace(zoom=0, fade=0, flash=False, mix=0, scroll=0)
        if self._bare is None or self._bare[0] != bare:
            self._bare = bare, self._composed(state)
        image = self._bare[1]
        width, height = self._size
        if state.zoom > 2 * UNIT:
            share = 2 * UNIT / state.zoom
            x, y = width * (1 - share) / 2, height * (1 - share) / 2
            box = (x, y, x + width * share, y + height * share)
            image = image.resize(self._size, Image.Resampling.BILINEAR, box)
        if self._shot.text:
            if self._letters is None:
                self._letters = lettered(self._shot, self._show.title, self._size, self._rate)
            letters, left, top = self._letters
            image = image.copy()
            image.paste(letters, (left, top - round(state.scroll / UNIT * height)), letters)
        if state.flash:
            image = Image.blend(image, Image.new("RGB", self._size, "white"), 0.85)
        if state.fade < FADE_STEPS:
            colour = (self._shot.fade_colour,) * 3
            image = Image.blend(Image.new("RGB", self._size, colour), image, state.fade / FADE_STEPS)
        return image

    def _composed(self, state: State) -> Image.Image:
        width, height = self._size
        room_x, room_y = width * (ROOM_X - 1), height * (ROOM_Y - 1)
        view_x, view_y = state.x / UNIT * room_x, state.y / UNIT * room_y
        ground = self._layers[0]
        left = round(min(max(view_x * ground.depth, 0), room_x))
        top = round(min(max(view_y, 0), room_y))
        image = ground.image.crop((left, top, left + width, top + height))
        for layer in self._layers[1:]:
            if not layer.in_front:
                self._lay(image, layer, view_x, top, state.phase)
        # Figures stand in the room: they move with the camera, and are where the script has them halfway.
        start, end = self._shot.camera.start, self._shot.camera.end
        middle_x, middle_y = (start[0] + end[0]) / 2 * room_x, (start[1] + end[1]) / 2 * room_y
        count = len(self._shot.actors)
        for index in (*range(count, len(state.figures)), *range(count)):  # props stand behind the actors
            limbs = state.figures[index]
            sprite, x, y = self._sprite(index, limbs)
            dx = round(limbs.dx / UNIT * height + middle_x - view_x)
            dy = round(limbs.dy / UNIT * height + middle_y - view_y)
            image.paste(sprite, (x + dx, y + dy), sprite)
        for layer in self._layers[1:]:
            if layer.in_front:
                self._lay(image, layer, view_x, top, state.phase)
        if self._weather:
            mask, colour = self._weather[state.phase % len(self._weather)]
            image.paste(colour, (0, 0, width, height), mask)
        return image

    def _lay(self, image: Image.Image, layer: Layer, view_x: float, top: int, phase: int) -> None:
        width, height = self._size
        drift = layer.drift * height * phase * 2 / float(self._rate)
        left = round(view_x * layer.depth - drift)
        x0, x1 = max(left, layer.box[0]), min(left + width, layer.box[2])
        y0, y1 = max(top, layer.box[1]), min(top + height, layer.box[3])
        if x1 > x0 and y1 > y0:
            cut = layer.image.crop((x0, y0, x1, y1))
            image.paste(cut, (x0 - left, y0 - top), cut)

    def _sprite(self, index: int, limbs: Limbs) -> tuple[Image.Image, int, int]:
        key = (index, limbs.mouth, limbs.eyes, limbs.walk, limbs.sway)
        if key not in self._sprites:
            if index >= len(self._shot.actors):
                prop = self._shot.props[index - len(self._shot.actors)]
                sprite, x, y = draw_prop(self._show, prop, limbs.sway, self._size)
            else:
                actor = self._shot.actors[index]
                pose = Pose(
                    actor.turn, actor.back, limbs.eyes, limbs.mouth, actor.arms, limbs.walk, limbs.sway, actor.mood
                )
                sprite, x, y = draw_figure(self._show, actor, pose, self._size)
            self._sprites[key] = lit(sprite, self._shot.place.hour, self._show.palette), x, y
        return self._sprites[key]


def draw_figure(show: Show, actor: Actor, pose: Pose, size: Size) -> tuple[Image.Image, int, int]:
    """A figure as an RGBA picture, and where its left top corner lies on the screen."""
    width, height = size
    head, x, y = actor.head * height, actor.x * width, actor.y * height
    design = show.cast[actor.cast]
    left, right = round(x - 2.4 * head), round(x + 2.4 * head)
    if not actor.walk:
        left, right = max(left, -width // 3), min(right, width + width // 3)
    top = max(round(y - 1.25 * head), -height // 5)
    bottom = min(round(y + design.heads * head), height + height // 4)
    pen = Pen(max(right - left, 2), max(bottom - top, 2), None, show.palette.line)
    pen.scale = head * SUPERSAMPLING
    pen.origin = np.array([(x - left) * SUPERSAMPLING, (y - top) * SUPERSAMPLING])
    pen.line_px = max(1.0, show.palette.line_width * height * SUPERSAMPLING * min(1.6, 0.6 + 2 * actor.head))
    Figure(pen, design, pose, show.palette.flat).draw()
    image = pen.finish()
    box = image.getbbox() or (0, 0, 1, 1)
    return image.crop(box), left + box[0], top + box[1]


def draw_prop(show: Show, prop: Prop, sway: int, size: Size) -> tuple[Image.Image, int, int]:
    """A sprite as an RGBA picture, and where its left top corner lies on the screen.

    Raises:
        ValueError: the show has no art.
    """
    if show.art is None:
        raise ValueError("a shot has a prop, but its show no art: write and draw a script with the same show")
    width, height = size
    image = art.sprite(show.art.sprites[prop.sprite])
    high = min(prop.height, image.height / art.PLAIN_LINES)
    foot = prop.foot if high == prop.height else min(prop.foot, 0.92)
    tall, wide = max(1, round(high * height)), max(1, round(high * height * image.width / image.height))
    image = art.graded(image.resize((wide, tall)), show.palette.saturation, show.palette.value)
    if prop.mirrored:
        image = ImageOps.mirror(image)
    return image, round(prop.x * width - wide / 2), round((foot + 0.008 * sway) * height) - tall


def draw_frames(script: Script, size: Size) -> Iterator[NDArray[np.uint8]]:
    """Every frame of `script` as (h, w, 3) uint8; while a picture is held, the very same array comes again."""
    last: Image.Image | None = None
    for shot in script.shots:
        pictures = ShotPictures(script.show, shot, size, script.rate)
        before, shown, pixels = last, None, None
        for state in script.states(shot):
            if pixels is None or state != shown:
                last = pictures.picture(state)
                if state.mix < FADE_STEPS and before is not None:
                    last = Image.blend(before, last, state.mix / FADE_STEPS)
                pixels, shown = np.asarray(last), state
            yield pixels


def draw_distinct(script: Script, size: Size) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Each picture of `script` once, (h, w, 3) uint8, with the first frame of the stretch in which it stays."""
    last: NDArray[np.uint8] | None = None
    for frame, pixels in enumerate(draw_frames(script, size)):
        if pixels is not last:
            yield frame, pixels
        last = pixels


def draw_still(script: Script, frame: int, size: Size) -> NDArray[np.uint8]:
    """One frame alone, equal to that of `draw_frames`.

    Raises:
        IndexError: the episode has no such frame.
    """
    shot = script.shot_at(frame)
    state = script.states(shot)[frame - shot.start]
    image = ShotPictures(script.show, shot, size, script.rate).picture(state)
    if state.mix < FADE_STEPS and shot.start:
        before = Image.fromarray(draw_still(script, shot.start - 1, size))
        image = Image.blend(before, image, state.mix / FADE_STEPS)
    return np.asarray(image)


def episode(
    show: Show, number: int, duration_s: float, size: Size = (640, 360), rate: Fraction = RATE
) -> Iterator[NDArray[np.uint8]]:
    """The frames of an episode; `write_script` with the same arguments gives its truth."""
    return draw_frames(write_script(show, number, duration_s, rate), size)
