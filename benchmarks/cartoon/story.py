"""Writes scripts: which parts an episode has, by chance, in the order television has them."""

from dataclasses import dataclass, replace
from fractions import Fraction

from benchmarks import lettering
from benchmarks.cartoon.script import RATE, Camera, Place, Script, Shot
from benchmarks.cartoon.style import Show, seeded
from benchmarks.cartoon.writer import Writer

FINALE = 13
"""Number of the episode that ends a season."""


@dataclass(frozen=True, slots=True)
class _Season:
    """How a show uses its opening and ending.

    Attributes:
        change: first episode with another opening, 5 to 8; None where there is no change.
        ending_changes: the ending changes too.
        late: the first episode, or the finale, has no opening at its start; each by number.
        closes: in these episodes the opening is played in the ending's place.
    """

    change: int | None
    ending_changes: bool
    late: frozenset[int]
    closes: frozenset[int]


def _season(show: Show) -> _Season:
    rng = seeded(show.seed, "season")
    change = int(rng.integers(5, 9)) if rng.random() < 0.85 else None
    ending_changes = bool(rng.random() < 0.8)
    cold_first, closed_first, closed_last = (bool(rng.random() < odds) for odds in (0.25, 0.5, 0.4))
    closes = {1} if cold_first and closed_first else set()
    late = {1} if cold_first else set()
    if closed_last:
        closes.add(FINALE)
        late.add(FINALE)
    return _Season(change, ending_changes, frozenset(late), frozenset(closes))


def write_script(show: Show, number: int, duration_s: float, rate: Fraction = RATE) -> Script:
    """The truth of episode `number` (from 1) of `show`.

    An opening and an ending are there from 40 s on; each takes a tenth of the episode, 90 s at most. Most shows change
    both after an episode between the fourth and the seventh. Some have no opening in the first episode, or play it in
    the ending's place there or in the thirteenth. Some episodes start with scenes before the opening, so it lies
    elsewhere in each; some recap the one before or preview the next. A few stock shots come again and again.

    Raises:
        ValueError: the episode would be shorter than 2 s.
    """
    if duration_s < 2:
        raise ValueError(f"an episode needs at least 2 s, not {duration_s}")
    return _written(show, number, duration_s, rate, repeats=True)


def _written(show: Show, number: int, duration_s: float, rate: Fraction, repeats: bool) -> Script:
    """With `repeats` false, one empty shot stands for a recap or preview, so that scripts do not need each other."""
    rng, season = seeded(show.seed, "episode", number), _season(show)
    w = Writer(show, rng, rate, f"episode {number}")
    total = w.frames(duration_s)
    reel = w.frames(min(90.0, duration_s / 10)) if duration_s >= 40 else 0
    short = w.frames(duration_s / 25)
    changed = int(season.change is not None and number >= season.change)
    changed_ending = changed * season.ending_changes
    recap = opening = ending = preview = None
    if reel and number > 1 and rng.random() < 0.4:
        recap = _repeat(w, number - 1 if repeats else None, duration_s, short, "recap")
    if reel:
        if rng.random() < 0.5:
            w.scenes(w.at + w.frames(duration_s * rng.uniform(0.03, 0.1)))
        if number not in season.late:
            opening = _shared(w, "opening", changed, reel)
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
        if number in season.closes:
            opening = _shared(w, "opening", changed, reel)
        else:
            ending = _shared(w, "ending", changed_ending, reel)
    if last:
        preview = _repeat(w, number + 1 if repeats else None, duration_s, last, "preview")
    return Script(
        show,
        number,
        rate,
        tuple(w.shots),
        opening=opening,
        ending=ending,
        recap=recap,
        preview=preview,
        opening_version=None if opening is None else changed,
        ending_version=None if ending is None else changed_ending,
    )


def _eyecatch(w: Writer, which: int) -> Shot:
    """The card between the halves; a show has a few."""
    inner = Writer(w.show, seeded(w.show.seed, "eyecatch", which), w.rate, f"eyecatch {which}")
    who = inner.actor(int(inner.rng.integers(len(w.show.cast))), 0.35, "medium")
    return replace(inner.draft("eyecatch", inner.abstract(), Camera(), who), text=(w.show.title,))


def _shared(w: Writer, name: str, version: int, frames: int) -> tuple[int, int]:
    """The show's opening or ending next: the same in every episode that has this `version` of it."""
    inner = Writer(w.show, seeded(w.show.seed, name, version), w.rate, f"{name} {version}")
    names = tuple(f"{lettering.name(inner.rng, 3)} {lettering.name(inner.rng, 2)}" for _ in range(12))
    if name == "opening":
        inner.reel(frames, names, float(inner.rng.choice([0.9, 1.2, 1.5])), titled=True)
    elif inner.rng.random() < 0.4:
        inner.reel(frames, names, 4.0, titled=False)
    else:
        leads = inner.actor(int(inner.rng.integers(3)), 0.25, "medium")
        shot = inner.draft("credits", inner.place(stock=False), Camera((0, 0.5, 1), (1, 0.5, 1)), leads)
        inner.add(replace(shot, text=names, fade_in=w.frames(0.5), fade_out=w.frames(0.5)), frames)
    start = w.at
    for shot in inner.shots:
        w.add(shot, shot.frames)
    return start, w.at


def _repeat(w: Writer, number: int | None, duration_s: float, frames: int, name: str) -> tuple[int, int]:
    """First parts of shots of episode `number` next; of none, an empty shot."""
    start, end = w.at, w.at + frames
    if number is None:
        w.add(Shot(0, 1, "repeat", Place("none", "wash", "day"), Camera(), (), 0), frames)
        return start, end
    rng = seeded(w.show.seed, name, number)
    source = _written(w.show, number, duration_s, w.rate, repeats=False)
    body = [s for s in source.shots if not (s.text or s.dissolve or s.fade_in or s.kind == "repeat")]
    reels = [span for span in (source.opening, source.ending) if span]
    body = [s for s in body if not any(start <= s.start < end for start, end in reels)]
    while w.at < end:
        shot = body[int(rng.integers(len(body)))]
        length = min(shot.frames - shot.fade_out, w.frames(2.0), end - w.at)
        if length >= min(w.frames(0.4), end - w.at):
            w.add(replace(shot, origin=(number, shot.start), whole=shot.frames, fade_out=0), length)
    return start, end
