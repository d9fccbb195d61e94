"""Results of a benchmark that never ran, to make pages and plots from. No number in it was measured."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from benchmarks.edits import CLIP_EDITS, PICTURE_EDITS, SMALL_CLIP_EDITS
from benchmarks.report.figure import Figure, Task
from benchmarks.report.results import Calibration, Corpus, Missing, Results, Source, SystemCurve
from benchmarks.scoring.retrieval import Bin
from benchmarks.tasks.amv import AMV_EDITS
from benchmarks.tasks.file import FILE_EDITS

SKILL = {
    "ashen": 4.0,
    "trace.moe": 2.6,
    "trace.moe, borders kept": 2.4,
    "pHash": 1.2,
    "dHash": 0.9,
    "PDQ": 1.8,
    "vPDQ": 1.5,
    "MPEG-7 Video Signature": 1.0,
    "videohash": 0.6,
}
"""How good each system is made out to be."""
CALIBRATED: tuple[Task, ...] = ("picture", "clip", "amv", "file")
PICTURES = frozenset(SKILL) - {"vPDQ", "MPEG-7 Video Signature", "videohash"}
"""Those that can be asked about pictures."""
PLACING = PICTURES - {"trace.moe, borders kept"}
"""Those that place."""


def results(seed: int = 0) -> Results:
    """A full run with every kind of row, made up."""
    return Results(
        size="full",
        seed=seed,
        commit="0123456789ab",
        machine={"cpu": "A processor", "cores": "2", "python": "3.11.7", "platform": "Linux x86_64, glibc 2.36"},
        versions={"ashen": "0.1.0", "numpy": "2.4.6"},
        corpus=Corpus(
            "ab" * 32, (Source("cartoons", "MIT", "made by this program", 39), Source("a film", "CC BY", "X", 1))
        ),
        missing=(Missing("a film in 4K", "the package that holds it could not be downloaded"),),
        runtime_s=12_345.6,
        figures=tuple(_figures(seed)),
        curves=tuple(_curve(system, skill) for system, skill in SKILL.items() if system in PICTURES),
        calibrations=tuple(Calibration(task, "ashen", tuple(_bins())) for task in CALIBRATED),
    )


def share(task: Task, edit: str, system: str, metric: str, value: float, half: float = 0.02, n: int = 300) -> Figure:
    """A share with an interval of `half` to either side, within 0..1."""
    return Figure(task, edit, system, metric, value, max(0.0, value - half), min(1.0, value + half), n)


def _figures(seed: int) -> list[Figure]:
    rows: list[Figure] = []
    for system, skill in SKILL.items():
        if system == "MPEG-7 Video Signature":
            rows += _of_edits("clip", "pair-recall", system, skill, SMALL_CLIP_EDITS, seed)
            continue
        tasks: list[Task] = ["picture", "clip"] if system in PICTURES else ["clip"]
        for task in tasks:
            rows.append(share(task, "not-indexed", system, "false-match-rate", 0.03 / skill, 0.005))
            rows.append(share(task, "all", system, "micro-ap", 0.2 + skill / 6))
            for name, value in (("cpu-ms-median", 8 * skill), ("latency-ms-median", 9 * skill**2)):
                rows.append(Figure("cost", task, system, name, value, None, None, 3000))
        rows += _of_edits("clip", "recall@1", system, skill, list(CLIP_EDITS), seed)
        rows += _of_edits("file", "recall@1", system, skill + 1, list(FILE_EDITS), seed)
        rows.append(Figure("cost", "storage", system, "bytes-per-frame-index", 20 * skill, None, None, 1_000_000))
        if system in PICTURES:
            for metric, less in (("recall@1", 0.0), ("recall-named", 0.8), ("recall@fmr-1/1000", 0.4)):
                rows += _of_edits("picture", metric, system, skill - less, list(PICTURE_EDITS), seed)
        if system in PLACING:
            rows += _of_edits("clip", "segment-f1", system, skill - 0.2, list(CLIP_EDITS), seed)
            rows += _of_edits("amv", "segment-f1", system, skill, list(AMV_EDITS), seed)[:-1]
            rows.append(Figure("clip", "all", system, "offset-error-s-median", 0.1 / skill, 0.01 / skill, 0.2, 900))
    shared = [f"{kind}-{edit}" for kind in ("picture", "clip") for edit in ("identity", "mirrored")]
    rows += _of_edits("shared", "set-f1", "ashen", 4.0, shared, seed)
    rows += [share(task, "all", "ashen", "calibration-error", 0.031, 0.01) for task in CALIBRATED]
    rows += [share("clip", origin, "ashen", "segment-f1", 0.8, 0.1) for origin in ("drawn-works", "real-works")]
    rows.append(Figure("cost", "indexing-h264", "ashen", "cpu-ratio-to-decoding", 1.08, 1.05, 1.11, 5))
    return rows


def _of_edits(task: Task, metric: str, system: str, skill: float, edits: Sequence[str], seed: int) -> list[Figure]:
    rows, values = [], []
    for edit in edits:
        rng = np.random.default_rng([seed, zlib.crc32(f"{edit} {system}".encode())])
        hard = np.random.default_rng(zlib.crc32(edit.encode())).uniform(0.0, 4.5)
        value = float(1 / (1 + np.exp(-1.6 * (skill - hard) - rng.normal(0, 0.9))))
        values.append(value)
        rows.append(share(task, edit, system, metric, value, 0.01 + 0.16 * value * (1 - value)))
    rows.append(share(task, "all", system, metric, float(np.mean(values)), 0.012, 300 * len(edits)))
    return rows


def _curve(system: str, skill: float) -> SystemCurve:
    rates = np.concatenate([[0.0], np.geomspace(1 / 3000, 1.0, 60)])
    recalls = np.clip((skill / 4.3) * rates ** (0.12 / skill), 0, 1)
    return SystemCurve("picture", system, tuple(rates.tolist()), tuple(recalls.tolist()))


def _bins() -> list[Bin]:
    return [Bin(i / 10, (i + 1) / 10, 40 + 30 * i**2, i / 10 + 0.05, (i / 10 + 0.05) ** 1.2) for i in range(10)]
