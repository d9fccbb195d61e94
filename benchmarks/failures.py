"""The worst failures of Ashen at pictures, with the pictures themselves, for people to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from benchmarks import jobs
from benchmarks.edits import Rgb, read_rgb
from benchmarks.queries import Still
from benchmarks.report.filmstrips import Miss
from benchmarks.stored import Stored
from benchmarks.systems.contract import Found
from benchmarks.tasks.picture import Asked, PicturePlan, edited

EACH: Final = 2
"""Failures shown of one picture."""


def worst(
    asked: Sequence[Asked], plan: PicturePlan, known: Sequence[Stored], unknown: Sequence[Stored], count: int
) -> list[Miss]:
    """Wrong names first, the surest of them first; then what was not found, of every edit another picture."""
    ashen = [one for one in asked if one.system == "ashen"]
    named = [one for one in ashen if one.named and not one.right[0]]
    named.sort(key=lambda one: (-one.found[0].score, one.query.edit, one.query.number))
    unnamed = [one for one in ashen if one.query.known and not one.named]
    turns = {edit: turn for turn, edit in enumerate(plan.edits)}
    unnamed.sort(key=lambda one: ((one.query.number - turns[one.query.edit]) % plan.stills, one.query.edit))
    chosen = [*_spread(named)[:count], *_spread(unnamed)[:count]]
    stills = {(True, still.number): still for still in jobs.known_stills(plan, known)}
    for part in sorted({one.query.number % jobs.PARTS for one in chosen if not one.query.known}):
        stills |= {(False, still.number): still for still in jobs.unknown_stills(plan, part, unknown)}
    return list(_misses(chosen, stills, plan.seed, {stored.video: stored for stored in known}))


def _spread(asked: Sequence[Asked]) -> list[Asked]:
    """At most `EACH` of one picture, so that one bad picture does not fill the sheet."""
    seen: Counter[tuple[bool, int]] = Counter()
    kept = []
    for one in asked:
        key = (one.query.known, one.query.number)
        seen[key] += 1
        if seen[key] <= EACH:
            kept.append(one)
    return kept


def _misses(
    chosen: Sequence[Asked], stills: dict[tuple[bool, int], Still], seed: int, videos: dict[str, Stored]
) -> Iterator[Miss]:
    for one in chosen:
        still = stills[one.query.known, one.query.number]
        query = edited(still.rgb, one.query.edit, still.number, seed)
        said = "not found"
        answered = None
        if one.named:
            said = f"named with {one.found[0].score:.2f}"
            answered = _frame(one.found[0], videos, still.rgb)
        stored = "" if one.query.known else ", not stored"
        yield Miss("picture", one.query.edit, one.system, query, still.rgb, answered, f"{said}{stored}")


def _frame(found: Found, videos: dict[str, Stored], like: Rgb) -> Rgb:
    """The stored frame that was answered; a grey one for filler, which has no file."""
    stored = videos.get(found.video)
    if stored is None:
        return np.full_like(like, 128)
    return next(read_rgb(stored.path, found.at_s))[1]
