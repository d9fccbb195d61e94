"""`make demo`: index real video among others, alter copies, and print what Ashen says of each beside the truth.

Everything it makes lies in a temporary folder and is removed at the end; only the downloaded video is cached.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table

from ashen import Library
from ashen.match.identification import Identification
from benchmarks import corpus
from benchmarks.cartoon import RATE, Show, draw_still, write_script, write_season
from benchmarks.edits import (
    PICTURE_EDITS,
    SLANTED_EDITS,
    Span,
    apply_to_video,
    compile_clips,
    compose,
    cut_clip,
    read_rgb,
)

TOLERANCE_S = 2.0
"""A picture counts as placed right within this many seconds."""
CLIP_TOLERANCE_S = 1.0
"""A clip counts as placed right when it starts within this many seconds of its place; held pictures have no exacter."""
TRAILER = "Big Buck Bunny"
SHOWS = (11, 12)
UNKNOWN_SHOW = 99
EPISODE_S = 60.0
SIZE = (640, 360)


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its truth.

    Attributes:
        what: for people.
        path: the file asked about.
        truth: (path of the right video, the moment in it its first frame shows), in order; empty when it is unknown.
    """

    what: str
    path: Path
    truth: tuple[tuple[Path, float], ...]


def main() -> int:
    """Run the demo; 0 when every answer is right."""
    console = Console(width=150)
    try:
        trailer = corpus.trailer()
    except corpus.CorpusError as error:
        print(f"The demo needs a real video and could not get it: {error}", file=sys.stderr)
        return 1
    folder = Path(tempfile.mkdtemp(prefix="ashen-demo-"))
    try:
        return _run(console, trailer, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(console: Console, trailer: Path, folder: Path) -> int:
    print(f"Real video: {corpus.TRAILER.attribution} ({corpus.TRAILER.licence})")
    videos = folder / "videos"
    film = videos / TRAILER / f"{TRAILER} - Trailer.mp4"
    film.parent.mkdir(parents=True)
    shutil.copyfile(trailer, film)
    episodes = [film]
    for seed in SHOWS:
        made = write_season(videos / Show(seed).title, seed, (1, 2), EPISODE_S, SIZE, preset="ultrafast", workers=2)
        episodes += [episode.path for episode in made]
    print(f"Made {len(episodes) - 1} cartoon episodes beside it. Indexing all {len(episodes)}.")

    with Library.open(folder / "library", create=True) as library:
        summary = library.index([videos])
        speed = summary.signed_s / summary.elapsed_s
        print(f"Signed {summary.signed_s / 60:.1f} minutes of video at {speed:.0f} x real time. Altering copies.")
        questions = _questions(episodes, folder / "queries")
        table = Table("query", "truth", "Ashen says", "confidence", "ms", "", title="What Ashen says of altered copies")
        wrong = 0
        for question in questions:
            began = time.perf_counter()
            answer = library.identify(question.path)
            elapsed_ms = 1000 * (time.perf_counter() - began)
            right = is_right(answer, question)
            wrong += not right
            confidence = max((match.confidence for match in answer.matches), default=None)
            table.add_row(
                question.what,
                ", ".join(f"{path.stem[:28]} {at_s:.1f}s" for path, at_s in question.truth) or "not indexed",
                _said(answer),
                "" if confidence is None else f"{confidence:.2f}",
                f"{elapsed_ms:.0f}",
                "[red]wrong" if not right else "[green]right",
            )
    console.print(table)
    print(f"{len(questions) - wrong} of {len(questions)} right.")
    return 1 if wrong else 0


def _questions(episodes: list[Path], folder: Path) -> list[Question]:
    folder.mkdir()
    film, cartoon = episodes[0], episodes[1]
    rng = np.random.default_rng(7)
    still_s = 20.5
    shown_s, still = next(read_rgb(film, still_s))
    known = {**PICTURE_EDITS, **SLANTED_EDITS}
    asked: list[Question] = []

    def picture(what: str, rgb: np.ndarray, name: str, truth: tuple[tuple[Path, float], ...]) -> None:
        path = folder / f"{name}.jpg"
        Image.fromarray(rgb).save(path, quality=88)
        asked.append(Question(f"picture, {what}", path, truth))

    for what, edits in {
        "as it is": ["identity"],
        "subtitled": ["subtitled"],
        "letterboxed": ["letterbox"],
        "mirrored": ["mirrored"],
        "cropped by 10 %": ["crop-10"],
        "240p, strong JPEG": ["240p"],
        "colour-shifted": ["colour-shift"],
        "phone screenshot": ["phone"],
        "mirrored, subtitled phone screenshot, cropped by 5 %": ["mirrored", "crop-5", "subtitled", "phone"],
        "half of it cut off": ["crop-50"],
        "9:16 strip of it": ["vertical-9-16"],
        "in a picture, half as wide": ["picture-in-picture"],
        "upside down": ["flipped"],
        "on a screen in a room": ["screen-in-room"],
        "turned by 30 degrees": ["turned-30"],
    }.items():
        altered = compose(*(known[edit] for edit in edits))(still, rng)
        picture(what, altered, "-".join(edits), ((film, shown_s),))
    unknown = write_script(Show(UNKNOWN_SHOW), 1, EPISODE_S)
    picture("of a show that is not indexed", draw_still(unknown, 500, SIZE), "unknown", ())

    for what, edit, source, start_s in (
        ("as it is", "identity", cartoon, 22.0),
        ("subtitled", "subtitled", film, 12.0),
        ("letterboxed", "letterbox", film, 30.0),
        ("mirrored", "mirrored", film, 24.0),
        ("cropped by 10 %", "crop-10", film, 18.0),
        ("re-encoded at 240p", "240p", film, 35.0),
        ("colour-shifted", "colour-shift", cartoon, 40.0),
    ):
        path = folder / f"clip-{edit}.mp4"
        piece = cut_clip(Span(source, start_s, 5.0), path, PICTURE_EDITS[edit], seed=3)
        asked.append(Question(f"5 s clip, {what}", path, ((source, piece.source_start_s),)))

    whole = folder / "whole.mkv"
    apply_to_video(film, whole, PICTURE_EDITS["240p"], options={"crf": "32"})
    asked.append(Question("whole file, 240p", whole, ((film, 0.0),)))
    spans = [Span(film, 16.0, 4.0), Span(episodes[3], 25.0, 3.0), Span(cartoon, 10.0, 4.0), Span(film, 33.0, 3.0)]
    compilation = folder / "compilation.mp4"
    pieces = compile_clips(spans, compilation, rate=RATE)
    asked.append(Question("compilation of 4", compilation, tuple((p.source, p.source_start_s) for p in pieces)))
    others = write_season(folder / "unknown", UNKNOWN_SHOW, [1], 20.0, SIZE, preset="ultrafast")
    asked.append(Question("20 s of a show that is not indexed", others[0].path, ()))
    return asked


def is_right(answer: Identification, question: Question) -> bool:
    """Whether every true stretch is named, in order, at its place, and nothing else is."""
    if not question.truth:
        return answer.answer == "unknown"
    if answer.query.kind == "image":
        path, at_s = question.truth[0]
        return any(match.video == str(path) and abs(match.at_s - at_s) <= TOLERANCE_S for match in answer.matches)
    if len(answer.matches) != len(question.truth) and answer.answer == "match":
        return False
    for path, start_s in question.truth:
        if not any(
            match.video == str(path) and abs(match.start_s - start_s) <= CLIP_TOLERANCE_S for match in answer.matches
        ):
            return False
    return True


def _said(answer: Identification) -> str:
    if answer.answer == "unknown":
        return "unknown"
    parts = [
        f"{Path(match.video).stem[:28]} {match.at_s if answer.query.kind == 'image' else match.start_s:.1f}s"
        + (" mirrored" if match.mirrored else "")
        for match in answer.matches
    ]
    return ("shared: " if answer.answer == "shared" else "") + ", ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
