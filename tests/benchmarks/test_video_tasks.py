from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from benchmarks.cartoon.same import same_pictures
from benchmarks.report.figure import Figure
from benchmarks.scoring.segments import Coverage, Overlap, coverage
from benchmarks.stored import Stored
from benchmarks.systems.contract import Answer, ClipSystem, Found, Segment
from benchmarks.tasks import amv, clip, clip_figures, confidence, file, pair, shared
from benchmarks.tasks.clip_query import AskedClip, ClipQuery, Library, said_at
from benchmarks.tasks.segment_figures import claims, placing_rows
from benchmarks.tasks.spans import own_stretches, reels_of
from tests.benchmarks.told_videos import Boaster, NameOnly, Reader, World, read


def values(figures: Sequence[Figure], system: str, metric: str) -> dict[str, float | None]:
    return {row.edit: row.value for row in figures if (row.system, row.metric) == (system, metric)}


EDITS = ("identity", "speed-1.25", "rate-30", "cut-out", "inserted-card", "inserted-footage", "doubled-20")


@pytest.fixture(scope="session")
def clip_rows(world: World, tmp_path_factory: pytest.TempPathFactory) -> list[Figure]:
    known, unknown = world
    systems: list[ClipSystem] = [Reader(known), Reader(known, "shifted", 14.0), NameOnly(known), Boaster(known)]
    plan = clip.ClipPlan(EDITS, clips=4, lengths_s=(2.0,), length_edits=("identity",), length_clips=2, negatives=4)
    return list(clip.figures(systems, [], known, unknown, tmp_path_factory.mktemp("clips"), plan))


def test_a_perfect_answer_scores_full_marks(clip_rows: list[Figure]) -> None:
    """What reads the truth off the pictures is right under every edit: truth and pictures agree."""
    assert set(values(clip_rows, "reader", "recall@1")) == {*EDITS, "identity-2s", "all"}
    for metric in ("recall@1", "recall-named", "recall@fmr-1/100"):
        assert set(values(clip_rows, "reader", metric).values()) == {1.0}
    assert min(v for v in values(clip_rows, "reader", "segment-f1").values() if v is not None) > 0.97
    assert min(v for v in values(clip_rows, "reader", "frame-f1").values() if v is not None) > 0.97
    assert max(v for v in values(clip_rows, "reader", "boundary-error-frames-p90").values() if v is not None) < 1.6
    assert max(v for v in values(clip_rows, "reader", "offset-error-s-p90").values() if v is not None) < 0.05
    assert values(clip_rows, "reader", "false-match-rate") == {"not-indexed": 0.0}
    assert values(clip_rows, "reader", "micro-ap") == {"all": 1.0}


def test_the_wrong_place_is_no_answer(clip_rows: list[Figure]) -> None:
    """Far off is not found, though the video is right, and covers nothing."""
    assert set(values(clip_rows, "shifted", "recall@1").values()) == {0.0}
    assert values(clip_rows, "shifted", "offset-error-s-median") == {}
    assert set(values(clip_rows, "shifted", "segment-f1").values()) == {0.0}


def test_a_name_alone_is_judged_as_a_name(clip_rows: list[Figure]) -> None:
    """A system that does not place has its recall, and a dash for everything about places."""
    assert set(values(clip_rows, "name-only", "recall@1").values()) == {1.0}
    for metric in ("segment-f1", "boundary-error-frames-median", "offset-error-s-median"):
        assert values(clip_rows, "name-only", metric) == {}


def test_sure_of_everything_is_worth_nothing(clip_rows: list[Figure]) -> None:
    """Naming what is not stored costs recall at a rate of false matches."""
    assert values(clip_rows, "boaster", "false-match-rate") == {"not-indexed": 1.0}
    assert set(values(clip_rows, "boaster", "recall@fmr-1/100").values()) == {0.0}
    assert {row.edit for row in clip_rows if row.task == "cost"} == {"clip"}


def test_questions_follow_from_the_seed(world: World, tmp_path: Path) -> None:
    """Equal plans ask equal questions, also in parts; another seed asks others."""
    known, unknown = world

    def asked(edits: tuple[str, ...], seed: int) -> list[tuple[ClipQuery, bytes]]:
        plan = clip.ClipPlan(edits, clips=2, negatives=0, seed=seed)
        return [(query, path.read_bytes()) for query, path in clip.queries(Library(known), unknown, tmp_path, plan)]

    both = asked(("identity", "cut-out"), 1)
    assert both == asked(("identity", "cut-out"), 1)
    assert [one for one in both if one[0].edit == "cut-out"] == asked(("cut-out",), 1)
    assert asked(("identity",), 2) != asked(("identity",), 1)


class Comparer:
    """Agrees with a stored video when the reader finds it."""

    name = "comparer"

    def __init__(self, videos: Sequence[Stored]) -> None:
        self._reader, self._ids = Reader(videos), {stored.path: stored.video for stored in videos}

    def compare(self, query: Path, stored: Path) -> Segment | None:
        """Its surest segment of that video."""
        return next((one for one in self._reader.ask_clip(query) if one.video == self._ids[stored]), None)


def test_pairs_are_right_and_wrong(world: World, tmp_path: Path) -> None:
    """Each clip is compared with its own video and with another of its work."""
    known, unknown = world
    plan = clip.ClipPlan((), clips=0, pair_edits=("identity", "cut-out"), pair_clips=3)
    rows = list(pair.figures(list(clip.asked_pairs([Comparer(known)], known, unknown, tmp_path, plan))))
    assert values(rows, "comparer", "pair-recall") == {"identity": 1.0, "cut-out": 1.0}
    assert values(rows, "comparer", "pair-false-rate") == {"identity": 0.0, "cut-out": 0.0}
    errors = values(rows, "comparer", "pair-offset-error-s-p90")
    assert max(v for v in errors.values() if v is not None) < 0.05


def answer(query: ClipQuery, *segments: tuple[Segment, bool]) -> AskedClip:
    return AskedClip(
        query, "some", True, tuple(s for s, _ in segments), tuple(right for _, right in segments), 0.0, 0.0
    )


def test_the_same_picture_elsewhere_is_neither_right_nor_wrong() -> None:
    """An opening placed in another episode is not held against a system; a false claim is."""
    query = ClipQuery("identity", 0, "w", (Overlap(0, 5, "a", 10, 15),), Fraction(24))
    own, same = Segment(0, 5, "a", 10, 15, 0.9), Segment(0, 2, "b", 40, 42, 0.8)
    assert [claim.video for claim in claims(answer(query, (own, True), (same, True)))] == ["a"]
    assert [claim.video for claim in claims(answer(query, (own, True), (same, False)))] == ["a", "b"]


def test_frames_of_one_held_picture_are_one_moment(world: World) -> None:
    """Frame by frame, another moment of the very same picture is as right as the true one; any other is wrong, two
    frames off are not, and what is named beyond what is stored costs precision alone."""
    stored = next(stored for stored in world[0] if stored.script is not None)
    script = stored.script
    assert script is not None
    rate = float(script.rate)
    spans = (
        (first / rate, end / rate)
        for frame in range(0, script.frames, 12)
        for number, first, end in same_pictures([script], script.number, frame)
        if end - first >= 2 * rate and first <= frame < end
    )
    start_s, end_s = next(spans)
    library = Library(world[0])
    query = ClipQuery("identity", 0, stored.work, (Overlap(0, 1, stored.video, start_s, start_s + 1),), script.rate)
    held = Segment(0, 1, stored.video, end_s - 1, end_s, 0.9)
    assert coverage(claims(answer(query, (held, False))), query.true).recall < 0.5
    assert library.frames(query, [held]) == Coverage(1.0, 1.0)
    assert library.frames(query, [Segment(0, 1, "none.mp4", start_s, start_s + 1, 0.9)]) == Coverage(0.0, 0.0)
    assert (
        library.frames(query, [Segment(0, 2, stored.video, start_s + 2 / rate, start_s + 2 + 2 / rate, 0.9)]).recall
        == 1.0
    )
    assert library.frames(query, [Segment(0, 2, stored.video, start_s, start_s + 2, 0.9)]) == Coverage(0.5, 1.0)
    assert library.frames(query, []) == Coverage(1.0, 0.0)


def test_backwards_clips_are_placed_by_their_middle() -> None:
    """The offset of a reversed clip is right where its middle is."""
    query = ClipQuery("backwards", 0, "w", (Overlap(0, 10, "a", 20, 30),), Fraction(24), backwards=True)
    found = Segment(0, 10, "a", 20.5, 30.5, 0.9)
    assert clip_figures.offset_errors_s(answer(query, (found, True))) == [0.5]
    part = Segment(0, 4, "a", 26, 30, 0.9)
    assert clip_figures.offset_errors_s(answer(query, (part, True))) == [0.0]


def test_what_is_said_to_run_backwards_is_read_so() -> None:
    """A segment that says it is reversed names the stretch's end where the query begins."""
    query = ClipQuery("backwards", 0, "w", (Overlap(0, 10, "a", 20, 30),), Fraction(24), backwards=True)
    reversed_ = Segment(0, 10, "a", 20, 30, 0.9, backwards=True)
    assert [said_at(reversed_, at_s) for at_s in (0, 2, 10)] == [30, 28, 20]
    assert said_at(Segment(0, 10, "a", 20, 30, 0.9), 2) == 22
    late = Segment(0, 4, "a", 20, 24, 0.9, backwards=True)
    assert clip_figures.offset_errors_s(answer(query, (late, True))) == [6.0]


@pytest.mark.parametrize(("backwards", "right"), [(True, 1.0), (False, 0.0)])
def test_direction_is_told_beside_the_boxes(backwards: bool, right: float) -> None:
    """VCSL's boxes cover as much either way; which way it is played has a figure of its own, where it matters."""
    query = ClipQuery("backwards", 0, "w", (Overlap(0, 10, "a", 20, 30),), Fraction(24), backwards=True)
    asked = [answer(query, (Segment(0, 10, "a", 20, 30, 0.9, backwards=backwards), True))]
    rows = {row.metric: row.value for row in placing_rows("clip", "backwards", "some", asked)}
    assert (rows["segment-f1"], rows["direction-right"]) == (1.0, right)
    forwards = [answer(replace(query, backwards=False), (Segment(0, 10, "a", 20, 30, 0.9), True))]
    assert "direction-right" not in {row.metric for row in placing_rows("clip", "identity", "some", forwards)}


def test_real_and_drawn_works_have_rows_of_their_own() -> None:
    """The mean over edits is split by origin where there are both; where there is one, it would be the mean again."""
    found = Segment(0, 5, "a", 10, 15, 0.9)
    drawn = ClipQuery("identity", 0, "w", (Overlap(0, 5, "a", 10, 15),), Fraction(24))
    real = replace(drawn, work="film", real=True)
    both = list(clip_figures.figures([answer(drawn, (found, True)), answer(real, (found, False))]))
    assert values(both, "some", "recall@1") == {"identity": 0.5, "all": 0.5, "drawn-works": 1.0, "real-works": 0.0}
    assert set(values(list(clip_figures.figures([answer(drawn, (found, True))])), "some", "recall@1")) == {
        "identity",
        "all",
    }


def test_stated_probabilities_are_held_against_what_was_right() -> None:
    """Of clips the surest answer counts, of compilations all that is named; an answer of nothing states nothing."""
    query = ClipQuery("identity", 0, "w", (Overlap(0, 5, "a", 10, 15),), Fraction(24))
    sure, doubtful = Segment(0, 5, "a", 10, 15, 0.95), Segment(0, 5, "b", 10, 15, 0.55)
    unnamed = Segment(0, 5, "c", 10, 15, 0.15, named=False)
    asked = [answer(query, (sure, True), (doubtful, False), (unnamed, False)), answer(query)]
    assert confidence.statements(asked, first=True).stated.tolist() == [0.95]
    said = confidence.statements(asked)
    assert said.stated.tolist() == [0.95, 0.55]
    assert [(one.n, one.right) for one in confidence.reliability_of(said)] == [(1, 0.0), (1, 1.0)]
    (row,) = confidence.calibration_rows("amv", "ashen", said)
    assert row.value == pytest.approx((0.05 + 0.55) / 2)
    assert list(confidence.calibration_rows("amv", "ashen", confidence.statements([answer(query)]))) == []


def test_a_repeated_shot_is_right_where_it_is_shown(world: World) -> None:
    """The script knows where else a picture is shown; naming that place is right, another place is not."""
    known, _ = world
    library = Library(known)
    both = [stored for stored in known if stored.work == known[0].work]
    (reel, here), *_ = [(reel, start) for reel, (start, _) in reels_of(both[0]).items() if reel in reels_of(both[1])]
    there = reels_of(both[1])[reel][0]
    query = ClipQuery("identity", 0, "w", (Overlap(0, 2, both[0].video, here + 1, here + 3),), Fraction(24))
    assert library.is_right(query, Segment(0, 2, both[1].video, there + 1, there + 3, 0.9), places=True)
    assert not library.is_right(query, Segment(0, 2, both[1].video, there + 21, there + 23, 0.9), places=True)


@pytest.mark.parametrize(("off_s", "right"), [(0.0, True), (1.9, True), (2.1, False)])
def test_two_seconds_off_is_right(off_s: float, right: bool, world: World) -> None:
    """A moving shot is placed to within two seconds, whichever part of the clip the segment covers."""
    known, _ = world
    script = known[0].script
    assert script is not None
    shot = next(s for s in script.shots if s.kind == "walk" and s.frames > 48 and s.origin is None)
    start_s = float(shot.start / script.rate)
    query = ClipQuery("identity", 0, "w", (Overlap(0, 2, known[0].video, start_s, start_s + 2),), script.rate)
    for a, b in ((0, 2), (0.5, 1), (1.5, 4)):
        said = Segment(a, b, known[0].video, start_s + a + off_s, start_s + b + off_s, 0.9)
        assert Library(known).is_right(query, said, places=True) is right


# Compilations


def test_compilations_are_read_back(world: World, tmp_path: Path) -> None:
    """A reader of the pictures finds every hard cut to the frame and claims nothing foreign."""
    known, unknown = world
    plan = amv.AmvPlan(("hard-cuts",), 2, cuts=10, foreign=0.2, size_px=(80, 48))
    rows = list(amv.figures([Reader(known), Boaster(known), NameOnly(known)], known, unknown, tmp_path, plan))
    assert min(v for v in values(rows, "reader", "segment-f1").values() if v is not None) > 0.97
    assert values(rows, "reader", "foreign-claimed")["hard-cuts"] == pytest.approx(0.0, abs=0.02)
    assert values(rows, "boaster", "foreign-claimed")["hard-cuts"] == pytest.approx(1.0, abs=0.01)
    assert values(rows, "name-only", "segment-f1") == {}


def test_cuts_are_as_planned(world: World) -> None:
    """As many as asked, as long as asked, the foreign share from works not stored, and one part shown twice."""
    known, unknown = world
    plan = amv.AmvPlan(("hard-cuts",), 1, cuts=20, foreign=0.15)
    spans = amv.cuts(known, unknown, plan, 0)
    assert len(spans) == 20
    assert sum(span.source == unknown[0].path for span in spans) == 3
    assert len(set(spans)) == 19
    assert all(0.5 <= span.duration_s <= 4.0 for span in spans)
    assert spans == amv.cuts(known, unknown, plan, 0)
    assert spans != amv.cuts(known, unknown, plan, 1)


def test_longer_compilations_have_rows_of_their_own(world: World, tmp_path: Path) -> None:
    """Their number of cuts stands behind the edit, also of what an answer takes; the mean is of the usual number."""
    known, unknown = world
    plan = amv.AmvPlan(("hard-cuts",), 1, cuts=4, longer=((34, 1),), longest_s=0.8, foreign=0.1, size_px=(80, 48))
    asked = list(amv.asked([Reader(known)], known, unknown, tmp_path, plan))
    rows = list(amv.score(asked))
    assert set(values(rows, "reader", "segment-f1")) == {"hard-cuts", "hard-cuts-34-cuts", "all"}
    assert [row.n for row in rows if (row.edit, row.metric) == ("all", "segment-f1")] == [1]
    assert {row.edit for row in rows if row.task == "cost"} == {"amv", "amv-34-cuts"}
    spans = amv.cuts(known, unknown, replace(plan, cuts=34), 0)
    own = [span for span in spans if span.source != unknown[0].path]
    assert len(own) - len(set(own)) == 2


def test_dissolves_fit_between_the_shortest_cuts(world: World, tmp_path: Path) -> None:
    """Also half-second cuts can be dissolved on both sides, and truth leaves no gap at a dissolve."""
    known, unknown = world
    plan = amv.AmvPlan(("dissolves",), 1, cuts=8, longest_s=0.6, foreign=0.0, size_px=(80, 48), dissolve_frames=30)
    spans = amv.cuts(known, unknown, plan, 0)
    query = amv.make(Library(known), spans, plan, "dissolves", 0, tmp_path / "amv.mp4")
    ends = [(one.query_start_s, one.query_end_s) for one in query.true]
    assert ends[0][0] == 0.0
    assert [start for start, _ in ends[1:]] == [end for _, end in ends[:-1]]
    assert ends[-1][1] < sum(span.duration_s for span in spans) - 0.2


# Whole files


def test_files_are_named_and_covered(world: World, tmp_path: Path) -> None:
    """Cut, carded and sped-up files are read back as what they are."""
    known, _ = world
    plan = file.FilePlan(("cut-and-card", "pal-speed"), 2)
    rows = list(file.figures([Reader(known), Boaster(known)], known, tmp_path, plan))
    assert values(rows, "reader", "recall@1") == {"cut-and-card": 1.0, "pal-speed": 1.0, "all": 1.0}
    assert min(v for v in values(rows, "reader", "segment-f1").values() if v is not None) > 0.99
    assert max(v for v in values(rows, "reader", "coverage-error").values() if v is not None) < 0.01
    with pytest.raises(ValueError, match="allow longer"):
        list(file.asked([Reader(known)], known, tmp_path, file.FilePlan(("pal-speed",), 2, longest_s=10.0)))


def test_coverage_error_counts_both_ways() -> None:
    """Too little and too much of the file are errors alike, and what is said of other videos is not coverage."""
    query = ClipQuery("re-encoded", 0, "w", (Overlap(0, 40, "a", 0, 40), Overlap(45, 85, "a", 60, 100)), Fraction(24))
    exact = [(Segment(0, 40, "a", 0, 40, 0.9), True), (Segment(45, 85, "a", 60, 100, 0.9), True)]
    assert file.coverage_error(answer(query, *exact)) == 0.0
    assert file.coverage_error(answer(query, exact[0])) == 0.5
    assert file.coverage_error(answer(query, (Segment(0, 85, "a", 0, 85, 0.9), True))) == pytest.approx(5 / 80)
    assert file.coverage_error(answer(query, (Segment(0, 85, "b", 0, 85, 0.9), False))) == 1.0


def test_a_file_is_what_most_of_it_is() -> None:
    """A sure opening of another episode does not name the file."""
    query = ClipQuery("re-encoded", 0, "w", (Overlap(0, 100, "a", 0, 100),), Fraction(24))
    opening, rest = Segment(0, 10, "b", 0, 10, 0.99), Segment(10, 100, "a", 10, 100, 0.7)
    assert file.surest_video(answer(query, (opening, True), (rest, True))) == "a"
    assert file.surest_video(answer(query)) is None


# Shared openings and endings


class SharedReader(Reader):
    """Reads which video a picture is of, and names all videos that hold it."""

    def __init__(self, videos: Sequence[Stored]) -> None:
        super().__init__(videos, "ashen")
        self._known = list(videos)

    def _holders(self, rgb: np.ndarray) -> tuple[str, ...]:
        number, frame = read(rgb)
        stored = next(stored for stored in self._known if int(stored.path.stem) == number)
        return tuple(shared.holders(self._known, stored, frame * 1001 / 24000))

    def ask_picture(self, path: Path) -> Answer:
        """All holders."""
        from PIL import Image

        videos = self._holders(np.array(Image.open(path).convert("RGB")))
        return Answer((Found(videos[0], 0.0, 1.0, 0.0, 0.0),), named=True, videos=videos)


def test_shared_openings_want_all_their_videos(world: World, tmp_path: Path) -> None:
    """Naming all holders is right; the one video that a clip came from is only a part of the answer."""
    known, _ = world
    reader = SharedReader(known)
    rows = list(shared.figures([reader], [reader], known, tmp_path, shared.SharedPlan(("identity",), 4, clip_s=2.0)))
    assert values(rows, "ashen", "set-f1")["picture-identity"] == 1.0
    assert values(rows, "ashen", "set-precision") == {"picture-identity": 1.0, "clip-identity": 1.0}
    recall = values(rows, "ashen", "set-recall")["clip-identity"]
    assert recall is not None
    assert 0.5 <= recall < 1.0


def test_peers_without_the_notion_have_no_row(world: World, tmp_path: Path) -> None:
    """Systems that cannot name several videos are not asked."""
    known, _ = world
    assert list(shared.asked([], [Reader(known)], known, tmp_path, shared.SharedPlan(("identity",), 2))) == []


def test_agreement_of_sets() -> None:
    """Precision, recall and F of names, by hand."""
    right = frozenset("abcd")
    assert shared.agreement(right, frozenset("abx")) == pytest.approx((2 / 3, 0.5, 4 / 7))
    assert shared.agreement(right, frozenset()) == (1.0, 0.0, 0.0)


def test_answers_name_sets() -> None:
    """Shared videos, else the first when it is named, else none; of a clip, those of named segments."""
    found = (Found("a", 0, 1, 0, 0), Found("b", 0, 1, 0, 0))
    assert shared.named_by_answer(Answer(found, True, ("a", "c"))) == {"a", "c"}
    assert shared.named_by_answer(Answer(found, True)) == {"a"}
    assert shared.named_by_answer(Answer(found, False)) == set()
    assert shared.named_by_segments([Segment(0, 1, "a", 0, 1, 1), Segment(0, 1, "b", 0, 1, 1, named=False)]) == {"a"}


def test_holders_have_the_same_version(world: World) -> None:
    """Every holder plays that version somewhere, every other video of the work does not."""
    known, _ = world
    for stored in known:
        for reel, (start, _) in reels_of(stored).items():
            held = shared.holders(known, stored, start + 0.5)
            assert held == {other.video for other in known if other.work == stored.work and reel in reels_of(other)}
            assert stored.video in held
    with pytest.raises(ValueError, match="neither"):
        shared.holders(known, known[0], own_stretches(known[0])[0][0])
