"""What is found in one video, put into the groups that are known."""

from __future__ import annotations

from ashen.catalog.records import Span
from ashen.match.recurrence import Recurrence
from ashen.match.span_groups import Ledger, regroup


def times(spans: list[Span], video_id: int) -> list[tuple[float, float]]:
    return sorted((round(span.start_s, 2), round(span.end_s, 2)) for span in spans if span.video_id == video_id)


def groups(spans: list[Span]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for span in spans:
        found.setdefault(span.group_id, set()).add(span.video_id)
    return found


def test_a_first_pair_makes_a_group() -> None:
    """Both videos get a span of the new group, each at its own place."""
    spans = regroup(2, [Recurrence(10, 100, 1, -10.0)], [], unused_group=7)
    assert groups(spans) == {7: {1, 2}}
    assert (times(spans, 1), times(spans, 2)) == ([(0, 90)], [(10, 100)])


def test_a_third_joins() -> None:
    """A video that shares with one member of a group joins it, and nothing else changes."""
    held = [Span(3, 1, 0, 90), Span(3, 2, 10, 100)]
    spans = regroup(5, [Recurrence(20, 110, 2, -10.0)], held, unused_group=4)
    assert groups(spans) == {3: {1, 2, 5}}
    assert set(held) <= set(spans)


def test_the_ends_are_the_median() -> None:
    """Ends that differ by frames between others become one: their median."""
    found = [Recurrence(20.0, 110.0, 1, -20.0), Recurrence(20.04, 110.0, 2, -20.0), Recurrence(20.0, 109.9, 3, -20.0)]
    assert times(regroup(5, found, [], 1), 5) == [(20.0, 110.0)]


def test_a_logo_parts_from_the_opening() -> None:
    """Logo and opening were one span of two episodes; an episode with scenes between them makes two groups, in all."""
    held = [Span(1, 1, 0, 95), Span(1, 2, 0, 95)]
    found = [
        Recurrence(0, 5, 1, 0.0),
        Recurrence(0, 5, 2, 0.0),
        Recurrence(40, 130, 1, -35.0),
        Recurrence(40, 130, 2, -35.0),
    ]
    spans = regroup(3, found, held, 2)
    assert sorted(map(sorted, groups(spans).values())) == [[1, 2, 3], [1, 2, 3]]
    assert times(spans, 1) == times(spans, 2) == [(0, 5), (5, 95)]
    assert times(spans, 3) == [(0, 5), (40, 130)]


def test_known_parts_part_the_new_video() -> None:
    """Where others have logo and opening as two groups, a video that shows both in a row gets two spans."""
    held = [Span(1, 1, 0, 5), Span(2, 1, 5, 95), Span(1, 2, 0, 5), Span(2, 2, 50, 140)]
    spans = regroup(3, [Recurrence(0, 95, 1, 0.0)], held, 3)
    assert groups(spans) == {1: {1, 2, 3}, 2: {1, 2, 3}}
    assert times(spans, 3) == [(0, 5), (5, 95)]


def test_two_groups_found_to_be_one_are_joined() -> None:
    """What a new video shares with two groups is one material."""
    held = [Span(1, 1, 0, 90), Span(1, 2, 0, 90), Span(2, 3, 0, 90), Span(2, 4, 5, 95)]
    spans = regroup(5, [Recurrence(0, 90, 1, 0.0), Recurrence(0, 90, 3, 0.0)], held, 3)
    assert groups(spans) == {1: {1, 2, 3, 4, 5}}


def test_looking_again_changes_nothing() -> None:
    """The same evidence a second time leaves groups and spans as they are."""
    found = [Recurrence(10, 100, 1, -10.0), Recurrence(10, 100, 2, 4.0), Recurrence(300, 304, 2, 50.0)]
    once = regroup(5, found, [], 1)
    assert sorted(regroup(5, found, once, 3), key=str) == sorted(once, key=str)


def test_a_mid_season_change_makes_two_openings() -> None:
    """Episodes with the old and the new opening are of two groups, though both share the ending."""
    held: list[Span] = []
    for number in range(1, 9):
        others = [other for other in range(1, number) if (other < 5) == (number < 5)]
        found = [Recurrence(0, 90, other, 0.0) for other in others[-3:]]
        found += [Recurrence(1300, 1390, other, 0.0) for other in range(max(1, number - 3), number)]
        held = regroup(number, found, held, 1 + max((span.group_id for span in held), default=0))
    assert sorted(map(sorted, groups(held).values())) == [[1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7, 8], [5, 6, 7, 8]]


def test_adding_to_a_group_does_not_read_it() -> None:
    """Of a group in 500 videos only those compared are here; one more joins, and the others are not asked for."""
    asked: list[int] = []

    def members(group: int) -> list[Span]:
        asked.append(group)
        return []

    ledger = Ledger(4, members)
    ledger.put([Span(3, 1, 0, 90), Span(3, 2, 10, 100)])
    ledger.join(501, [Recurrence(20, 110, 1, -20.0), Recurrence(20, 110, 2, -10.0)])
    assert asked == []
    assert groups(ledger.recurring()) == {3: {1, 2, 501}}


def test_a_group_that_is_cut_is_cut_in_all_videos() -> None:
    """Videos that were not compared are read when their group changes, and are changed alike."""
    everywhere = [Span(1, number, 0, 95) for number in range(1, 8)]
    ledger = Ledger(2, members=lambda group: [span for span in everywhere if span.group_id == group])
    ledger.put(everywhere[:1])
    ledger.join(9, [Recurrence(0, 5, 1, 0.0), Recurrence(40, 130, 1, -35.0)])
    spans = ledger.recurring()
    assert sorted(map(sorted, groups(spans).values())) == [[1, 2, 3, 4, 5, 6, 7, 9]] * 2
    assert times(spans, 7) == [(0, 5), (5, 95)]


def test_short_pieces_join_their_source() -> None:
    """A piece makes a group of two; what the source has as a part of something longer is cut out of it, and of what
    the video is known to have nothing is taken."""
    ledger = Ledger(3)
    ledger.put([Span(1, 1, 0, 90), Span(1, 2, 0, 90), Span(2, 2, 300, 306), Span(2, 3, 50, 56)])
    ledger.join_piece(1, Recurrence(100.0, 100.8, 2, 400.0))
    ledger.join_piece(1, Recurrence(100.8, 101.6, 2, 201.2))
    ledger.join_piece(1, Recurrence(80.0, 81.0, 2, 600.0))
    spans = ledger.recurring()
    assert times(spans, 1) == [(0, 90), (100.0, 100.8), (100.8, 101.6)]
    assert times(spans, 2) == [(0, 90), (300, 302), (302, 302.8), (302.8, 306), (500.0, 500.8)]
    assert times(spans, 3) == [(50, 52), (52, 52.8), (52.8, 56)]
