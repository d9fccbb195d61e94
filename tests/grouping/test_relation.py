"""Relations and families from how files lie over each other."""

import pytest

from ashen.grouping.relation import Kind, Relation, families, relation_of
from ashen.match.coverage import Extent, cover
from ashen.match.overlap import Piece, Span


def lying(query_s: float, video_s: float, *pieces: tuple[float, float, float]) -> Relation | None:
    """File 0 of `query_s` as the query, file 1 of `video_s`; pieces as (start in 0, start in 1, length)."""
    found = [Piece(Span(a, a + length), Span(b, b + length)) for a, b, length in pieces]
    return relation_of(0, 1, cover(found, query_s, Extent(2, "", "", None, video_s)))


@pytest.mark.parametrize(
    ("lengths_s", "pieces", "expected"),
    [
        ((60, 60), [(0, 0, 60)], (0, "same", 0)),
        ((60, 60), [(0, 0, 30), (35, 30, 25)], (1, "version", 0)),  # five seconds put in, five cut off
        ((55, 60), [(0, 0, 30), (30, 35, 25)], (0, "version", 0)),  # five seconds cut out
        ((10, 60), [(0, 20, 10)], (0, "contained", 20)),
        ((60, 10), [(20, 0, 10)], (1, "contained", 20)),
        ((60, 60), [(40, 0, 20)], (0, "overlap", -40)),
    ],
)
def test_relations_have_a_word(
    lengths_s: tuple[float, float], pieces: list[tuple[float, float, float]], expected: tuple[int, str, float]
) -> None:
    """Which file is of which, how, and where the first starts in the second."""
    relation = lying(*lengths_s, *pieces)
    assert relation is not None
    first, kind, offset_s = expected
    assert relation.kind == kind
    if kind == "contained":
        assert (relation.a, relation.b) == (first, 1 - first)
    if kind in ("contained", "same"):
        assert relation.offset_s == pytest.approx(offset_s)
    if kind == "overlap":
        assert abs(relation.offset_s) == pytest.approx(abs(offset_s))
    assert relation.a_share >= relation.b_share


def test_a_moment_in_common_is_nothing() -> None:
    """Less than a second is chance, or a logo."""
    assert lying(60, 60, (3, 5, 0.8)) is None


def related(a: int, b: int, kind: Kind, b_share: float = 0.2) -> Relation:
    return Relation(a, b, kind, 1.0, b_share, 0.0)


def test_families_hold_what_is_one_thing() -> None:
    """Copies and versions are one family, also through each other; a clip belongs to its file; parts do not join."""
    found = families(7, [related(0, 1, "same"), related(2, 1, "version"), related(3, 0, "contained")])
    assert found == [[0, 1, 2, 3], [4], [5], [6]]
    assert families(2, [related(0, 1, "overlap")]) == [[0], [1]]
    assert families(0, []) == []


def test_an_opening_joins_no_episodes() -> None:
    """A clip in several files belongs to one of them, and does not make them one."""
    found = families(3, [related(0, 1, "contained", 0.1), related(0, 2, "contained", 0.3)])
    assert found == [[0, 2], [1]]


def test_clips_that_are_versions_of_each_other_stay_together() -> None:
    """They are not torn apart by the files they are in."""
    relations = [related(0, 1, "same"), related(0, 2, "contained"), related(1, 3, "contained")]
    assert families(4, relations) == [[0, 1], [2], [3]]
