"""`python -m benchmarks.corpus`: fetch everything; print what there is, whose it is, and what is missing."""

import sys

from benchmarks.corpus.artwork import SOURCES
from benchmarks.corpus.fetching import fetch_all
from benchmarks.corpus.item import cache_folder
from benchmarks.corpus.pictures import art
from benchmarks.corpus.works import FONT, VIDEOS


def main() -> int:
    """0 when everything is here, else 1."""
    _, missing = fetch_all()
    pictures = art()
    print(f"in {cache_folder()}\n\nvideos")
    for item in VIDEOS:
        print(
            f"  {item.name}: {item.work}, {item.role}, {item.duration_s:.1f} s, {item.width_px}x{item.height_px}, "
            f"{item.licence}, {item.source} {item.version}".rstrip()
            + f"\n    {item.attribution}"
        )
    print(f"  together {sum(item.duration_s for item in VIDEOS):.0f} s of {len({i.work for i in VIDEOS})} works")
    print(f"\nfont\n  {FONT.name}: {FONT.licence}, {FONT.source}\n    {FONT.attribution}")
    print(f"\nart: {len(pictures.backgrounds)} backgrounds, {len(pictures.sprites)} sprites")
    for source in SOURCES:
        print(f"  {source.package} {source.version}: {source.licence}\n    {source.attribution}")
    for line in (*missing, *pictures.missing):
        print(f"missing: {line}", file=sys.stderr)
    return 1 if missing or pictures.missing else 0


if __name__ == "__main__":
    sys.exit(main())
