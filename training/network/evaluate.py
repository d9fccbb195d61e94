"""Recall of search signatures on the benchmark's development works: edited stills among stored frames and windows.

    python -m training.network.evaluate [--onnx FILE] [--films]

Signatures alone, without trimming of borders or verification. Frames of each work are stored twice a second, as their
whole and, for networks, as windows of one every two seconds. Right is within 2 s of the very place, or an equal shot.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import zstandard
from numpy.typing import NDArray

from ashen.media.shrink import shrink
from ashen.media.video import open_video
from ashen.signature import color_layout, frame1, frame2
from ashen.signature.runs import run_starts
from ashen.signature.signature import Signature
from ashen.signature.windows import WINDOWS
from benchmarks import film, world
from benchmarks.edits import PICTURE_EDITS
from benchmarks.queries import by_work, pick_stills
from benchmarks.systems.contract import Found
from benchmarks.truth import truth_of
from training.evaluate_frame1 import dct_signs
from training.network import SHIPPED
from training.pictures import CACHE

EDITS = (
    *("identity", "jpeg-10", "240p", "100px", "noise-30", "blur", "subtitled", "hardsub-latin", "logo", "watermark"),
    *("ticker", "meme-text", "caption", "stickers", "black-box-35", "light-beam", "steam", "mosaic", "tint", "gamma"),
    *("hue", "greyscale", "sepia", "darker", "brighter", "contrast-low", "inverted", "crop-10", "crop-20", "crop-35"),
    *(
        "crop-50",
        "centre-4-3",
        "vertical-9-16",
        "rotation",
        "rotation-12",
        "perspective-10",
        "screen-photo",
        "reupload",
    ),
    *("meme", "random-3", "social-clip"),
)
RUN_EDITS = ("240p", "subtitled", "crop-10", "perspective-10", "tint", "steam", "black-box-35")
RUN_DISTANCES = (0, 200, 400, 600, 1000, 1500, 2500, 5000)
STORED_S, WINDOWS_S = 0.5, 2.0

Describe = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


def network(path: Path) -> Describe:
    """The exported network."""
    data = zstandard.decompress(path.read_bytes()) if path.suffix == ".zst" else path.read_bytes()
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])

    def describe(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        codes = [session.run(None, {"rgb": rgb[at : at + 64]})[0] for at in range(0, len(rgb), 64)]
        return np.asarray(np.rint(np.concatenate(codes) * 127), np.float32)

    return describe


def gather(cache: Path, stills: int, films: bool) -> Path:
    """The small pictures of everything stored and asked, made once."""
    path = cache / f"evaluate-{'films' if films else 'drawn'}-{stills}.npz"
    if path.exists():
        return path
    made = film.make() if films else world.make(world.DEVELOPMENT, 1)
    whole, windows, at = [], [], []
    for number, stored in enumerate(made.known):
        next_s = next_window_s = 0.0
        with open_video(stored.path, longest_px=480) as reader:
            for batch in reader:
                for time_s, rgb in zip(batch.times_s, batch.rgb, strict=True):
                    if time_s >= next_s:
                        whole.append(shrink(rgb))
                        at.append((number, time_s, 0))
                        next_s += STORED_S
                    if time_s >= next_window_s:
                        windows += [(number, time_s, shrink(rgb, box=_box(rgb, part))) for part in WINDOWS]
                        next_window_s += WINDOWS_S
    at += [(number, time_s, 1) for number, time_s, _ in windows]
    picked = list(pick_stills(made.known, stills, seed=31))
    works = by_work(made.known)
    truths = [truth_of(still.stored, still.at_s, works[still.stored.work]) for still in picked]
    right = np.array(
        [[truth.is_right(Found(made.known[int(n)].video, t, 1.0, t, t)) for n, t, _ in at] for truth in truths]
    )
    asked = [
        [shrink(PICTURE_EDITS[edit](still.rgb, np.random.default_rng([9, n]))) for n, still in enumerate(picked)]
        for edit in EDITS
    ]
    pictures = np.stack([*whole, *(picture for _, _, picture in windows)])
    np.savez(path, stored=pictures, at=np.array(at), right=right, asked=np.array(asked))
    return path


def _box(rgb: NDArray[np.uint8], part: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    height, width = rgb.shape[:2]
    left, top, wide, high = part
    return left * width, top * height, min(width, (left + wide) * width), min(height, (top + high) * height)


def runs(given: Path, cache: Path, stills: int) -> None:
    """What the run distance saves and costs: the first frame of each run stored, of all frames of the known works."""
    made = world.make(world.DEVELOPMENT, 1)
    session = network(given)
    signatures = []
    for stored in made.known:
        with open_video(stored.path) as reader:
            batches = list(reader)
        codes = session(np.concatenate([batch.rgb for batch in batches])).astype(np.int8)
        times_s = np.concatenate([batch.times_s for batch in batches])
        signatures.append(Signature("frame/3", times_s, codes, np.full(len(codes), 100, np.uint8)))
    picked = list(pick_stills(made.known, stills, seed=31))
    works = by_work(made.known)
    truths = [truth_of(still.stored, still.at_s, works[still.stored.work]) for still in picked]
    with np.load(gather(cache, stills, films=False)) as data:
        asked = dict(zip(EDITS, data["asked"], strict=True))
    queries = {edit: session(asked[edit]) for edit in RUN_EDITS}
    frames = sum(map(len, signatures))
    print(f"\n{frames} frames\n| run distance | kept | {' | '.join(RUN_EDITS)} |\n|---|---|{'---|' * len(RUN_EDITS)}")
    for distance in RUN_DISTANCES:
        starts = [run_starts(signature, distance) for signature in signatures]
        rows = [(number, row) for number, own in enumerate(starts) for row in own]
        ends = [end for own, signature in zip(starts, signatures, strict=True) for end in [*own[1:], len(signature)]]
        codes = np.concatenate([s.codes[own] for s, own in zip(signatures, starts, strict=True)]).astype(np.float32)
        squares = (codes * codes).sum(axis=1)
        cells = []
        for edit in RUN_EDITS:
            best = (squares[None] - 2 * queries[edit] @ codes.T).argmin(axis=1)
            hits = 0
            for at, truth in zip(best, truths, strict=True):
                number, row = rows[at]
                run_s = signatures[number].times_s[row : ends[at]]
                near_s = float(run_s[np.abs(run_s - truth.at_s).argmin()])  # the run is found; which frame, is refined
                video = made.known[number].video
                hits += any(truth.is_right(Found(video, t, 1.0, t, t)) for t in (near_s, float(run_s[0])))
            cells.append(f"{100 * hits / len(truths):.1f}")
        print(f"| {distance} | {100 * len(rows) / frames:.1f} % | {' | '.join(cells)} |")


def main() -> None:
    """Print recall@1 and recall@20 of every edit, and what runs cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--onnx", type=Path, default=SHIPPED)
    parser.add_argument("--stills", type=int, default=160)
    parser.add_argument("--films", action="store_true", help="of development films instead of drawn works")
    given = parser.parse_args()
    with np.load(gather(given.cache / "network", given.stills, given.films)) as data:
        stored, at, right, asked = data["stored"], data["at"], data["right"], data["asked"]
    whole = at[:, 2] == 0
    methods: dict[str, tuple[Describe, NDArray[np.bool_]]] = {
        "colour layout": (lambda rgb: color_layout.describe(rgb).astype(np.float32), whole),
        "DCT signs": (dct_signs, whole),
        "frame/1": (lambda rgb: frame1.describe(rgb).astype(np.float32), whole),
        "frame/1, windows": (lambda rgb: frame1.describe(rgb).astype(np.float32), whole | True),
        "frame/2, windows": (lambda rgb: frame2.describe(rgb).astype(np.float32), whole | True),
        "frame/3": (network(given.onnx), whole),
        "frame/3, windows": (network(given.onnx), whole | True),
    }
    print(f"{int(whole.sum())} frames, {int((~whole).sum())} windows, {asked.shape[1]} stills")
    table: dict[str, list[str]] = {edit: [] for edit in (*EDITS, "mean")}
    for describe, used in methods.values():
        codes = describe(stored[used])
        squares = (codes * codes).sum(axis=1)
        ones = []
        for edit, pictures in zip(EDITS, asked, strict=True):
            order = np.argsort(squares[None] - 2 * describe(pictures) @ codes.T, axis=1)[:, :20]
            hit = np.take_along_axis(right[:, used], order, axis=1)
            ones.append((hit[:, 0].mean(), hit.any(axis=1).mean()))
            table[edit].append(f"{100 * ones[-1][0]:.0f} / {100 * ones[-1][1]:.0f}")
        first, twenty = np.mean(ones, axis=0)
        table["mean"].append(f"{100 * first:.1f} / {100 * twenty:.1f}")
    print(f"| edit | {' | '.join(methods)} |\n|---|{'---|' * len(methods)}")
    for edit, cells in table.items():
        print(f"| {edit} | {' | '.join(cells)} |")
    if not given.films:
        runs(given.onnx, given.cache / "network", given.stills)


if __name__ == "__main__":
    main()
