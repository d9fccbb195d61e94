"""All search indices of one library, of frames, windows of stills and colour layouts: each when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ashen.catalog.catalog import Catalog
from ashen.catalog.recent import RecentReads
from ashen.search_index import Say, SearchIndex, say_in_log
from ashen.signature.recipe import Recipe
from ashen.signature.recipes import COLOR_LAYOUT_RECIPE, recipe_named


class Searches:
    """Search indices by recipe.

    Args:
        directory: where they lie.
        catalog: of the library.
        recent: what was read of it lately.
        lock: path of its writer lock.
    """

    def __init__(self, directory: Path, catalog: Catalog, recent: RecentReads, lock: Path) -> None:
        self._directory = directory
        self._catalog = catalog
        self._recent = recent
        self._lock = lock
        self._open: dict[str, SearchIndex] = {}

    def by(self, recipe: str) -> SearchIndex:
        """The index of one recipe."""
        if recipe not in self._open:
            if recipe != COLOR_LAYOUT_RECIPE:  # which is searched beside the others
                self.look_again()  # the library went over to another recipe: what the last one held is let go of
            self._open[recipe] = SearchIndex(
                self._directory, recipe_named(recipe), self._catalog, self._recent, self._lock
            )
        return self._open[recipe]

    def of(self, recipe: Recipe) -> list[SearchIndex]:
        """The indices searched by a recipe: of frames, and where it has them, of windows."""
        return [self.by(name) for name in (recipe.name, recipe.windows) if name]

    def look_again(self) -> None:
        """Forget what is open and kept."""
        for search in self._open.values():
            search.look_again()

    @contextmanager
    def published(self, recipe: Recipe, say: Say = say_in_log) -> Iterator[Callable[[], None]]:
        """A function that brings a recipe's stored indices up to the catalogue. The caller holds the writer lock."""
        indices = [(search, search.mended(say)) for search in self.of(recipe)]

        def publish() -> None:
            for search, index in indices:
                search.publish(index)

        yield publish
