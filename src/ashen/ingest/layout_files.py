"""The signature files of Ashen v1beta2: zipped JSON, a file for each video, colour layouts only.

That interface never said what is in them beyond what its answers and its search by signature show; this is Ashen's own
reading of it, and docs/formats.md has it:

    {"crossreferences": {"anidb.net": {"animeId": "1", "episodeIds": ["100"]}},
     "title": "Hoshi no Umi", "episode": "2",
     "frames": [{"frameTimeMs": 0, "signature": "FQYHDg4O..."}, ...]}

`title` and `episode` may be left out; fields beyond these are passed over.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ashen.catalog.records import Naming, NewVideo
from ashen.errors import ArchiveDamaged, SignatureDamaged
from ashen.ingest.archive import ArchivedVideo, number_shown, provider_in, text_in, whole_in
from ashen.signature.color_layout import flat
from ashen.signature.color_layout_wire import from_v1beta2
from ashen.signature.recipes import COLOR_LAYOUT_RECIPE
from ashen.signature.signature import Signature

MOST_FILES = 1000
MOST_BYTES = 128 << 20
"""Of all files of a zip together, once they are unpacked."""
MOST_FRAMES = 1_000_000
READ_BYTES = 1 << 20
PROVIDERS = {
    "anidb.net": "anidb",
    "thetvdb.com": "tvdb",
    "anilist.co": "anilist",
    "myanimelist.net": "mal",
}
"""v1beta2's names of those who give ids -> Ashen's."""


def read_layout_files(path: Path) -> list[ArchivedVideo]:
    """The videos in a zip of signature files; all of them, or none where one is wrong.

    Raises:
        ArchiveDamaged: it is no such zip; the message says which file is wrong, and why.
        OSError: it cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            members = [member for member in packed.infolist() if not member.is_dir()]
            if not members or len(members) > MOST_FILES:
                raise ArchiveDamaged(f"The zip has {len(members)} files. Send one to {MOST_FILES} JSON files.")
            left, videos = MOST_BYTES, []
            for member in members:
                data = _unpacked(packed, member, left)
                left -= len(data)
                videos.append(_video(PurePath(member.filename).name, data))
            return videos
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise ArchiveDamaged(f"This is not a zip that can be read: {error}") from error


def _unpacked(packed: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """What is in a file of the zip; counted while it is unpacked, whatever the zip says its length is."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveDamaged("Files in the zip may be stored or deflated, nothing else.")
    unpacked = io.BytesIO()
    with packed.open(member) as stream:
        while piece := stream.read(READ_BYTES):
            if unpacked.tell() + len(piece) > most:
                raise ArchiveDamaged(f"The zip unpacks to more than {MOST_BYTES} bytes. Send fewer files at a time.")
            unpacked.write(piece)
    return unpacked.getvalue()


def _video(name: str, data: bytes) -> ArchivedVideo:
    try:
        told = json.loads(data)
        signature = _signature(told["frames"])
        naming = _naming(told)
        return _archived(name, len(data), signature, naming)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, SignatureDamaged) as error:
        raise ArchiveDamaged(f"{name[:80]} is not a signature file as docs/formats.md has it: {error}") from error


def _archived(name: str, size_bytes: int, signature: Signature, naming: Naming) -> ArchivedVideo:
    times_s = signature.times_s
    step_s = float(np.median(np.diff(times_s))) if len(times_s) > 1 else 0.0
    names = json.dumps([sorted(naming.ids.items()), sorted(naming.episode_ids.items())])
    digest = hashlib.blake2b(names.encode("ascii"), digest_size=20)
    digest.update(times_s.tobytes())
    digest.update(signature.codes.tobytes())
    video = NewVideo(
        content_hash=digest.hexdigest(),  # there is no file to hash: the same again is known by what it says
        size_bytes=size_bytes,
        duration_s=float(times_s[-1]) + step_s,
        frames=len(signature),
        width_px=0,
        height_px=0,
        codec="v1beta2",
        naming=naming,
        note="colour layouts only: found by colour layout, not by picture or video",
    )
    return ArchivedVideo(video, name, (signature,), ())


def _signature(frames: Any) -> Signature:
    if not isinstance(frames, list) or not 0 < len(frames) <= MOST_FRAMES:
        raise ValueError(f"`frames` is a list of one to {MOST_FRAMES}")
    times_ms: NDArray[np.int64] = np.array([whole_in(frame["frameTimeMs"], 2**40) for frame in frames], np.int64)
    if np.any(np.diff(times_ms) <= 0):
        raise ValueError("`frameTimeMs` does not rise from frame to frame")
    codes = np.stack([from_v1beta2(text_in(frame["signature"])) for frame in frames])
    quality = np.where(flat(codes), 0, 100).astype(np.uint8)
    return Signature(COLOR_LAYOUT_RECIPE, times_ms / 1000, codes, quality)


def _naming(told: Mapping[str, Any]) -> Naming:
    references = told["crossreferences"]
    if not isinstance(references, dict) or not references:
        raise ValueError("`crossreferences` names no provider")
    ids, of_episode = {}, {}
    for provider, reference in references.items():
        ours = PROVIDERS.get(provider, provider_in(provider))
        ids[ours] = text_in(reference["animeId"])
        of_episode[ours] = tuple(text_in(each) for each in reference.get("episodeIds", ()))
    title, number = told.get("title"), told.get("episode")
    shown = None if number is None else text_in(number)
    value = number_shown(shown)
    return Naming(
        anime_title=text_in(title) if title else " ".join(f"{provider} {each}" for provider, each in ids.items()),
        ids=ids,
        episode_number=shown,
        number_start=value,
        number_end=value,
        episode_ids={provider: values for provider, values in of_episode.items() if values},
    )
