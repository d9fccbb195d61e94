"""One committed state of an index, opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ashen.errors import IndexDamaged
from ashen.index import manifest as manifests
from ashen.index.manifest import Manifest
from ashen.index.part import Part
from ashen.index.quantiser import Quantiser
from ashen.index.segment import Segment

_OPEN_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What the manifest named, open; immutable, so a search that has begun is not disturbed by the next state.

    Attributes:
        manifest: the manifest.
        quantiser: its quantiser.
        parts: its segments.
        stamp: the manifest's `stamp` from before it was read.
    """

    manifest: Manifest
    quantiser: Quantiser
    parts: tuple[Part, ...]
    stamp: tuple[int, int, int]


def load(directory: Path, before: State | None) -> State:
    """The committed state; files open already are taken over. A commit may remove files while they are being opened:
    then there is a newer manifest, which is tried instead."""
    stamp = manifests.stamp(directory)
    for attempt in range(_OPEN_ATTEMPTS):
        try:
            return _load_stamped(directory, stamp, before)
        except IndexDamaged:
            now = manifests.stamp(directory)
            if now == stamp or attempt == _OPEN_ATTEMPTS - 1:
                raise
            stamp = now
    raise IndexDamaged(f"{directory} changes faster than it can be read: try again")


def _load_stamped(directory: Path, stamp: tuple[int, int, int], before: State | None) -> State:
    manifest = manifests.read(directory)
    if before is not None and before.manifest.quantiser == manifest.quantiser:
        quantiser = before.quantiser
        is_open = {part.record.file: part for part in before.parts}
    else:
        quantiser = Quantiser.read(directory / manifest.quantiser)
        is_open = {}
    parts = []
    for record in manifest.segments:
        part = is_open.get(record.file)
        if part is None:
            part = Part(Segment(directory, record, quantiser, manifest.recipe), record)
        elif part.record != record:
            part = Part(part.segment, record)
        parts.append(part)
    return State(manifest, quantiser, tuple(parts), stamp)
