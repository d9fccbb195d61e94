"""A moving query and the ways it is looked at; what costs more is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ashen.match.geometry import Rect
from ashen.match.pose import Pose
from ashen.match.shots import Span
from ashen.match.views import PictureQuery, QueryView, View, boxes, concatenate
from ashen.media.frames import Frames
from ashen.media.shrink import shrink
from ashen.media.video import BATCH_FRAMES
from ashen.signature.recipe import Recipe
from ashen.signature.signature import Signature
from ashen.threads import one_thread

BORDER_PX = 160
"""Longer side of frames while borders are looked for."""
PART_PX = 320
"""Longer side of frames of which a part is signed."""
PICTURE_PX = 640
"""Longer side of a frame that is looked at as a picture."""
KEPT_BYTES = 160 << 20
"""Small frames are kept in memory up to this size, about 13,000 of them; of longer queries they are read again."""
LONG_S = 60.0
"""Of longer queries not every frame is signed, but..."""
THIN_FRAMES = 6_000
"""...about this many, evenly spread..."""
THIN_S = (1 / 12, 1 / 2)
"""...no nearer to each other than the first, and no further apart than the second, seconds; besides..."""
CUT_LEVELS = 12.0
"""...frames on either side of a cut, which differ by this much of 255 on average: parts end at cuts."""
READ_THROUGH_S = 5.0
"""From one moment to the next it is read through up to this long, rather than searched from the key frame before: those
are ten seconds apart, as encoders have it."""
LOOKED_AT_S = 0.079
"""Of queries so long that frames are signed further apart than that, no frames nearer to each other are looked at, for
cuts and borders: every second one of film and of television is. Nor are frames decoded that no other depends on."""

OnRead = Callable[[float, int], None]
"""Told when the last of some frames that were read is shown, seconds, and how many they were."""


class Read(Protocol):
    """Opens the query anew."""

    def __call__(
        self,
        *,
        longest_px: int,
        start_s: float = 0.0,
        stop_s: float | None = None,
        apart_s: float = 0.0,
        sparse: bool = False,
        moments_s: Sequence[float] = (),
        batch: int = BATCH_FRAMES,
    ) -> AbstractContextManager[Iterable[Frames]]:
        """Batches of frames from one moment on and before another, at least `apart_s` from each other, `sparse` without
        those that no other is decoded from; or the frames at some moments, their longer side shrunk to `longest_px`."""


class ClipQuery(Protocol):
    """A moving query and its views."""

    def first(self) -> list[QueryView]:
        """As it is, then without borders where there are any. Every frame is in the first view."""

    def mirrored(self, spans: Sequence[Span], every_s: float = 0.0) -> list[QueryView]:
        """The same as their mirror images, of the frames within the spans only.

        Args:
            spans: from when to when each.
            every_s: how far apart frames are at least, seconds.
        """

    def part(self, view: View, part: Rect, span: Span) -> QueryView | None:
        """A part of every frame within a span, in shares of its sides; None where no frame is.

        Args:
            view: how it is turned, and the number of this part.
            part: which.
            span: from when to when.
        """

    def pictures(self, times_s: Sequence[float]) -> Iterator[tuple[float, PictureQuery]]:
        """The frames shown at these rising moments, each with its own, as still queries."""

    def upright(self, pose: Pose) -> ClipQuery | None:
        """What lies in it so, brought upright; None where it cannot be."""


class SignedClip:
    """A moving query of which only signatures are known: it is looked at in these views alone."""

    def __init__(self, views: Sequence[QueryView]) -> None:
        """From views, the first of all frames."""
        self._views = list(views)

    def first(self) -> list[QueryView]:
        """As in `ClipQuery`."""
        return self._views

    def mirrored(
        self,
        spans: Sequence[Span],  # noqa: ARG002 - codes cannot be mirrored
        every_s: float = 0.0,  # noqa: ARG002
    ) -> list[QueryView]:
        """As in `ClipQuery`: none."""
        return []

    def part(self, view: View, part: Rect, span: Span) -> QueryView | None:  # noqa: ARG002 - nor cut
        """As in `ClipQuery`: None."""
        return None

    def pictures(self, times_s: Sequence[float]) -> Iterator[tuple[float, PictureQuery]]:  # noqa: ARG002 - nor seen
        """As in `ClipQuery`: none."""
        return iter(())

    def upright(self, pose: Pose) -> ClipQuery | None:  # noqa: ARG002 - nor turned
        """As in `ClipQuery`: None."""
        return None


class FilmedClip:
    """A moving query whose frames can be read, again when need be."""

    def __init__(
        self, read: Read, recipe: Recipe, duration_s: float | None = None, on_read: OnRead | None = None
    ) -> None:
        """Nothing is read yet.

        Args:
            read: opens it.
            recipe: to sign with.
            duration_s: how long it is, where that is known; of long ones fewer frames are signed.
            on_read: told of frames as they are read for `first`; what it raises ends that.
        """
        self._read = read
        self._duration_s = duration_s
        self._on_read = on_read
        self._step_s = 0.0
        if duration_s is not None and duration_s > LONG_S:
            self._step_s = float(np.clip(duration_s / THIN_FRAMES, *THIN_S))
        self._apart_s = LOOKED_AT_S if self._step_s > THIN_S[0] else 0.0
        self._recipe = recipe
        self._looked_at = self._taken = 0
        self._kept: dict[View, list[Frames]] | None = {}
        self._first: list[QueryView] = []

    def first(self) -> list[QueryView]:
        """As in `ClipQuery`; read once."""
        if not self._first:
            self._first = self._read_first()
        return self._first

    def _read_first(self) -> list[QueryView]:
        parts: dict[View, list[Signature]] = {}
        self._kept = {}
        with self._small() as batches:
            for view, small in self._shrunk(self._watched(batches)):
                self._taken += len(small.times_s) if view.trimming == 0 else 0
                self._keep(view, small)
                parts.setdefault(view, []).append(self._signed(small))
        return _joined(parts, self._stands_for())

    def mirrored(self, spans: Sequence[Span], every_s: float = 0.0) -> list[QueryView]:
        """As in `ClipQuery`."""
        parts: dict[View, list[Signature]] = {}
        last_s: dict[View, float] = {}
        for view, small in self._again(spans):
            inside = _within(small.times_s, spans)
            inside[inside] = _apart(small.times_s[inside], every_s, last_s.get(view, -np.inf))
            if inside.any():
                last_s[view] = float(small.times_s[inside][-1])
                turned = Frames(small.times_s[inside], np.ascontiguousarray(small.rgb[inside][:, :, ::-1]))
                parts.setdefault(View(view.trimming, mirrored=True), []).append(self._signed(turned))
        return _joined(parts, self._stands_for())

    def part(self, view: View, part: Rect, span: Span) -> QueryView | None:
        """As in `ClipQuery`."""
        signed: list[Signature] = []
        with self._read(longest_px=PART_PX, start_s=span[0], stop_s=span[1] + 1e-6) as batches:
            for batch in batches:
                height, width = batch.rgb.shape[1:3]
                box = (part.left * width, part.top * height, part.right * width, part.bottom * height)
                small = shrink(batch.rgb, box=box)[:, :: -1 if view.flipped else 1, :: -1 if view.mirrored else 1]
                signed.append(self._signed(Frames(batch.times_s, np.ascontiguousarray(small))))
        return QueryView(view, concatenate(signed)) if signed else None

    def pictures(self, times_s: Sequence[float]) -> Iterator[tuple[float, PictureQuery]]:
        """As in `ClipQuery`; moments near each other in one reading."""
        for near_s in _near_each_other(times_s):
            moments_s = [at_s - 1e-6 for at_s in near_s]
            with self._read(longest_px=PICTURE_PX, moments_s=moments_s, batch=1) as batches:
                for frames in batches:
                    yield float(frames.times_s[0]), PictureQuery(frames.rgb[0], self._recipe)

    def upright(self, pose: Pose) -> FilmedClip:
        """As in `ClipQuery`; nothing of it is read yet."""
        return FilmedClip(_brought_upright(self._read, pose), self._recipe, self._duration_s)

    def _again(self, spans: Sequence[Span]) -> Iterator[tuple[View, Frames]]:
        """The frames of the first views, those within the spans at least."""
        if self._kept is not None:
            for view, kept in self._kept.items():
                for small in kept:
                    yield view, small
        else:
            for start_s, end_s in spans:
                with self._small(start_s, end_s + 1e-6) as batches:
                    yield from self._shrunk(batches)

    def _small(self, start_s: float = 0.0, stop_s: float | None = None) -> AbstractContextManager[Iterable[Frames]]:
        """Frames large enough for borders to be seen, from one moment on and before another; of long queries fewer."""
        far = self._apart_s > 0
        return self._read(longest_px=BORDER_PX, start_s=start_s, stop_s=stop_s, apart_s=self._apart_s, sparse=far)

    def _stands_for(self) -> float:
        return self._looked_at / self._taken if self._taken else 1.0

    def _watched(self, batches: Iterable[Frames]) -> Iterable[Frames]:
        for batch in batches:
            self._looked_at += len(batch.times_s)
            if self._on_read is not None:
                self._on_read(float(batch.times_s[-1]), len(batch.times_s))
            yield batch

    def _shrunk(self, batches: Iterable[Frames]) -> Iterator[tuple[View, Frames]]:
        for batch in _thinned(batches, self._step_s) if self._step_s else batches:
            with one_thread():
                found = boxes(batch.rgb)
                small = [shrink(batch.rgb, box=box) for box in found]
            for trimming, rgb in enumerate(small):
                yield View(trimming, mirrored=False), Frames(batch.times_s, rgb)

    def _keep(self, view: View, small: Frames) -> None:
        if self._kept is None:
            return
        self._kept.setdefault(view, []).append(small)
        if sum(frames.rgb.nbytes for frames in chain(*self._kept.values())) > KEPT_BYTES:
            self._kept = None

    def _signed(self, small: Frames) -> Signature:
        with one_thread():
            codes, quality = self._recipe.sign(small.rgb)
        return Signature(self._recipe.name, small.times_s, codes, quality)


def _brought_upright(read: Read, pose: Pose) -> Read:
    """Reads what lies so in the same frames, as large as they would be."""

    @contextmanager
    def upright(*, longest_px: int, **how: Any) -> Iterator[Iterable[Frames]]:
        with read(longest_px=round(longest_px / pose.share), **how) as batches:
            yield (Frames(batch.times_s, np.stack([pose.upright(rgb) for rgb in batch.rgb])) for batch in batches)

    return upright


def _near_each_other(times_s: Sequence[float]) -> Iterator[list[float]]:
    """Rising moments, in groups that it costs less to read through than to search for one by one."""
    group: list[float] = []
    for at_s in times_s:
        if group and at_s - group[-1] > READ_THROUGH_S:
            yield group
            group = []
        group.append(at_s)
    if group:
        yield group


def _thinned(batches: Iterable[Frames], step_s: float) -> Iterator[Frames]:
    """Frames at least `step_s` apart, and those on either side of a cut."""
    last_s = -np.inf
    before = np.empty((0, 0, 0, 3), np.int16)
    for batch in batches:
        points = batch.rgb[:, ::4, ::4].astype(np.int16)
        earlier = np.concatenate([before if before.shape[1:] == points.shape[1:] else points[:1], points[:-1]])
        before = points[-1:]
        cut = np.abs(points - earlier).mean(axis=(1, 2, 3)) >= CUT_LEVELS
        kept = cut.copy()
        kept[:-1] |= cut[1:]
        for row, at_s in enumerate(batch.times_s.tolist()):
            if kept[row] or at_s - last_s >= step_s - 1e-9:
                kept[row], last_s = True, at_s
        if kept.any():
            yield Frames(batch.times_s[kept], batch.rgb[kept])


def _joined(parts: dict[View, list[Signature]], stands_for: float) -> list[QueryView]:
    ordered = sorted(parts, key=lambda view: view.trimming)
    return [QueryView(view, concatenate(parts[view]), stands_for) for view in ordered]


def _apart(times_s: NDArray[np.float64], step_s: float, last_s: float) -> NDArray[np.bool_]:
    """Which frames to take for any two to be at least `step_s` apart, the first from `last_s`."""
    taken = np.zeros(len(times_s), dtype=np.bool_)
    for row, at_s in enumerate(times_s.tolist()):
        if at_s - last_s >= step_s - 1e-9:
            taken[row], last_s = True, at_s
    return taken


def _within(times_s: NDArray[np.float64], spans: Sequence[Span]) -> NDArray[np.bool_]:
    inside = np.zeros(len(times_s), dtype=np.bool_)
    for start_s, end_s in spans:
        inside |= (times_s >= start_s - 1e-9) & (times_s <= end_s + 1e-9)
    return inside
