"""An explanation for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ashen.cli.identify import clock, print_answer
from ashen.cli.output import print_json

if TYPE_CHECKING:
    from ashen.match.explanation import (
        ClipExplanation,
        Confidence,
        Explanation,
        Histogram,
        Line,
        PictureExplanation,
        Proposed,
        Seen,
        StoredVideo,
    )
    from ashen.match.identification import Identification

BARS = 9
"""Bins of a histogram that are printed, around its peak."""
BAR = 40
"""Length of the longest bar."""
VIDEOS = 3
"""Videos named for each stretch of the query."""
STRETCHES = 12
"""Stretches of the query for which the votes are printed."""


def print_explained(found: Identification, explanation: Explanation, *, as_json: bool) -> None:
    """An answer and why it is so."""
    if as_json:
        print_json(explained_json(found, explanation))
        return
    print_answer(found)
    for line in _lines(explanation):
        print(f"  {line}".rstrip())


def explained_json(found: Identification, explanation: Explanation) -> dict[str, Any]:
    """The answer as `identify` gives it, with `explanation` added."""
    return {**found.as_json(), "explanation": explanation.as_json()}


def _lines(explanation: Explanation) -> Iterator[str]:
    yield ""
    yield f"Searched {explanation.rows} stored rows by {explanation.recipe}."
    if explanation.clip is not None:
        yield from _clip(explanation.clip)
    if explanation.picture is not None:
        yield from _picture(explanation.picture)


# A clip


def _clip(clip: ClipExplanation) -> Iterator[str]:
    for seen in clip.views:
        flat = f", {seen.flat_frames} of them flat" if seen.flat_frames else ""
        yield f"view: {_view(seen)}: {seen.frames} frames{flat}, {seen.searched} searched"
    if clip.voted:
        yield from ("", "Votes (equal frames count 1; a line gathers them at one offset):")
    for voted in clip.voted:
        yield f"  {_name(voted.video)}: {voted.votes:.1f} from {voted.frames} frames"
        yield from (f"    {line}" for line in _histogram(voted.histogram))
    yield from _who_voted(clip)
    for stretch in clip.stretches:
        yield from ("", f"Found: {_line(stretch.best)}")
        if stretch.best.confidence is not None:
            yield f"  {_confidence(stretch.best.confidence)}"
        if stretch.chance is not None:
            yield f"  similarity {stretch.best.similarity:.2f}, by chance {stretch.chance:.2f}"
        for line in stretch.alike:
            yield f"  as good: {_line(line)}"
        if (next_best := stretch.runner_up) is not None:
            yield (
                f"  runner-up: {_name(next_best.video)}, lost by {next_best.lost_by:.1f} of {stretch.best.gain:.1f} "
                f"(votes {next_best.votes:.1f} against {next_best.votes_of_best:.1f})"
            )
    if clip.rejected:
        yield from ("", "Rejected:")
    for line in clip.rejected:
        yield f"  {_line(line)}"
    for span in clip.unexplained:
        why = "too little detail" if span.flat else "no stored video follows well"
        yield f"unexplained: {clock(span.start_s)}-{clock(span.end_s)}, {why}"
    for asked in clip.asked:
        yield (
            f"asked as a picture: {clock(asked.query_s)} shows {_name(asked.video)} at {clock(asked.at_s)}"
            f"{_turned(asked.mirrored, asked.flipped)} (confidence {asked.confidence:.2f})"
        )


def _histogram(histogram: Histogram) -> Iterator[str]:
    """The bins around the peak, a bar each."""
    peak = max(range(len(histogram.votes)), key=histogram.votes.__getitem__)
    yield f"offsets at speed {histogram.speed:.3f}, {histogram.bin_s:g} s each:"
    for number in range(max(0, peak - BARS // 2), min(len(histogram.votes), peak + BARS // 2 + 1)):
        votes = histogram.votes[number]
        bar = "#" * max(1, round(BAR * votes / histogram.votes[peak]))
        yield f"{histogram.offset_s[number]:+9.2f} s {votes:6.1f} {bar}"


def _who_voted(clip: ClipExplanation) -> Iterator[str]:
    """For stretches of the query, which videos their frames voted for first."""
    if not clip.frames:
        return
    names = {voted.video.id: _name(voted.video) for voted in clip.voted}
    first_s, last_s = clip.frames[0].query_s, clip.frames[-1].query_s
    length_s = max(1.0, (last_s - first_s) / STRETCHES + 1e-6)
    yield from ("", "Which frames voted for what first:")
    for number in range(STRETCHES):
        start_s = first_s + number * length_s
        frames = [frame for frame in clip.frames if start_s <= frame.query_s < start_s + length_s]
        counts: dict[str, int] = {}
        for frame in frames:
            video = names.get(frame.nearest[0].video_id, "others") if frame.nearest else "nothing"
            counts[video] = counts.get(video, 0) + 1
        if frames:
            most = sorted(counts.items(), key=lambda each: -each[1])[:VIDEOS]
            said = ", ".join(f"{count} {name}" for name, count in most)
            yield f"  {clock(start_s)}-{clock(min(last_s, start_s + length_s))}: {len(frames)} frames: {said}"


def _line(line: Line) -> str:
    from ashen.match.explanation import WORDS

    where = (
        f"{_name(line.video)}: {clock(line.query_start_s)}-{clock(line.query_end_s)} "
        f"along {clock(line.start_s)}-{clock(line.end_s)}"
    )
    notes = [f"{line.frames_agreeing} of {line.frames_compared} frames agree", f"gain {line.gain:.1f}"]
    if abs(abs(line.speed) - 1) > 0.001:
        notes.append(f"speed {abs(line.speed):.3f}")
    if line.speed < 0:
        notes.append("backwards")
    if line.mirrored:
        notes.append("mirrored")
    why = f": {WORDS[line.reason]}" if line.reason else ""
    if line.reason in ("too_few_frames", "odd_speed"):
        why += f" (needs {line.needs:.1f})"
    if line.by is not None:
        why += f" (video {line.by}, by {line.lost_by:.1f})"
    return f"{where} ({', '.join(notes)}){why}"


# A picture


def _picture(picture: PictureExplanation) -> Iterator[str]:
    for number, seen in enumerate(picture.views):
        yield f"view {number}: {_view(seen)}{_box(seen)}{', flat: not searched' if seen.flat_frames else ''}"
    looked = (
        f"the nearest {picture.verified} of them laid over the query" if picture.verified else "clear without geometry"
    )
    yield f"{picture.proposals} scenes proposed, {looked}."
    for number, scene in enumerate(picture.scenes):
        yield ""
        yield from _scene(scene, picture, "runner-up" if number == picture.runner_up else scene.fate)


def _scene(scene: Proposed, picture: PictureExplanation, word: str) -> Iterator[str]:
    from ashen.match.explanation import WORDS

    by = "a window of a still" if scene.windowed else "a frame"
    why = f": {WORDS[scene.reason]}" if scene.reason else ""
    lost = f" (by {scene.lost_by:.2f})" if scene.reason == "less_evidence" else ""
    yield f"{word}: {_name(scene.video)} at {clock(scene.at_s)}{why}{lost}"
    view = f"view {scene.view} ({_view(picture.views[scene.view])})"
    yield f"  found by {by} in {view}, similarity {scene.similarity:.3f}"
    if (seen := scene.looked) is not None:
        shows = (seen.crop.right - seen.crop.left) * (seen.crop.bottom - seen.crop.top)
        fills = (seen.inset.right - seen.inset.left) * (seen.inset.bottom - seen.inset.top)
        yield (
            f"  laid over it: {seen.inliers} corners and {seen.agreement:.0%} of the structure agree, score "
            f"{seen.score:.3f}; shows {shows:.0%} of the frame, in {fills:.0%} of the picture, "
            f"{seen.overlay:.0%} hidden or different, side by side {seen.sameness:+.1f}"
        )
    if scene.confidence is not None:
        yield f"  {_confidence(scene.confidence)}"


# Both


def _confidence(confidence: Confidence) -> str:
    parts = " ".join(f"{part.name.replace('_', ' ')} {part.adds:+.2f}" for part in confidence.parts)
    pictures = f"; {confidence.by_pictures:.2f} by pictures" if confidence.by_pictures else ""
    return f"confidence {confidence.value:.2f}, threshold {confidence.threshold:.2f}: logit of {parts}{pictures}"


def _view(seen: Seen) -> str:
    return seen.name + _turned(seen.mirrored, seen.flipped)


def _turned(mirrored: bool, flipped: bool) -> str:
    words = [", upside down"] if flipped else []
    return "".join([*words, ", mirrored"] if mirrored != flipped else words)


def _box(seen: Seen) -> str:
    if seen.box is None or seen.name == "whole":
        return ""
    left, top, right, bottom = (f"{side:.0%}" for side in seen.box)
    return f", {left}-{right} across and {top}-{bottom} down"


def _name(video: StoredVideo) -> str:
    return video.anime + (f" episode {video.episode}" if video.episode else "") + f" [{video.id}]"
