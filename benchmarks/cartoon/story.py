"""Writes scripts: which shots an episode has, by chance, in the order television has them."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from benchmarks import lettering
from benchmarks.cartoon.design import ARMS
from benchmarks.cartoon.script import RATE, Actor, Camera, Place, Script, Shot
from benchmarks.cartoon.style import Show, seeded

OUTDOOR = (
    "hills",
    "mountains",
    "sea",
    "forest",
    "skyline",
    "street",
    "village",
    "river",
    "festival",
    "roof",
    "shrine",
    "clouds",
    "night",
)
INDOOR = ("classroom", "bedroom", "library", "corridor", "hall", "train", "cockpit", "kitchen")
ABSTRACT = ("rays", "streaks", "bokeh", "dots", "pattern", "wash")
HOURS = ("day", "day", "day", "dusk", "night", "grey", "dawn")
WEATHER = ("rain", "snow", "petals", "sparks")


class _Writer:
    """Collects shots one after the other."""

    def __init__(self, show: Show, rng: np.random.Generator, rate: Fraction, name: str) -> None:
        self.show, self.rng, self.rate, self.name = show, rng, rate, name
        self.shots: list[Shot] = []
        self.at = 0
        self._places = 0

    def frames(self, seconds: float) -> int:
        return max(2, round(seconds * self.rate))

    def place(self, stock: bool = True) -> Place:
        """Somewhere: a stock place of the show, or one only this episode has."""
        rng = self.rng
        if stock and rng.random() < 0.35:
            number = int(rng.integers(12))
            key, own = f"stock {number}", seeded(self.show.seed, "stock", number)
        else:
            self._places += 1
            key, own = f"{self.name} {self._places}", rng
        painter = str(own.choice(OUTDOOR if own.random() < 0.55 else INDOOR))
        return Place(key, painter, str(own.choice(HOURS)))

    def abstract(self) -> Place:
        """A ground that is no place; a few belong to the show."""
        rng = self.rng
        if rng.random() < 0.3:
            number = int(rng.integers(8))
            painter = str(seeded(self.show.seed, "abstract", number).choice(ABSTRACT))
            return Place(f"abstract {number}", painter, "day")
        self._places += 1
        return Place(f"{self.name} {self._places}", str(rng.choice(ABSTRACT)), "day")

    def add(self, shot: Shot, frames: int) -> Shot:
        """Put `shot` next, `frames` long."""
        placed = replace(shot, start=self.at, end=self.at + frames)
        self.shots.append(placed)
        self.at += frames
        return placed

    def camera(self, moves: float) -> Camera:
        """Still, or a pan or a zoom with chance `moves`."""
        rng = self.rng
        x, y = rng.uniform(0, 1), rng.uniform(0.2, 0.8)
        if rng.random() >= moves:
            zoom = 1.0 if rng.random() < 0.7 else rng.uniform(1.05, 1.3)
            return Camera((x, y, zoom), (x, y, zoom))
        kind = int(rng.integers(4))
        if kind == 0:
            return (
                Camera((0.05, y, 1.0), (0.95, y, 1.0)) if rng.random() < 0.5 else Camera((0.95, y, 1.0), (0.05, y, 1.0))
            )
        if kind == 1:
            return Camera((x, 0.0, 1.0), (x, 1.0, 1.0)) if rng.random() < 0.5 else Camera((x, 1.0, 1.0), (x, 0.0, 1.0))
        near, far = rng.uniform(1.12, 1.4), 1.0
        return Camera((x, y, far), (x, y, near)) if kind == 2 else Camera((x, y, near), (x, y, far))

    def actor(self, cast: int, x: float, size: str, talks: bool = False) -> Actor:
        """A figure in a pose by chance, framed `size`."""
        rng = self.rng
        heads = self.show.cast[cast].heads
        head, y = {
            "eyes": (rng.uniform(1.1, 1.6), 0.42),
            "close": (rng.uniform(0.5, 0.75), rng.uniform(0.42, 0.55)),
            "bust": (rng.uniform(0.28, 0.42), rng.uniform(0.36, 0.5)),
            "medium": (rng.uniform(0.17, 0.25), rng.uniform(0.3, 0.42)),
            "full": (0.75 / heads, 0.2 + 0.5 * 0.75 / heads),
            "far": (0.34 / heads, 0.58),
        }[size]
        return Actor(
            cast=cast,
            x=x + float(rng.normal(0, 0.03)),
            y=float(y),
            head=float(head),
            turn=float(rng.choice([-0.8, -0.4, 0.0, 0.4, 0.8])),
            back=bool(rng.random() < 0.08 and not talks),
            arms=str(rng.choice(ARMS)) if size != "close" or rng.random() < 0.3 else "down",
            mood=int(rng.choice([-1, 0, 0, 1, 1, 2])),
            talks=talks,
        )

    def draft(self, kind: str, place: Place, camera: Camera, *actors: Actor) -> Shot:
        """A shot yet without a time."""
        rng = self.rng
        step = int(rng.choice([2, 2, 3]))
        return Shot(0, 1, kind, place, camera, actors, int(rng.integers(2**31)), step)

    def near(self, place: Place) -> Place:
        """A closer look at a part of `place`."""
        rng = self.rng
        near_at = (float(rng.random()), float(rng.random()))
        return replace(place, near=float(rng.uniform(1.3, 2.4)), near_at=near_at)

    def scene(self, end: int) -> None:
        """A scene of one place: established, talked through, reacted to; stops at `end`."""
        rng, place = self.rng, self.place()
        cast = [int(v) for v in rng.permutation(len(self.show.cast))[: int(rng.integers(2, 5))]]
        spots = {c: self.near(place) if rng.random() < 0.75 else place for c in cast}
        weather = str(rng.choice(WEATHER)) if rng.random() < 0.12 and place.painter in OUTDOOR else ""
        stock: list[Shot] = []
        first = True
        for _ in range(int(rng.integers(4, 10))):
            kinds, odds = (
                ["talk", "wide", "walk", "action", "reaction", "insert", "crowd"],
                [0.46, 0.1, 0.1, 0.08, 0.1, 0.1, 0.06],
            )
            kind = "wide" if first else str(rng.choice(kinds, p=odds))
            who = cast[int(rng.integers(len(cast)))]
            if kind == "talk" and stock and rng.random() < 0.4:  # back to a setting already seen: near-identical
                shot = replace(stock[int(rng.integers(len(stock)))], seed=int(rng.integers(2**31)))
                if rng.random() < 0.5:
                    actors = tuple(
                        replace(a, arms=str(rng.choice(ARMS)), mood=int(rng.integers(-1, 3))) for a in shot.actors
                    )
                    shot = replace(shot, actors=actors)
            else:
                shot = self._setting(kind, place, spots, who, cast)
                if kind == "talk":
                    stock.append(shot)
            seconds = {
                "wide": 4.0,
                "talk": 3.2,
                "walk": 3.4,
                "action": 1.4,
                "reaction": 1.8,
                "insert": 2.0,
                "crowd": 3.0,
            }[kind]
            frames = self.frames(float(np.clip(seconds * rng.lognormal(0, 0.4), 0.6, 10)))
            if first and self.shots and rng.random() < 0.35:
                shot = (
                    replace(shot, dissolve=self.frames(0.7))
                    if rng.random() < 0.6
                    else replace(shot, fade_in=self.frames(0.6))
                )
            if kind == "action" and rng.random() < 0.4:
                shot = replace(shot, flash=(int(rng.integers(0, max(1, frames // 2))),))
            if kind in ("wide", "walk", "crowd"):
                shot = replace(shot, weather=weather, drifts=bool(rng.random() < 0.5))
            first = False
            left = end - self.at
            if frames > left - self.frames(1.0):
                self.add(replace(shot, fade_out=min(self.frames(0.5), left // 3) if rng.random() < 0.4 else 0), left)
                return
            self.add(shot, frames)

    def _setting(self, kind: str, place: Place, spots: dict[int, Place], who: int, cast: list[int]) -> Shot:
        rng = self.rng
        if kind == "wide":
            far = [self.actor(c, float(x), "far") for c, x in zip(cast, rng.uniform(0.2, 0.8, 4), strict=False)]
            some = far[: int(rng.choice([0, 0, 1, 2]))]
            return self.draft(kind, place, self.camera(0.65), *some)
        if kind == "walk":
            actor = self.actor(who, 0.5, str(rng.choice(["full", "medium", "bust"])))
            way = 1 if rng.random() < 0.5 else -1
            pace = float(rng.uniform(0.12, 0.3))
            walker = replace(actor, x=0.5 - way * 0.28, turn=0.8 * way, back=False, walk=way * pace, arms="down")
            return self.draft(kind, place, self.camera(0.2), walker)
        if kind == "action":
            actor = self.actor(
                who, float(rng.uniform(0.35, 0.65)), str(rng.choice(["full", "medium", "bust", "close"]))
            )
            x, y = float(rng.random()), float(rng.random())
            camera = Camera((x, y, 1.3), (1 - x, y, 1.0), shake=0.06)
            ground = Place(self.abstract().key, str(rng.choice(["rays", "streaks"])), "day")
            return self.draft(
                kind,
                ground,
                camera,
                replace(actor, arms=str(rng.choice(["point", "raised", "spread", "wave"])), mood=2),
            )
        if kind == "reaction":
            size = str(rng.choice(["close", "close", "bust", "eyes"]))
            return self.draft(
                kind, self.abstract(), self.camera(0.3), self.actor(who, float(rng.uniform(0.35, 0.65)), size)
            )
        if kind == "insert":
            self._places += 1
            return self.draft(kind, Place(f"{self.name} {self._places}", "insert", place.hour), self.camera(0.4))
        if kind == "crowd":
            size = str(rng.choice(["full", "medium"]))
            many = [int(v) for v in rng.permutation(len(self.show.cast))[: int(rng.integers(3, 6))]]
            xs = np.linspace(0.14, 0.86, len(many))
            return self.draft(
                kind,
                place,
                self.camera(0.3),
                *(self.actor(c, float(x), size, k == 0) for k, (c, x) in enumerate(zip(many, xs, strict=True))),
            )
        size = str(rng.choice(["close", "bust", "bust", "medium", "medium", "full"]))
        ground = spots[who]
        if rng.random() < 0.35 and len(cast) > 1:
            other = cast[(cast.index(who) + 1) % len(cast)]
            pair = (self.actor(who, 0.3, "bust", True), self.actor(other, 0.72, "bust"))
            return self.draft(kind, ground, self.camera(0.1), *pair)
        return self.draft(
            kind, ground, self.camera(0.2), self.actor(who, float(rng.choice([0.35, 0.5, 0.65])), size, True)
        )

    def scenes(self, end: int) -> None:
        """Scenes until exactly frame `end`."""
        while self.at < end:
            self.scene(end)

    def reel(self, end: int, lettered: tuple[str, ...], beat_s: float) -> None:
        """An opening or ending: quick shots to a beat, with names over them."""
        rng, first = self.rng, True
        while self.at < end:
            place, who = self.place(stock=False), int(rng.integers(len(self.show.cast)))
            cast = [who, (who + 1) % len(self.show.cast)]
            kind = str(rng.choice(["wide", "reaction", "walk", "action", "crowd"]))
            shot = self._setting(kind, place, dict.fromkeys(cast, place), who, cast)
            text = (self.show.title,) if first else (lettered[int(rng.integers(len(lettered)))],)
            frames = min(self.frames(beat_s * int(rng.choice([1, 1, 2]))), end - self.at)
            if end - self.at - frames < self.frames(0.5):
                frames = end - self.at
            self.add(replace(shot, text=text if first or rng.random() < 0.6 else (), drifts=True), frames)
            first = False


def write_script(show: Show, number: int, duration_s: float, rate: Fraction = RATE) -> Script:
    """The truth of episode `number` (from 1) of `show`.

    An opening and an ending are there from 40 s on; each takes a tenth of the episode, 90 s at most. Some episodes
    start with scenes before the opening, so it lies elsewhere in each; some recap the one before or preview the next.

    Raises:
        ValueError: the episode would be shorter than 2 s.
    """
    if duration_s < 2:
        raise ValueError(f"an episode needs at least 2 s, not {duration_s}")
    return _written(show, number, duration_s, rate, repeats=True)


def _written(show: Show, number: int, duration_s: float, rate: Fraction, repeats: bool) -> Script:
    """With `repeats` false, one empty shot stands for a recap or preview, so that scripts do not need each other."""
    rng = seeded(show.seed, "episode", number)
    w = _Writer(show, rng, rate, f"episode {number}")
    total = w.frames(duration_s)
    reel = w.frames(min(90.0, duration_s / 10)) if duration_s >= 40 else 0
    short = w.frames(duration_s / 25)
    recap = opening = ending = preview = None
    if reel and number > 1 and rng.random() < 0.4:
        recap = _repeat(w, number - 1 if repeats else None, duration_s, short, "recap")
    if reel:
        if rng.random() < 0.5:
            w.scenes(w.at + w.frames(duration_s * rng.uniform(0.03, 0.1)))
        opening = _shared(w, "opening", reel)
    subtitle = lettering.sentence(rng, 3)
    ground = w.place(stock=False) if rng.random() < 0.5 else w.abstract()
    if duration_s >= 20:
        w.add(replace(w.draft("title", ground, Camera()), text=(f"Episode {number}", subtitle)), w.frames(3))
    last = short if reel and rng.random() < 0.5 else 0
    body_end = total - reel - last
    w.scenes((w.at + body_end) // 2)
    if reel:
        w.add(_eyecatch(w, number % 3), w.frames(2.5))
    w.scenes(body_end)
    if reel:
        ending = _shared(w, "ending", reel)
    if last:
        preview = _repeat(w, number + 1 if repeats else None, duration_s, last, "preview")
    return Script(show, number, rate, tuple(w.shots), opening=opening, ending=ending, recap=recap, preview=preview)


def _eyecatch(w: _Writer, which: int) -> Shot:
    """The card between the halves; a show has a few."""
    inner = _Writer(w.show, seeded(w.show.seed, "eyecatch", which), w.rate, f"eyecatch {which}")
    who = inner.actor(int(inner.rng.integers(len(w.show.cast))), 0.35, "medium")
    return replace(inner.draft("eyecatch", inner.abstract(), Camera(), who), text=(w.show.title,))


def _shared(w: _Writer, name: str, frames: int) -> tuple[int, int]:
    """The show's opening or ending next: the same in every episode."""
    inner = _Writer(w.show, seeded(w.show.seed, name), w.rate, name)
    names = tuple(f"{lettering.name(inner.rng, 3)} {lettering.name(inner.rng, 2)}" for _ in range(12))
    if name == "opening":
        inner.reel(frames, names, 1.2)
    else:
        shot = inner.draft(
            "credits", inner.place(stock=False), Camera((0, 0.5, 1), (1, 0.5, 1)), inner.actor(0, 0.25, "medium")
        )
        inner.add(replace(shot, text=names, fade_in=w.frames(0.5), fade_out=w.frames(0.5)), frames)
    start = w.at
    for shot in inner.shots:
        w.add(shot, shot.frames)
    return start, w.at


def _repeat(w: _Writer, number: int | None, duration_s: float, frames: int, name: str) -> tuple[int, int]:
    """First parts of shots of episode `number` next; of none, an empty shot."""
    start, end = w.at, w.at + frames
    if number is None:
        w.add(Shot(0, 1, "repeat", Place("none", "wash", "day"), Camera(), (), 0), frames)
        return start, end
    rng = seeded(w.show.seed, name, number)
    source = _written(w.show, number, duration_s, w.rate, repeats=False)
    body = [s for s in source.shots if not (s.text or s.dissolve or s.fade_in or s.kind == "repeat")]
    while w.at < end:
        shot = body[int(rng.integers(len(body)))]
        length = min(shot.frames - shot.fade_out, w.frames(2.0), end - w.at)
        if length >= min(w.frames(0.4), end - w.at):
            w.add(replace(shot, origin=(number, shot.start), whole=shot.frames, fade_out=0), length)
    return start, end
