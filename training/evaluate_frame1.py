"""Recall of frame/1 beside the colour layout and DCT signs, on works the fit never saw."""

import argparse
import io
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ashen.signature import color_layout, frame1
from training.compose import HEIGHT_PX, WIDTH_PX
from training.edits import EDITS
from training.make_data import SEED, small
from training.pictures import CACHE

Describe = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
SAME_SCENE_S = 2.0
BATCH = 256


def dct_signs(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, 256) signs of the luma DCT, frequencies 1..16 each way: PDQ-like (Facebook 2019), Hamming distance."""
    position, frequency = np.arange(64)[:, None], np.arange(1, 17)[None, :]
    basis = np.cos((2 * position + 1) * frequency * np.pi / 128).astype(np.float32)
    luma = rgb.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    return np.sign(basis.T @ luma @ basis).reshape(len(rgb), -1)


METHODS: Mapping[str, Describe] = {
    "colour layout": lambda rgb: color_layout.describe(rgb).astype(np.float32),
    "DCT signs": dct_signs,
    "frame/1": lambda rgb: frame1.describe(rgb).astype(np.float32),
}


def recall(
    describe: Describe, stored: NDArray[np.uint8], queries: NDArray[np.uint8], tolerance: int, both_ways: bool = False
) -> float:
    """Share of queries (row i of stored, edited) whose nearest stored frame is within `tolerance` rows of their own."""
    codes = _batched(describe, stored)
    squares = np.einsum("ij,ij->i", codes, codes)
    distance = _squared(_batched(describe, queries), codes, squares)
    if both_ways:
        distance = np.minimum(distance, _squared(_batched(describe, queries[:, :, ::-1]), codes, squares))
    return float((np.abs(distance.argmin(axis=1) - np.arange(len(queries))) <= tolerance).mean())


def _batched(describe: Describe, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.concatenate([describe(np.ascontiguousarray(rgb[i : i + BATCH])) for i in range(0, len(rgb), BATCH)])


def _squared(
    queries: NDArray[np.float32], codes: NDArray[np.float32], squares: NDArray[np.float32]
) -> NDArray[np.float32]:
    distance: NDArray[np.float32] = squares[None, :] - 2 * queries @ codes.T
    return distance


def film_frames(path: Path) -> tuple[list[Image.Image], float]:
    """Every frame of a film, 256 x 144, and its frame rate."""
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        frames = [
            Image.fromarray(frame.to_ndarray(format="rgb24")).resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.BOX)
            for frame in film.decode(stream)
        ]
        return frames, float(stream.average_rate or 24)


def recoded(frames: list[Image.Image], rate: int) -> list[Image.Image]:
    """The frames after H.264 at 426 x 240, quantiser 32: a bad copy of the whole film."""
    held = io.BytesIO()
    with av.open(held, "w", format="matroska") as out:
        stream = out.add_stream("libx264", rate=rate, options={"crf": "32", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = 426, 240, "yuv420p"
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(np.asarray(frame.resize((426, 240))), format="rgb24")
            out.mux(stream.encode(picture))
        out.mux(stream.encode())
    held.seek(0)
    with av.open(held, "r") as copy:
        return [Image.fromarray(frame.to_ndarray(format="rgb24")) for frame in copy.decode(video=0)]


def print_table(title: str, rows: Mapping[str, list[float]]) -> None:
    """One Markdown table, recall@1 in per cent."""
    print(f"\n{title}\n\n| edit | {' | '.join(METHODS)} |\n|---|{'---|' * len(METHODS)}")
    for name, values in rows.items():
        print(f"| {name} | {' | '.join(f'{100 * value:.1f}' for value in values)} |")
    means = np.mean(list(rows.values()), axis=0)
    print(f"| **mean** | {' | '.join(f'{100 * value:.1f}' for value in means)} |")


def main() -> None:
    """Prints the tables of training/README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--film", type=Path, help="a film never trained on, such as trailer_bbb.mp4")
    parser.add_argument("--split", choices=["dev", "test"], default="test")
    options = parser.parse_args()
    with np.load(options.cache / f"{options.split}.npz") as data:
        plain, edited = data["plain"], data["edited"]

    rows = {"none": [recall(m, plain, plain[: edited.shape[1]], 0) for m in METHODS.values()]}
    for name, queries in zip(EDITS, edited, strict=True):
        rows[name] = [recall(m, plain, queries, 0) for m in METHODS.values()]
    mirrored = plain[: edited.shape[1], :, ::-1]
    rows["mirrored, asked both ways"] = [recall(m, plain, mirrored, 0, True) for m in METHODS.values()]
    print_table(f"{options.split}: {edited.shape[1]} composed frames among {len(plain)}", rows)

    if options.film:
        frames, rate = film_frames(options.film)
        rng = np.random.default_rng(SEED)
        stored = np.concatenate([np.array([small(frame) for frame in frames]), plain])
        tolerance = round(SAME_SCENE_S * rate)
        rows = {}
        edits = {"H.264 240p": recoded(frames, round(rate))}
        edits |= {name: [edit(frame, rng) for frame in frames] for name, edit in EDITS.items()}
        for name, pictures in edits.items():
            queries = np.array([small(picture) for picture in pictures])
            rows[name] = [recall(m, stored, queries, tolerance) for m in METHODS.values()]
        print_table(f"{options.film.name}: {len(frames)} frames among {len(stored)}, right within 2 s", rows)

    print("\nCPU time, one core, batches of 256:")
    for name, method in METHODS.items():
        taken = []
        for _ in range(15):
            start = time.process_time()
            method(plain[:BATCH])
            taken.append((time.process_time() - start) / BATCH)
        print(f"  {name}: {1e6 * float(np.median(taken)):.0f} us a frame")


if __name__ == "__main__":
    main()
