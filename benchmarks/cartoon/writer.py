"""Writes scenes: shots one after the other, by chance, as a director would set them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from benchmarks.cartoon.design import ARMS
from benchmarks.cartoon.script import Actor, Camera, Place, Prop, Shot
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
LOW_ARMS = frozenset({"down", "hip", "crossed"})
"""Poses of arms that look much alike from the chest up."""
TURNS = (-0.8, -0.4, 0.0, 0.4, 0.8)
HOURS = ("day", "day", "day", "dusk", "night", "grey", "dawn")
ART_SHARE, ART_SHARE_EACH = 0.5, 0.08
"""Of the places of a show with art, each background is for the second share, all together for the first at most."""
STOCK_SHOTS = 5
STOCK_VIEWS = (0, 1)
PROP_ODDS = {"wide": 0.5, "talk": 0.25, "walk": 0.4, "action": 0.3, "reaction": 0.25, "insert": 0.5, "crowd": 0.4}
"""How often a shot of each kind has sprites, in a show that has them."""
WEATHER = ("rain", "snow", "petals", "sparks")


class Writer:
    """Collects shots one after the other."""

    def __init__(self, show: Show, rng: np.random.Generator, rate: Fraction, name: str) -> None:
        self.show, self.rng, self.rate, self.name = show, rng, rate, name
        self.shots: list[Shot] = []
        self.at = 0
        self._places = 0

    def frames(self, seconds: float) -> int:
        """`seconds` in whole frames, two at least."""
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
        return self._somewhere(key, own)

    def _somewhere(self, key: str, rng: np.random.Generator) -> Place:
        """A drawn place called `key`, or one painted from a background of the show's art, by `rng`."""
        kind, painters = ("outdoor", OUTDOOR) if rng.random() < 0.55 else ("indoor", INDOOR)
        painter, hour = str(rng.choice(painters, p=self.show.likes(kind, len(painters)))), str(rng.choice(HOURS))
        art = self.show.art
        if art and art.backgrounds and rng.random() < min(ART_SHARE, ART_SHARE_EACH * len(art.backgrounds)):
            number = int(rng.integers(len(art.backgrounds)))
            return Place(f"picture {number} {hour}", "picture", hour, number)  # one picture is one place
        return Place(key, painter, hour)

    def abstract(self) -> Place:
        """A ground that is no place; a few belong to the show."""
        rng, odds = self.rng, self.show.likes("abstract", len(ABSTRACT))
        if rng.random() < 0.3:
            number = int(rng.integers(8))
            painter = str(seeded(self.show.seed, "abstract", number).choice(ABSTRACT, p=odds))
            return Place(f"abstract {number}", painter, "day")
        self._places += 1
        return Place(f"{self.name} {self._places}", str(rng.choice(ABSTRACT, p=odds)), "day")

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
            turn=float(rng.choice(TURNS)),
            back=bool(rng.random() < 0.08 and not talks),
            arms=str(rng.choice(ARMS)) if size != "close" or rng.random() < 0.3 else "down",
            mood=int(rng.choice([-1, 0, 0, 1, 1, 2])),
            talks=talks,
        )

    def reposed(self, actor: Actor, seen: Sequence[Actor]) -> Actor | None:
        """The same figure in a pose that plainly differs from all `seen`, however near it is; None if there is none."""
        rng, used = self.rng, {pose.arms for pose in seen}
        arms = [a for a in ARMS if a not in used and not (a in LOW_ARMS and used & LOW_ARMS)]
        apart = 1.1 if actor.head >= 0.45 else 0.0  # so near, arms are out of sight
        turns = [turn for turn in TURNS if all(abs(turn - pose.turn) >= apart for pose in seen)]
        if not (arms and turns):
            return None
        mood = (actor.mood + 1 + int(rng.integers(1, 4))) % 4 - 1
        return replace(actor, arms=str(rng.choice(arms)), mood=mood, turn=float(rng.choice(turns)))

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

    def stock_shot(self, which: int) -> tuple[Shot, int]:
        """One of the show's `STOCK_SHOTS` shots that are used again and again, and how many frames it has."""
        inner = Writer(self.show, seeded(self.show.seed, "stock shot", which), self.rate, f"stock shot {which}")
        rng, lead = inner.rng, which % 3
        if which in STOCK_VIEWS:  # the school, the ship: where the next scene is
            shot = inner.draft("wide", inner._somewhere(inner.name, rng), inner.camera(0.6))
            shot = replace(shot, drifts=bool(rng.random() < 0.5))
        elif which == 2:  # a transformation
            actor = replace(inner.actor(lead, 0.5, "full"), arms="spread", back=False, mood=1)
            camera = Camera((0.5, 0.5, 1.0), (0.5, 0.5, float(rng.uniform(1.2, 1.5))))
            shot = inner.draft("action", Place(inner.name, str(rng.choice(ABSTRACT)), "day"), camera, actor)
            shot = replace(shot, flash=(self.frames(0.4), self.frames(1.2)), weather="sparks")
        elif which == 3:  # a flight
            actor = replace(inner.actor(lead, 0.15, "medium"), turn=0.8, back=False, arms="spread", walk=0.35)
            shot = inner.draft("walk", Place(inner.name, "clouds", str(rng.choice(HOURS))), inner.camera(1.0), actor)
            shot = replace(shot, drifts=True)
        else:  # a resolute look
            actor = replace(inner.actor(lead, 0.5, "eyes"), turn=0.0, back=False, mood=2)
            shot = inner.draft("reaction", Place(inner.name, "streaks", "day"), inner.camera(0.5), actor)
        return replace(shot, stock=which), self.frames(rng.uniform(1.6, 4.5))

    def scene(self, end: int) -> None:
        """A scene of one place: established, talked through, reacted to; stops at `end`."""
        rng, place = self.rng, self.place()
        cast = [int(v) for v in rng.permutation(len(self.show.cast))[: int(rng.integers(2, 5))]]
        spots = {c: self.near(place) if rng.random() < 0.75 else place for c in cast}
        weather = str(rng.choice(WEATHER)) if rng.random() < 0.12 and place.painter in OUTDOOR else ""
        stock: list[Shot] = []
        poses: dict[float, list[Actor]] = defaultdict(list)  # of the figures of this scene, by where they stand
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
                    others = [self.reposed(actor, poses[actor.x]) for actor in shot.actors]
                    if others and all(others):  # else all plainly other poses have been seen: the same once more
                        shot = replace(shot, actors=tuple(actor for actor in others if actor))
            else:
                shot = self.setting(kind, place, spots, who, cast)
                if kind == "talk":
                    stock.append(shot)
            for actor in shot.actors:
                poses[actor.x].append(actor)
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
            if (first and rng.random() < 0.12) or (kind in ("action", "reaction", "insert") and rng.random() < 0.12):
                views = STOCK_VIEWS if first else tuple(range(len(STOCK_VIEWS), STOCK_SHOTS))
                again, length = self.stock_shot(int(rng.choice(views)))
                if length <= end - self.at - self.frames(1.0):  # never cut short
                    shot, frames = again, length
            if first and self.shots and rng.random() < 0.35:
                shot = (
                    replace(shot, dissolve=self.frames(0.7))
                    if rng.random() < 0.6
                    else replace(shot, fade_in=self.frames(0.6))
                )
            if kind == "action" and shot.stock is None and rng.random() < 0.4:
                shot = replace(shot, flash=(int(rng.integers(0, max(1, frames // 2))),))
            if kind in ("wide", "walk", "crowd") and shot.stock is None:
                shot = replace(shot, weather=weather, drifts=bool(rng.random() < 0.5))
            first = False
            left = end - self.at
            if frames > left - self.frames(1.0):
                self.add(replace(shot, fade_out=min(self.frames(0.5), left // 3) if rng.random() < 0.4 else 0), left)
                return
            self.add(shot, frames)

    def setting(self, kind: str, place: Place, spots: dict[int, Place], who: int, cast: list[int]) -> Shot:
        """A shot of `kind`, with sprites of the show's art now and then."""
        shot, rng, art = self._setting(kind, place, spots, who, cast), self.rng, self.show.art
        if art is None or not art.sprites or rng.random() >= PROP_ODDS[kind]:
            return shot
        many = int(rng.integers(1, 4)) if kind in ("wide", "crowd") else 1
        props = []
        for _ in range(many):
            size = "far" if kind in ("wide", "crowd") else str(rng.choice(["near", "near", "far"]))
            if kind in ("insert", "reaction"):
                foot, height = rng.uniform(0.8, 1.0), rng.uniform(0.5, 0.8)
            elif size == "far":
                foot, height = rng.uniform(0.72, 0.96), rng.uniform(0.2, 0.5)
            else:
                foot, height = rng.uniform(1.05, 1.5), rng.uniform(0.9, 1.5)
            props.append(
                Prop(
                    sprite=int(rng.integers(len(art.sprites))),
                    x=float(rng.uniform(0.15, 0.85)),
                    foot=float(foot),
                    height=float(height),
                    mirrored=bool(rng.random() < 0.5),
                    bobs=bool(rng.random() < 0.6),
                    walk=shot.actors[0].walk if kind == "walk" else 0.0,
                )
            )
        if kind in ("talk", "walk", "reaction") and rng.random() < 0.5:
            shot = replace(shot, actors=())  # the sprite alone
        return replace(shot, props=tuple(props))

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

    def reel(self, end: int, lettered: tuple[str, ...], beat_s: float, titled: bool) -> None:
        """An opening or ending: shots to a beat, with names over them, the first with the show's title if `titled`."""
        rng, first = self.rng, titled
        while self.at < end:
            place, who = self.place(stock=False), int(rng.integers(len(self.show.cast)))
            cast = [who, (who + 1) % len(self.show.cast)]
            kind = str(rng.choice(["wide", "reaction", "walk", "action", "crowd"]))
            shot = self.setting(kind, place, dict.fromkeys(cast, place), who, cast)
            text = (self.show.title,) if first else (lettered[int(rng.integers(len(lettered)))],)
            frames = min(self.frames(beat_s * int(rng.choice([1, 1, 2]))), end - self.at)
            if end - self.at - frames < self.frames(0.5):
                frames = end - self.at
            self.add(replace(shot, text=text if first or rng.random() < 0.6 else (), drifts=True), frames)
            first = False
