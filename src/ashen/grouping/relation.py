"""How two files lie over each other, in a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ashen.match.overlap import Coverage, Piece

Kind = Literal["same", "version", "contained", "overlap"]

WHOLE_SHARE = 0.95
"""From this share on, all of a file is meant: the rest is fades."""
SAME_SHARE = 0.97
"""Share of each of two files that must be in the other for them to be the same content."""
VERSION_SHARE = 0.5
"""Share of each that must be in the other for them to be versions of one thing."""
CLIP_SHARE = 0.8
"""Less of a file than this, whole in one piece, is a clip of it rather than a shorter version."""
LEAST_S = 1.0
"""Files that have less in common are not related."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What file `a` has to do with file `b`.

    Attributes:
        a, b: numbers of the files, as given.
        kind: the same content; versions of one thing; `a` is contained in `b`; they overlap in a part.
        a_share, b_share: share of each that is in the other.
        offset_s: time in `b` of `a`'s time 0, by the longest stretch in common; 0 between pictures.
        shared: the stretches in common: `query` is of `a`, `video` of `b`.
    """

    a: int
    b: int
    kind: Kind
    a_share: float
    b_share: float
    offset_s: float
    shared: tuple[Piece, ...] = ()

    def as_json(self, paths: list[str]) -> dict[str, Any]:
        """As documented in docs/formats.md."""
        return {
            "a": paths[self.a],
            "b": paths[self.b],
            "kind": self.kind,
            "a_share": round(self.a_share, 4),
            "b_share": round(self.b_share, 4),
            "offset_s": round(self.offset_s, 3),
            "shared": [
                {
                    "a_start_s": round(piece.query.start_s, 3),
                    "a_end_s": round(piece.query.end_s, 3),
                    "b_start_s": round(piece.video.start_s, 3),
                    "b_end_s": round(piece.video.end_s, 3),
                }
                for piece in self.shared
            ],
        }


def relation_of(a: int, b: int, coverage: Coverage) -> Relation | None:
    """What two files have to do with each other; None where they have too little in common.

    Args:
        a: the file that was the query.
        b: the file that took the stored video's part.
        coverage: of the two.
    """
    if min(coverage.query_s, coverage.video_s) < LEAST_S:
        return None
    shared = coverage.shared
    if coverage.video_share > coverage.query_share:  # the one that is more in the other comes first
        a, b = b, a
        shared = tuple(sorted(Piece(piece.video, piece.query) for piece in shared))
    more, less = sorted((coverage.query_share, coverage.video_share), reverse=True)
    longest = max(shared, key=lambda piece: piece.query.length_s)
    rate = longest.video.length_s / longest.query.length_s if longest.query.length_s else 1.0
    offset_s = longest.video.start_s - rate * longest.query.start_s
    return Relation(a, b, _kind(more, less, coverage), more, less, offset_s, shared)


def _kind(more: float, less: float, coverage: Coverage) -> Kind:
    plain = not (coverage.missing or coverage.added or coverage.changed)
    if less >= SAME_SHARE and plain and coverage.in_order:
        return "same"
    if more >= WHOLE_SHARE and less < CLIP_SHARE and coverage.pieces == 1:
        return "contained"
    if less >= VERSION_SHARE:
        return "version"
    return "contained" if more >= WHOLE_SHARE and coverage.pieces == 1 else "overlap"


def families(count: int, relations: list[Relation]) -> list[list[int]]:
    """Files that are the same thing, together: same content and versions; clips with the file they are most of.

    A clip in several files (an opening) does not make these one family. Largest first, files in their order; files
    that belong to none are families of one.
    """
    parent = list(range(count))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for relation in relations:
        if relation.kind in ("same", "version"):
            parent[root(relation.a)] = root(relation.b)
    clips: dict[int, Relation] = {}
    for relation in relations:
        if relation.kind == "contained":
            best = clips.get(relation.a)
            if best is None or relation.b_share > best.b_share:
                clips[relation.a] = relation
    roots = [root(number) for number in range(count)]
    sizes = {number: roots.count(number) for number in set(roots)}
    for clip, relation in clips.items():
        if sizes[roots[clip]] == 1 and roots[relation.b] != clip:  # a clip with versions of its own stays with them
            parent[clip] = root(relation.b)
    members: dict[int, list[int]] = {}
    for number in range(count):
        members.setdefault(root(number), []).append(number)
    return sorted(members.values(), key=lambda family: (-len(family), family[0]))
