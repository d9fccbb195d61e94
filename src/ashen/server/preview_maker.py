"""A still and a looped clip of each match, for those who were given a link to it.

From the source file where it is within reach and has not changed; of others the stored still is all there is.
"""

from __future__ import annotations

import asyncio
import secrets
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ashen.catalog.catalog import Catalog
from ashen.errors import PreviewMissing, VideoMissing
from ashen.media.scene_clip import frame_jpeg, jpeg, write_scene_clip
from ashen.media.stills import decode_still
from ashen.server.links import LIFETIME_S, Links, Moment
from ashen.server.preview_cache import Cancelled, PreviewCache
from ashen.server.scenes import LEAST_S, MOST_S, scene_around
from ashen.signature.recipes import recipe_named

Size = Literal["s", "m", "l"]
LONGEST_PX: dict[Size, int] = {"s": 160, "m": 320, "l": 640}
"""Longer side by size; what is smaller is not enlarged."""
SEGMENT_S = 10.0
"""Of a stretch of a video that was found, the clip shows at most so much from its start."""
CACHE_BYTES = 512 << 20
AT_ONCE = 2
LOOK_AGAIN_S = 10.0
"""How long it is believed that a file is within reach, or is not."""
LOOKED_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Scene:
    """From when to when a clip shows its video, seconds, and how long that is in all."""

    start_s: float
    end_s: float
    duration_s: float


class Previews:
    """Makes links and what is behind them; close it. For one event loop.

    Args:
        catalog: of the library; asked in other threads.
        secret: signs the links; a fresh one when None.
        most_bytes: of all files kept.
        at_once: how many are made at a time.
    """

    def __init__(
        self, catalog: Catalog, secret: bytes | None = None, most_bytes: int = CACHE_BYTES, at_once: int = AT_ONCE
    ) -> None:
        self.links = Links(secret or secrets.token_bytes(32))
        self._catalog = catalog
        self._folder = tempfile.TemporaryDirectory(prefix="ashen-previews-", ignore_cleanup_errors=True)
        self._looked: dict[int, tuple[float, bool]] = {}
        self.cache = PreviewCache(Path(self._folder.name), most_bytes, at_once)

    def close(self) -> None:
        """Delete what was made."""
        self._folder.cleanup()

    async def link(self, answers: Iterable[dict[str, Any]], lifetime_s: float = LIFETIME_S) -> None:
        """Give every match of answers, as docs/formats.md has them, its `preview`."""
        for answer in answers:
            matches = [*answer["matches"], *answer["runners_up"]]
            reached = await self._in_reach({match["video_id"] for match in matches})
            moving = answer["query"]["kind"] == "video"
            self._link(matches, reached, lifetime_s, moving=moving)

    def _link(self, matches: list[dict[str, Any]], reached: set[int], lifetime_s: float, *, moving: bool) -> None:
        for match in matches:
            start_s, end_s = (match["start_s"], match["end_s"]) if moving else (0.0, 0.0)
            at_s = min(max(match["at_s"], start_s), end_s) if moving else match["at_s"]
            moment = Moment(match["video_id"], at_s, start_s, min(end_s, start_s + SEGMENT_S))
            address = f"/v1/previews/{self.links.token(moment, lifetime_s)}"
            clip = f"{address}/clip.mp4" if match["video_id"] in reached else None
            match["preview"] = {"image": f"{address}/still.jpg", "video": clip}

    async def _in_reach(self, video_ids: set[int]) -> set[int]:
        """Those of these videos whose files are within reach, or were so lately; of a removed one there is none."""
        now_s = time.monotonic()
        unsure = [number for number in video_ids if now_s > self._looked.get(number, (0.0, False))[0] + LOOK_AGAIN_S]
        if unsure:
            if len(self._looked) > LOOKED_KEPT:
                self._looked.clear()
                unsure = list(video_ids)
            found = await asyncio.to_thread(self._reach, unsure)
            self._looked.update({number: (now_s, number in found) for number in unsure})
        return {number for number in video_ids if self._looked[number][1]}

    def _reach(self, video_ids: Iterable[int]) -> set[int]:
        found = set()
        for number in video_ids:
            with suppress(VideoMissing):
                if self.source(number) is not None:
                    found.add(number)
        return found

    def source(self, video_id: int) -> Path | None:
        """The file of a stored video where it is within reach, and as it was when it was signed. Blocks.

        Raises:
            VideoMissing: there is no such video.
        """
        return next(self._whole(self._catalog.video(video_id).paths), None)

    def _whole(self, paths: Iterable[str]) -> Iterator[Path]:
        for path in paths:
            record = self._catalog.file(path)
            try:
                stat = Path(path).stat()
            except (OSError, ValueError):
                continue
            if record and (stat.st_size, stat.st_mtime_ns) == (record.size_bytes, record.mtime_ns):
                yield Path(path)

    def scene(self, moment: Moment, least_s: float = LEAST_S, most_s: float = MOST_S) -> Scene:
        """What the clip of a moment shows. Blocks.

        Raises:
            VideoMissing: there is no such video.
        """
        video = self._catalog.video(moment.video_id)
        if moment.end_s > moment.start_s:
            return Scene(moment.start_s, moment.end_s, video.duration_s)
        recipe = recipe_named(self._catalog.search_recipe)
        signature = self._catalog.signature(moment.video_id, recipe.name)
        start_s, end_s = scene_around(signature, float(recipe.unit or 1), moment.at_s, least_s, most_s)
        return Scene(start_s, end_s, video.duration_s)

    async def still(self, moment: Moment, size: Size) -> Path:
        """A JPEG of the moment.

        Raises:
            VideoMissing: there is no such video.
            PreviewMissing: neither its file nor a still of it is there.
        """

        def make(target: Path, _cancelled: Cancelled) -> None:
            source = self.source(moment.video_id)
            if source is not None:
                target.write_bytes(frame_jpeg(source, moment.at_s, LONGEST_PX[size]))
                return
            stills = self._catalog.stills_at(moment.video_id, [moment.at_s])
            if not stills:
                raise PreviewMissing("The file of this video is out of reach, and no still of it is stored.")
            target.write_bytes(jpeg(decode_still(stills[0].data)))

        return await self.cache.file(f"{moment.video_id} {moment.at_s} {size}", ".jpg", make)

    async def clip(self, moment: Moment, scene: Scene, size: Size, *, sound: bool) -> Path:
        """An MP4 of a scene of the moment's video.

        Raises:
            VideoMissing: there is no such video.
            PreviewMissing: its file is out of reach, or has changed.
        """

        def make(target: Path, cancelled: Cancelled) -> None:
            source = self.source(moment.video_id)
            if source is None:
                raise PreviewMissing("The file of this video is out of reach; its still is all there is.")
            write_scene_clip(
                source,
                target,
                start_s=scene.start_s,
                end_s=scene.end_s,
                longest_px=LONGEST_PX[size],
                sound=sound,
                cancelled=cancelled,
            )

        key = f"{moment.video_id} {scene.start_s} {scene.end_s} {size} {sound}"
        return await self.cache.file(key, ".mp4", make)
