"""Coverage on synthetic signatures with known truth."""

import numpy as np
import pytest

from ashen.match.clip import match_clip
from ashen.match.coverage import (
    Extent,
    cover,
    explained_s,
    extent_s,
    joined,
    pieces_of,
    unexplained,
    without,
)
from ashen.match.overlap import Piece, Span
from ashen.signature.signature import Signature
from tests.match.build import (
    AGREEMENT,
    RECIPE,
    Shelf,
    an_episode,
    plain_view,
    resampled,
)
from tests.match.build import joined as appended

EPISODE = an_episode(3, seconds=60)
SHELF = Shelf({3: EPISODE, 4: an_episode(4, seconds=60)})


def found_pieces(query: Signature) -> list[Piece]:
    """The stretches in which matching finds the query to be video 3."""
    views = plain_view(query)
    explained = match_clip(views, SHELF.index, SHELF, AGREEMENT, RECIPE.run_distance)
    level, least = AGREEMENT.similarity, AGREEMENT.min_quality
    found = [stretch.segment for stretch in explained if stretch.segment.video_id == 3]
    return [piece for segment in found for piece in pieces_of(query, EPISODE, segment, level, least)]


def extent(duration_s: float = 60.0) -> Extent:
    return Extent(3, "/3.mkv", "Show", "3", duration_s)


def near(spans: tuple[Span, ...], *truth: tuple[float, float], within_s: float = 0.15) -> bool:
    return len(spans) == len(truth) and bool(np.all(np.abs(np.array(spans).reshape(-1, 2) - truth) <= within_s))


def test_a_whole_copy_covers_everything() -> None:
    """All of the one is in all of the other, in one piece."""
    query = resampled(EPISODE, 0, 60, noise=0.2)
    coverage = cover(found_pieces(query), extent_s(query), extent())
    assert coverage.query_share == pytest.approx(1, abs=0.01)
    assert coverage.video_share == pytest.approx(1, abs=0.01)
    assert (coverage.pieces, coverage.in_order) == (1, True)
    assert (coverage.missing, coverage.added, coverage.changed) == ((), (), ())


def test_a_cut_and_a_card_are_missing_and_added() -> None:
    """What was left out of the video is missing, at its place there; what was put in is added, at its place here."""
    card = an_episode(70, seconds=5)
    query = appended(
        resampled(EPISODE, 0, 20, noise=0.2), card, resampled(EPISODE, 20, 40, noise=0.2), resampled(EPISODE, 45, 60)
    )
    pieces = found_pieces(query)
    coverage = cover(pieces, extent_s(query), extent())
    assert near(coverage.missing, (40, 45))
    assert near(coverage.added, (20, 25))
    assert near(unexplained(pieces, extent_s(query)), (20, 25))
    assert (coverage.pieces, coverage.in_order, coverage.changed) == (3, True, ())
    assert coverage.video_s == pytest.approx(55, abs=0.3)
    assert coverage.query_share == pytest.approx(55 / 60, abs=0.01)
    assert coverage.longest_s == pytest.approx(20, abs=0.2)


@pytest.mark.parametrize("quality", [80, 0])
def test_a_covered_part_is_changed(quality: int) -> None:
    """What shows something else, or nothing, while the rest goes on is neither missing nor added."""
    query = resampled(EPISODE, 0, 60, noise=0.1)
    covered = (query.times_s >= 30) & (query.times_s < 34)
    codes, qualities = query.codes.copy(), query.quality.copy()
    codes[covered] = an_episode(71).codes[: covered.sum()]
    qualities[covered] = quality
    coverage = cover(found_pieces(Signature(query.recipe, query.times_s, codes, qualities)), extent_s(query), extent())
    assert (coverage.missing, coverage.added) == ((), ())
    [changed] = coverage.changed
    assert near((changed.query, changed.video), (30, 34), (30, 34))
    assert coverage.query_s == pytest.approx(56, abs=0.3)


def test_frames_blank_in_both_are_no_gap() -> None:
    """Two black seconds in query and video alike do not break the copy."""
    quality = np.where((EPISODE.times_s > 20) & (EPISODE.times_s < 22), 0, 80).astype(np.uint8)
    source = Signature(EPISODE.recipe, EPISODE.times_s, EPISODE.codes, quality)
    shelf = Shelf({3: source})
    [stretch] = match_clip(plain_view(source), shelf.index, shelf, AGREEMENT, RECIPE.run_distance)
    assert len(pieces_of(source, source, stretch.segment, AGREEMENT.similarity, AGREEMENT.min_quality)) == 1


def test_faster_copies_cover_all_of_the_video() -> None:
    """At 1.25 times the speed, four fifths of the time hold all of it."""
    query = resampled(EPISODE, 0, 60, speed=1.25)
    coverage = cover(found_pieces(query), extent_s(query), extent())
    assert coverage.video_share == pytest.approx(1, abs=0.02)
    assert coverage.video_s == pytest.approx(1.25 * coverage.query_s, rel=0.02)


def test_an_odd_order_is_said() -> None:
    """Halves that changed places are two pieces out of order."""
    query = appended(resampled(EPISODE, 30, 60), resampled(EPISODE, 0, 30))
    coverage = cover(found_pieces(query), extent_s(query), extent())
    assert (coverage.pieces, coverage.in_order) == (2, False)
    assert (coverage.missing, coverage.added, coverage.changed) == ((), (), ())


def test_spans_are_counted_once() -> None:
    """Spans that overlap are one; what is left of a whole leaves out short rests; nothing is beyond its ends."""
    assert joined([Span(3, 5), Span(0, 1), Span(4, 6)]) == [Span(0, 1), Span(3, 6)]
    assert without([Span(3, 6), Span(0, 1)], Span(0, 10), 1.0) == (Span(1, 3), Span(6, 10))
    assert without([Span(0.5, 9.8)], Span(0, 10), 1.0) == ()
    assert without([], Span(0, 10), 1.0) == (Span(0, 10),)
    assert without([Span(-1, 12)], Span(0, 10), 1.0) == ()
    assert explained_s([Piece(Span(2, 4), Span(0, 2)), Piece(Span(3, 12), Span(0, 9))], 10) == 8
    twice = [Piece(Span(0, 10), Span(0, 10)), Piece(Span(10, 20), Span(0, 10))]
    coverage = cover(twice, 20, extent(20))
    assert (coverage.query_s, coverage.video_s) == (20, 10)
    assert coverage.missing == (Span(10, 20),)
    nothing = cover([], 20, extent(0))
    assert (nothing.pieces, nothing.query_share, nothing.video_share) == (0, 0, 0)
