"""`ashen rebuild`: the search index anew from the catalogue."""

from __future__ import annotations

from ashen.cli.location import LibraryOption


def rebuild(library: LibraryOption) -> None:
    """Make the search index anew. Never needed for correctness: damage is noticed and mended by itself."""
    from ashen.library import Library

    with Library.open(library) as lib:
        rows = lib.rebuild()
    print(f"The search index holds {rows:,} rows.")
