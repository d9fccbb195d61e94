"""Movement: the state of every frame of a shot, on twos and threes, as limited animation has it."""

import math
from fractions import Fraction

import numpy as np

from benchmarks.cartoon.letters import ROLL
from benchmarks.cartoon.script import Limbs, Prop, Shot, State
from benchmarks.cartoon.weather import PHASES

UNIT = 400
"""Positions are whole numbers of 1/400 of the screen's height."""
FADE_STEPS = 32


def animate(shot: Shot, rate: Fraction) -> list[State]:
    """One state a frame, from the shot's own fields and seed alone."""
    rng = np.random.default_rng([shot.seed, 77])
    n, fps = shot.whole or shot.frames, float(rate)
    figures = [_figure(shot, index, n, fps, rng) for index in range(len(shot.actors))]
    figures += [_prop(prop, index, shot.step, n, fps) for index, prop in enumerate(shot.props)]
    moving = shot.camera.start != shot.camera.end
    drifts = shot.drifts and shot.place.drifts
    settle = 0.85 if moving else 1.0  # the camera rests for the last part
    states = []
    for k in range(shot.frames):
        t = min(k / max(1, (n - 1) * settle), 1.0)
        t = t * t * (3 - 2 * t)
        x, y, zoom = (a + (b - a) * t for a, b in zip(shot.camera.start, shot.camera.end, strict=True))
        beat = k // shot.step
        if shot.camera.shake:
            fading = shot.camera.shake * max(0.0, 1 - k / fps)
            x, y = x + fading * math.sin(beat * 2.3), y + fading * math.cos(beat * 3.1)
        fade = FADE_STEPS
        if k < shot.fade_in:
            fade = FADE_STEPS * k // shot.fade_in
        elif k >= shot.frames - shot.fade_out:
            fade = FADE_STEPS * (shot.frames - 1 - k) // shot.fade_out
        states.append(
            State(
                x=round(x * UNIT),
                y=round(y * UNIT),
                zoom=round(zoom * 2 * UNIT),
                phase=k // 2 if drifts else k // 2 % PHASES if shot.weather else 0,
                figures=tuple(track[k] for track in figures),
                scroll=round(k / fps * ROLL * UNIT) if shot.kind == "credits" else 0,
                fade=fade,
                flash=any(f <= k < f + 2 for f in shot.flash),
                mix=(k + 1) * FADE_STEPS // (shot.dissolve + 1) if k < shot.dissolve else FADE_STEPS,
            )
        )
    return states


def _figure(shot: Shot, index: int, n: int, fps: float, rng: np.random.Generator) -> list[Limbs]:
    actor = shot.actors[index]
    eyes, mouth = np.zeros(n, int), np.zeros(n, int)
    k = int(rng.exponential(2.2 * fps))
    while k < n:  # a blink: half, shut, half
        for offset, value in ((0, 1), (2, 2), (5, 1)):
            eyes[k + offset : k + offset + (3 if value == 2 else 2)] = value
        k += 7 + int(rng.exponential(2.8 * fps))
    if actor.talks:
        k = int(rng.integers(2, max(3, int(0.6 * fps))))
        stop = n - int(rng.integers(3, max(4, int(0.8 * fps))))
        while k < stop:
            hold = shot.step + int(rng.integers(0, 2))
            mouth[k : k + hold] = rng.choice([0, 1, 2, 2, 1])
            k += hold
            if rng.random() < 0.06:
                k += int(rng.integers(6, 16))
    waves = actor.arms == "wave" or rng.random() < 0.25
    pace = 6 if waves else 9
    track = []
    for k in range(n):
        beat = k // shot.step
        walk = 1 + beat // 2 % 4 if actor.walk else 0
        bob = round(0.006 * UNIT * (walk in (1, 3)) * (1 + actor.head * 3)) if walk else 0
        track.append(
            Limbs(
                dx=round(actor.walk * beat * shot.step / fps * UNIT),
                dy=-bob,
                mouth=int(mouth[k]),
                eyes=int(eyes[k]),
                walk=walk,
                sway=(0, 1, 0, -1)[k // pace % 4] if waves or actor.walk else 0,
            )
        )
    return track


def _prop(prop: Prop, index: int, step: int, n: int, fps: float) -> list[Limbs]:
    track = []
    for k in range(n):
        beat = k // step
        sway = (0, 1, 0, -1)[(beat // 3 + index) % 4] if prop.bobs else 0
        track.append(Limbs(round(prop.walk * beat * step / fps * UNIT), 0, 0, 0, 0, sway))
    return track
