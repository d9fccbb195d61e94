"""A signature archive into the catalogue: each video checked for what it says, then stored in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import ARCHIVED, FileStat
from ashen.errors import AshenError
from ashen.ingest.archive import ArchivedVideo, Unusable, check_archive, read_archive
from ashen.ingest.layout_files import read_layout_files
from ashen.media.picture import open_image, read_picture
from ashen.media.stills import STILL_PX, Still
from ashen.signature.recipes import COLOR_LAYOUT_RECIPE, RECIPES
from ashen.signature.signature import Signature
from ashen.signature.windows import WINDOWS

Fate = Literal["added", "completed", "known", "refused"]
"""Stored; held already, and now signed by recipes that it lacked; held already; not stored."""

OnImported = Callable[["Imported", int], object]
"""Told of each video, and of how many there are."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a video of an archive.

    Attributes:
        name: of its file.
        fate: see `Fate`.
        video_id: its number in the library; None where it was refused.
        message: why it was refused; empty otherwise.
    """

    name: str
    fate: Fate
    video_id: int | None = None
    message: str = ""

    def as_json(self) -> dict[str, Any]:
        """As docs/formats.md has it."""
        return {"name": self.name, "fate": self.fate, "video_id": self.video_id, "message": self.message}


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What became of an archive: its videos, in its order."""

    videos: tuple[Imported, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many had which fate; those that none had are left out."""
        fates: list[str] = [video.fate for video in self.videos]
        return {fate: fates.count(fate) for fate in dict.fromkeys(fates)}

    def as_json(self) -> dict[str, Any]:
        """As docs/formats.md has it."""
        none = {"added": 0, "completed": 0, "known": 0, "refused": 0}
        return {**none, **self.counts, "videos": [video.as_json() for video in self.videos]}


def import_archive(catalog: Catalog, path: Path, searched: str, on_video: OnImported) -> ImportSummary:
    """Hold the videos of an archive; nothing is stored unless all of it is whole. The caller holds the writer lock.

    Args:
        catalog: where to.
        path: the archive.
        searched: the recipe that the library is searched by: what a video must be signed by.
        on_video: told of each.

    Raises:
        ArchiveDamaged: it is no archive, or not whole.
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        count = check_archive(stream)
        stream.seek(0)
        return _stored(catalog, read_archive(stream), searched, lambda imported: on_video(imported, count))


def import_layout_files(catalog: Catalog, path: Path) -> ImportSummary:
    """Hold the videos of a zip of v1beta2's signature files, for searches by colour layout. The caller holds the writer
    lock.

    Raises:
        ArchiveDamaged: it is no such zip, or one of its files is wrong; then nothing is stored.
        OSError: it cannot be read.
    """
    return _stored(catalog, read_layout_files(path), COLOR_LAYOUT_RECIPE, lambda _: None)


def _stored(
    catalog: Catalog,
    videos: Iterable[ArchivedVideo | Unusable],
    searched: str,
    tell: Callable[[Imported], object],
) -> ImportSummary:
    done: list[Imported] = []
    for read in videos:
        if isinstance(read, Unusable):
            done.append(Imported(read.name, "refused", message=read.message))
        else:
            done.append(_imported(catalog, read, searched))
        tell(done[-1])
    return ImportSummary(tuple(done))


def _imported(catalog: Catalog, archived: ArchivedVideo, searched: str) -> Imported:
    name, video = archived.name or "?", archived.video
    why = _unfit(archived, searched)
    if why:
        return Imported(name, "refused", message=why)
    held = catalog.videos_by_hash([video.content_hash]).get(video.content_hash)
    if held is not None:
        lacking = [each for each in archived.signatures if held not in catalog.video_ids(each.recipe)]
        if not lacking or catalog.video(held).frames != video.frames:
            return Imported(name, "known", held)
        stills = None if len(catalog.still_times(held)) else archived.stills
        catalog.add_signatures(held, lacking, stills)
        return Imported(name, "completed", held)
    place = FileStat(f"{ARCHIVED}{video.content_hash[:12]}/{name}", video.size_bytes, 0)
    try:
        return Imported(name, "added", catalog.add_video(video, archived.signatures, place, archived.stills))
    except (ValueError, OverflowError) as error:
        return Imported(name, "refused", message=f"It cannot be stored: {error}")


def _unfit(archived: ArchivedVideo, searched: str) -> str:
    """Why a library cannot hold it; empty when it can."""
    recipes = [signature.recipe for signature in archived.signatures]
    if len(set(recipes)) < len(recipes):
        return "It is signed by the same recipe twice."
    if searched not in recipes:
        by = ", ".join(recipes) or "nothing"
        return f"It is signed by {by}; this library is searched by {searched}. Sign it by that: `--recipe {searched}`."
    for signature in archived.signatures:
        if why := _unfit_signature(signature, archived.video.frames):
            return why
    times_s = [still.at_s for still in archived.stills]
    if any(later <= earlier for earlier, later in pairwise(times_s)):
        return "Its stills are not in order."
    return next(filter(None, map(_unfit_still, archived.stills)), "")


def _unfit_signature(signature: Signature, frames: int) -> str:
    recipe = RECIPES.get(signature.recipe)
    if recipe is None:
        return f"This Ashen does not know the recipe {signature.recipe}. Update it, or sign by an older one."
    if signature.codes.shape[1] != recipe.dimension or signature.codes.dtype != recipe.dtype:
        return f"Its codes are none that {recipe.name} makes. Sign it again."
    if len(signature) % len(WINDOWS) if recipe.of_windows else len(signature) != frames or not frames:
        return f"Its signature by {recipe.name} has {len(signature)} rows, which do not go with {frames} frames."
    if len(signature) and (signature.times_s[0] < 0 or np.any(np.diff(signature.times_s) <= 0)):
        return f"The times of its signature by {recipe.name} do not rise. Sign it again."
    return ""


def _unfit_still(still: Still) -> str:
    """A still is shown and laid under queries later: it has to be a small WebP file that can be read whole."""
    if still.data[:4] != b"RIFF" or still.data[8:12] != b"WEBP":
        return "One of its stills is no WebP file."
    try:
        with open_image(BytesIO(still.data), "the still") as image:
            if max(image.size) > STILL_PX:  # before it is decoded
                return f"One of its stills is larger than {STILL_PX} px."
        read_picture(still.data)
    except (AshenError, OSError) as error:
        return f"One of its stills cannot be read: {error}"
    return ""
