"""Explanations of clips on synthetic signatures: what is said is what is known to be so."""

from __future__ import annotations

import numpy as np
import pytest

from ashen.match.clip_query import SignedClip
from ashen.match.evidence import Evidence
from ashen.match.explanation import WORDS, ClipExplanation, Confidence
from ashen.match.identification import Identification
from ashen.match.identify import Identifier
from ashen.match.views import QueryView, View
from ashen.signature.signature import Signature
from tests.match.build import RATE, RECIPE, Shelf, an_episode, joined, plain_view, resampled
from tests.match.test_identify import CLIP, records

EPISODES = {number: an_episode(number) for number in range(1, 9)}
SHELF = Shelf(EPISODES)


def explained(shelf: Shelf, views: list[QueryView], **options: float) -> tuple[Identification, ClipExplanation]:
    identifier = Identifier(RECIPE, shelf.index, None, shelf, records, **options)  # type: ignore[arg-type]
    evidence = Evidence()
    found = identifier.clip(CLIP, SignedClip(views), evidence)
    clip = identifier.explain(found, evidence).clip
    assert clip is not None
    return found, clip


def logit(confidence: Confidence) -> float:
    return sum(part.adds for part in confidence.parts)


@pytest.mark.parametrize("speed", [1.0, 1.25])
def test_the_histogram_peaks_at_the_true_offset(speed: float) -> None:
    """Votes for the right video gather in the bin of the true offset, taken at the speed found."""
    found, clip = explained(SHELF, plain_view(resampled(EPISODES[6], 30.2, 42, speed=speed, noise=0.2)))
    assert found.answer == "match"
    first = clip.voted[0]
    assert first.video.id == 6
    assert first.histogram.speed == pytest.approx(speed, rel=0.01)
    assert first.histogram.peak_s == pytest.approx(30.2, abs=0.25)
    assert max(first.histogram.votes) > 3 * np.median(first.histogram.votes)
    assert list(first.histogram.offset_s) == sorted(first.histogram.offset_s)


def test_every_frame_says_what_it_voted_for() -> None:
    """The frames searched come in order; nearly all vote first for the shot that they show."""
    _, clip = explained(SHELF, plain_view(resampled(EPISODES[6], 30, 38, noise=0.2)))
    times_s = [frame.query_s for frame in clip.frames]
    assert times_s == sorted(times_s)
    assert len(clip.frames) == clip.views[0].searched
    right = [
        frame.nearest[0].video_id == 6 and abs(frame.nearest[0].source_s - frame.query_s - 30) < 4
        for frame in clip.frames
        if frame.nearest
    ]
    assert np.mean(right) > 0.9
    assert all(frame.nearest[0].weight >= vote.weight for frame in clip.frames for vote in frame.nearest)


def test_a_named_stretch_has_its_line_and_its_confidence_in_parts() -> None:
    """The best line is the match; its confidence is the logistic of its parts; the runner-up lost by what it says."""
    found, clip = explained(SHELF, plain_view(resampled(EPISODES[6], 30, 38, noise=0.2)))
    [match], [stretch] = found.matches, clip.stretches
    best = stretch.best
    assert (best.video.id, best.fate, best.reason) == (6, "named", "")
    assert [best.query_start_s, best.end_s] == pytest.approx([match.query_start_s, match.end_s], abs=0.1)
    assert (best.frames_agreeing, best.frames_compared) == (match.frames_agreeing, match.frames_compared)
    assert best.gain > best.needs
    assert best.confidence is not None
    assert best.confidence.value == pytest.approx(match.confidence)
    assert 1 / (1 + np.exp(-logit(best.confidence))) == pytest.approx(match.confidence)
    assert stretch.runner_up is not None
    assert stretch.runner_up.video.id != 6
    assert stretch.runner_up.lost_by == pytest.approx(best.gain - stretch.runner_up.gain)
    assert stretch.runner_up.votes < stretch.runner_up.votes_of_best


def test_an_unknown_query_says_of_every_candidate_why_not() -> None:
    """All videos that got votes and are listed were refused, each for a reason that has words."""
    found, clip = explained(SHELF, plain_view(resampled(an_episode(300), 30, 40)))
    assert found.answer == "unknown"
    assert not any(stretch.best.fate == "named" for stretch in clip.stretches)
    voted = {each.video.id for each in clip.voted}
    refused = {line.video.id for line in clip.rejected} | {stretch.best.video.id for stretch in clip.stretches}
    assert voted
    assert voted <= refused
    for line in clip.rejected:
        assert line.reason in WORDS
        assert line.fate == "rejected"
        assert line.frames_agreeing < 0.5 * line.frames or line.gain < line.needs
    assert [(span.flat, span.start_s) for span in clip.unexplained] == [(False, 0.0)]


def test_an_opening_is_shared_and_its_episodes_are_alike() -> None:
    """Videos named together are `alike`, not rejected; the same shot elsewhere is."""
    opening = an_episode(50, seconds=20)
    shelf = Shelf({n: joined(an_episode(60 + n, seconds=10), opening, an_episode(80 + n, 20)) for n in range(1, 6)})
    found, clip = explained(shelf, plain_view(resampled(opening, 4, 12, noise=0.2)))
    assert found.answer == "shared"
    [stretch] = clip.stretches
    assert {stretch.best.video.id, *(line.video.id for line in stretch.alike)} == set(range(1, 6))
    assert not {line.video.id for line in clip.rejected if line.reason != "outdone"}
    assert stretch.runner_up is None


def test_a_worse_version_is_outdone() -> None:
    """A video that shows the same but for some frames is rejected: another explains it better, by so much."""
    good = an_episode(20, seconds=40)
    other = joined(resampled(good, 0, 13), an_episode(21, 7), resampled(good, 20, 40))
    shelf = Shelf({1: good, 2: other})
    _, clip = explained(shelf, plain_view(resampled(good, 10, 18, noise=0.1)))
    [stretch] = clip.stretches
    assert stretch.best.video.id == 1
    [line] = [line for line in clip.rejected if line.video.id == 2]
    assert (line.reason, line.by) == ("outdone", 1)
    assert 0 <= line.lost_by <= stretch.best.gain
    assert stretch.runner_up is None or stretch.runner_up.lost_by > 0.3 * stretch.best.gain


def test_below_the_threshold_is_the_reason_when_it_is() -> None:
    """A clip that is found but not surely enough says so; nothing else changes."""
    found, clip = explained(SHELF, plain_view(resampled(EPISODES[6], 30, 32, noise=0.5)), threshold=1.0)
    assert found.answer == "unknown"
    [stretch] = clip.stretches
    assert (stretch.best.video.id, stretch.best.reason) == (6, "below_threshold")
    assert stretch.best.confidence is not None
    assert stretch.best.confidence.value < stretch.best.confidence.threshold == 1.0


def test_the_view_that_matched_is_named() -> None:
    """Where only the mirrored view follows a video, its line and its histogram are of that view."""
    turned = resampled(EPISODES[2], 40, 48)
    views = [QueryView(View(0, mirrored=False), resampled(an_episode(200), 0, 8)), QueryView(View(0, True), turned)]
    _, clip = explained(SHELF, views)
    [stretch] = clip.stretches
    assert (stretch.best.mirrored, stretch.best.view) == (True, 1)
    assert [seen.mirrored for seen in clip.views] == [False, True]
    assert clip.voted[0].histogram.view == 1


def test_flat_spans_are_told_from_unknown_ones() -> None:
    """Frames without detail are counted and their span is unexplained because it is flat."""
    clip_part = resampled(EPISODES[3], 50, 56)
    blank = Signature(RECIPE.name, np.arange(48) / RATE, an_episode(9, 2).codes[:48], np.zeros(48, np.uint8))
    _, clip = explained(SHELF, plain_view(joined(clip_part, blank, resampled(an_episode(301), 0, 5))))
    assert clip.views[0].flat_frames == 48
    spans = {span.flat: (span.start_s, span.end_s) for span in clip.unexplained}
    assert list(spans[True]) == pytest.approx([6.0, 8.0], abs=0.1)
    assert spans[False][1] == pytest.approx(13.0, abs=0.1)


def test_explaining_changes_no_answer() -> None:
    """The answer with evidence kept is the answer without."""
    views = plain_view(resampled(EPISODES[6], 30, 38, noise=0.2))
    found, _ = explained(SHELF, views)
    assert found == Identifier(RECIPE, SHELF.index, None, SHELF, records).clip(CLIP, SignedClip(views))


def test_an_empty_library_is_explained_too() -> None:
    """No votes, no lines: everything is unexplained."""
    _, clip = explained(Shelf({}), plain_view(resampled(EPISODES[1], 3, 11)))
    assert (clip.voted, clip.stretches, clip.rejected, clip.frames) == ((), (), (), ())
    assert len(clip.unexplained) == 1
