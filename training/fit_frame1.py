"""Fits the projection of frame/1 by linear discriminant analysis and writes it as integers."""

import argparse
import json
from pathlib import Path

import numpy as np
import PIL
from numpy.typing import NDArray

import ashen.signature.frame1 as frame1
from training.edits import EDITS
from training.make_data import SEED
from training.pictures import CACHE, SOURCES

WEIGHTS = {"box 35 %": 2.0, "crop 20 %": 2.0, "subtitles": 1.5}
"""How much more than others an edit counts in the covariance within."""

RIDGE = 0.02
"""Share of the mean variance within added to every feature's own."""

Matrix = NDArray[np.float64]


def features(rgb: NDArray[np.uint8]) -> Matrix:
    """(n, features) float64, in batches."""
    return np.concatenate([frame1.features(rgb[i : i + 256]) for i in range(0, len(rgb), 256)]).astype(np.float64)


def fit(plain: NDArray[np.uint8], edited: NDArray[np.uint8]) -> tuple[Matrix, Matrix]:
    """Mean and projection.

    Args:
        plain: (m, 64, 64, 3) uint8 frames.
        edited: (edits, n, 64, 64, 3) uint8, the first n of them under every edit.
    """
    frames = features(plain)
    mean = frames.mean(axis=0)
    between = np.cov(frames.T, bias=True)
    within, total = np.zeros_like(between), 0.0
    for name, copies in zip(EDITS, edited, strict=True):
        change = features(copies) - frames[: len(copies)]
        weight = WEIGHTS.get(name, 1.0)
        within += weight * change.T @ change / len(copies)
        total += weight
    within /= total
    within += RIDGE * np.trace(within) / len(within) * np.eye(len(within))

    # Whiten by the covariance within, then keep the directions frames differ in most (Fukunaga 1990, 10.2).
    spread, axes = np.linalg.eigh(within)
    whitening = axes / np.sqrt(spread)
    _, directions = np.linalg.eigh(whitening.T @ between @ whitening)
    projection = whitening @ directions[:, ::-1][:, : frame1.DIMENSION]
    largest = np.abs(projection).argmax(axis=0)
    return mean, projection * np.sign(projection[largest, np.arange(frame1.DIMENSION)])


def save(path: Path, mean: Matrix, projection: Matrix, frames: int) -> None:
    """Writes both as int16 with their scales, and the record of where they come from."""
    mean_scale, projection_scale = 32_000 / np.abs(mean).max(), 32_000 / np.abs(projection).max()
    record = {
        "recipe": "frame/1",
        "method": "linear discriminant analysis, see training/fit_frame1.py",
        "commands": ["python -m training.make_data", "python -m training.fit_frame1"],
        "seed": SEED,
        "frames": frames,
        "edits": {name: WEIGHTS.get(name, 1.0) for name in EDITS},
        "ridge": RIDGE,
        "data": {source.package: source.licences for source in SOURCES if source.split == "train"},
        "data_from": "Debian 12 (bookworm), main; all of it free by the Debian guidelines",
        "made_with": {"numpy": np.__version__, "pillow": PIL.__version__},
        "mean_scale": mean_scale,
        "projection_scale": projection_scale,
    }
    np.savez(
        path,
        mean=np.rint(mean * mean_scale).astype(np.int16),
        projection=np.rint(projection * projection_scale).astype(np.int16),
        record=np.frombuffer(json.dumps(record, indent=1).encode(), dtype=np.uint8),
    )


def main() -> None:
    """Fits on the train split and overwrites the weights in the source tree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--out", type=Path, default=Path("src/ashen/signature/frame1.npz"))
    options = parser.parse_args()
    with np.load(options.cache / "train.npz") as data:
        plain, edited = data["plain"], data["edited"]
    mean, projection = fit(plain, edited)
    save(options.out, mean, projection, len(plain))
    print(f"{options.out}: {options.out.stat().st_size} bytes from {len(plain)} frames, {edited.shape[1]} edited")


if __name__ == "__main__":
    main()
