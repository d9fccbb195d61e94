import pytest

from benchmarks.scoring.segments import (
    Coverage,
    Overlap,
    boundary_errors_s,
    claimed_s,
    coverage,
    f_score,
    false_claims,
    matched,
    mean_coverage,
    union_s,
)


def box(query: tuple[float, float], stored: tuple[float, float], video: str = "a") -> Overlap:
    return Overlap(*query, video, *stored)


TRUE = [box((0, 10), (100, 110))]


@pytest.mark.parametrize(
    ("claimed", "precision", "recall"),
    [
        ([box((0, 10), (100, 110))], 1, 1),
        ([box((0, 5), (100, 105))], 1, 0.25),  # half of either side: 0.5 x 0.5
        ([box((0, 5), (100, 110))], 1, 0.5),  # half of one side
        ([box((0, 20), (100, 120))], 0.25, 1),
        ([box((5, 15), (105, 115))], 0.25, 0.25),
        ([box((0, 5), (100, 105)), box((5, 10), (105, 110))], 1, 1),  # split where it does not matter
        ([box((0, 6), (100, 106)), box((4, 10), (104, 110))], 1, 1),  # parts that overlap
        ([box((0, 10), (100, 110)), box((0, 10), (100, 110))], 1, 1),  # said twice
        ([box((0, 10), (300, 310))], 0, 0),  # right time, wrong place: no area in common
        ([box((20, 30), (100, 110))], 0, 0),
        ([box((0, 10), (100, 110), "b")], 0, 0),  # another video
        ([box((0, 10), (100, 110)), box((0, 10), (100, 110), "b")], 0.25, 1),
        ([box((10, 20), (110, 120))], 0, 0),  # corners touch
        ([], 1, 0),
    ],
)
def test_coverage_of_one_stretch(claimed: list[Overlap], precision: float, recall: float) -> None:
    """The products of what the sides cover, worked out by hand."""
    found = coverage(claimed, TRUE)
    assert [found.precision, found.recall] == pytest.approx([precision, recall])


def test_coverage_of_two_stretches() -> None:
    """One claim over a cut: of 8 s x 18 s claimed, 6 x 6 and 2 x 2 meet; of 12 s x 12 s true, the same."""
    true = [box((0, 6), (100, 106)), box((6, 12), (116, 122))]
    found = coverage([box((0, 8), (100, 118))], true)
    assert found.precision == pytest.approx((6 + 2) / 8 * (6 + 2) / 18)
    assert found.recall == pytest.approx((6 + 2) / 12 * (6 + 2) / 12)


def test_sides_are_joined_within_a_claim_only() -> None:
    """Two true stretches under one claim count a shared second once; two claims of one truth count for themselves."""
    true = [box((0, 10), (0, 10)), box((0, 10), (5, 15))]
    assert coverage([box((0, 10), (0, 15))], true).precision == pytest.approx(10 / 10 * 15 / 15)
    assert coverage([box((0, 10), (0, 15))], true).recall == pytest.approx(20 / 20 * 20 / 20)
    found = coverage([box((0, 4), (0, 4)), box((0, 10), (20, 30))], true)
    assert found.precision == pytest.approx(4 / 14 * 4 / 14)
    assert found.recall == pytest.approx(4 / 20 * 4 / 20)


def test_nothing_true_and_nothing_claimed() -> None:
    """VCSL's rules at the edge: nothing to miss is recall 1, nothing said is precision 1."""
    assert coverage(TRUE, []) == Coverage(0.0, 1.0)
    assert coverage([], []) == Coverage(1.0, 1.0)


def test_claim_without_length_is_worth_nothing() -> None:
    """A point covers nothing, and is not right by default."""
    assert coverage([box((5, 5), (105, 105))], TRUE) == Coverage(0.0, 0.0)


def test_macro_average_and_f() -> None:
    """Means over queries first, their harmonic mean then."""
    mean = mean_coverage([Coverage(1.0, 0.5), Coverage(0.5, 0.0)])
    assert mean == Coverage(0.75, 0.25)
    assert f_score(mean.precision, mean.recall) == pytest.approx(0.375)
    assert f_score(0.0, 0.0) == 0.0
    with pytest.raises(ValueError, match="no query"):
        mean_coverage([])


def test_boundary_errors_are_of_matched_claims() -> None:
    """Both ends of a claim against the truth it shares most with; a false claim has no ends to be off."""
    true = [box((0, 6), (100, 106)), box((6, 12), (200, 206))]
    claims = [box((0, 5), (101, 105.5)), box((6, 12), (199.75, 207)), box((0, 6), (500, 506))]
    assert boundary_errors_s(claims, true) == [1.0, 0.5, 0.25, 1.0]
    assert [one for _, one in matched(claims, true)] == true
    assert false_claims(claims, true) == 1
    assert false_claims(claims, []) == 3


def test_merged_claim_is_matched_to_the_larger_part() -> None:
    """A claim over two stretches goes with the one it shares more of."""
    true = [box((0, 4), (100, 104)), box((4, 12), (104, 112))]
    assert boundary_errors_s([box((0, 12), (100, 112))], true) == [4.0, 0.0]


def test_union_counts_once() -> None:
    """Overlapping, nested and touching intervals, in any order."""
    assert union_s([(4, 5), (0, 10), (10, 12), (20, 21)]) == 13
    assert union_s([]) == 0


def test_claimed_time_of_foreign_stretches() -> None:
    """Only the query's side counts, and twice claimed is claimed once."""
    claims = [box((0, 4), (0, 4)), box((3, 6), (50, 53), "b"), box((20, 30), (0, 10))]
    assert claimed_s(claims, [(2, 5), (8, 12), (29, 40)]) == 4
