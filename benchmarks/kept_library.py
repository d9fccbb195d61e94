"""Filled libraries of development works that are kept in the cache, since filling one takes minutes."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

from ashen.catalog.upgrade import MIGRATIONS
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named
from benchmarks import stock, world
from benchmarks.filler import Filler, videos_for
from benchmarks.made_once import make_folder
from benchmarks.queries import frames_of
from benchmarks.shelf import Shelf
from benchmarks.world import Scale, World


def filled(
    scale: Scale, seed: int, workers: int, says: Callable[[str], None], *, anew: bool = False
) -> tuple[World, Shelf]:
    """The videos of a scale and the library that holds them, from the cache where it is there.

    Args:
        scale: which videos.
        seed: of everything.
        workers: processes that draw.
        says: is told where the library comes from.
        anew: fill it again though it is there, as after a change of what indexing stores.
    """
    made = world.make(scale, seed, workers)
    return made, holding(made, scale.name, scale.frames, seed, workers, says, anew=anew)


def holding(
    made: World, name: str, frames: int, seed: int, workers: int, says: Callable[[str], None], *, anew: bool = False
) -> Shelf:
    """The library that holds the known videos and, with filler, about so many frames; else as `filled`.

    Args:
        made: the videos.
        name: of the library, unlike that of any other.
        frames: how many it holds at least.
        seed: of the filler.
        workers: processes that draw.
        says: is told where the library comes from.
        anew: fill it again though it is there.
    """
    fillers = videos_for(frames - sum(frames_of(stored) for stored in made.known))
    home = folder(name, seed, fillers)
    shelf = Shelf(home, made.folder, made.known, world.cache_folder(), seed, fillers)
    if anew:
        shutil.rmtree(home, ignore_errors=True)
    if home.exists():
        says(f"a library of an earlier run: {home}")
        return shelf
    filler = Filler(shelf.cache, seed, workers)
    stocked = make_folder(home, lambda making: stock.stock(making, made.folder, filler, fillers))
    says(f"Ashen's library holds {stocked.frames:,} frames, {stocked.rows:,} rows")
    return shelf


def folder(name: str, seed: int, fillers: int) -> Path:
    """Where such a library lies: another recipe, other tables or more filler make it another one."""
    recipe = recipe_named(DEFAULT_SEARCH_RECIPE)
    tables = sorted(path.name for path in (MIGRATIONS / "versions").glob("v*.py"))
    key = zlib.crc32(repr((recipe.name, recipe.windows, tables, fillers, world.VERSION)).encode())
    return world.cache_folder() / f"library-{name}-{seed}-{key:08x}"
