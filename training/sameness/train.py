"""Trains the network on the pairs, and writes src/ashen/match/sameness.onnx.zst.

    python -m training.sameness.train --minutes 15

Binary cross-entropy, right and wrong pairs as many, AdamW, one-cycle rate, averaged weights. Every sixth work is held
out. Both pictures of a pair are turned over, recoloured and shifted alike or a little apart, so that the network looks
at what they have in common, not at what they show.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
import onnx
import torch
import zstandard
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ashen.match.sameness import WEIGHTS
from benchmarks.corpus.photographs import PHOTOGRAPHS
from training.network.export import OPSET, halve
from training.network.sources import ALL_SOURCES
from training.pictures import CACHE
from training.sameness.network import Network, example
from training.sameness.pairs import SEED as SEED_OF_PAIRS

SEED = 20272
BATCH = 192
RATE = 3e-3
DECAY = 0.02
AVERAGE = 0.998
SMOOTHING = 0.01
HELD_OUT = 6
REPORTED = 500
SHIPPED = Path(__file__).parents[2] / "src/ashen/match" / WEIGHTS
COMMANDS = ("python -m training.sameness.pairs", "python -m training.sameness.train")


class Pairs:
    """All pairs of the cache."""

    def __init__(self, cache: Path) -> None:
        parts = [np.load(path) for path in sorted(cache.glob("sameness-[0-9][0-9].npz"))]
        if not parts:
            raise SystemExit(f"{cache} holds no pairs; make them by python -m training.sameness.pairs")
        self.pair, self.right, work, self.edit, self.evidence = (
            np.concatenate([part[name] for part in parts]) for name in ("pair", "right", "work", "edit", "evidence")
        )
        works = np.unique(work)
        self.held_out = np.isin(work, works[::HELD_OUT])


def edited(pairs: Tensor, rng: torch.Generator) -> Tensor:
    """(n, s, s, 7) uint8 to float: turned over, recoloured and shifted by chance."""
    count = len(pairs)

    def chance(*shape: int) -> Tensor:
        return torch.rand(count, *shape, generator=rng)

    planes = pairs.float()
    for dim in (1, 2):
        planes = torch.where(chance(1, 1, 1) < 0.5, planes.flip(dim), planes)
    order = torch.argsort(chance(3), dim=1)
    channels = torch.cat([order, order + 3, torch.full((count, 1), 6)], dim=1)
    planes = planes.gather(3, channels[:, None, None, :].expand_as(planes))
    colours = planes[..., :6] / 255
    gamma = torch.exp(0.35 * (2 * chance(1, 1, 1) - 1)) * torch.exp(0.1 * (2 * chance(1, 1, 6) - 1))
    colours = colours.clamp(1e-4, 1) ** gamma * (1 - 0.3 * chance(1, 1, 1)) + 0.1 * (chance(1, 1, 1) - 0.5)
    colours = torch.where(chance(1, 1, 1) < 0.1, 1 - colours, colours)
    shown = torch.cat([255 * colours.clamp(0, 1), planes[..., 6:]], dim=3)
    rows, columns = (int(torch.randint(-1, 2, (1,), generator=rng)) for _ in range(2))
    still = torch.roll(shown[..., 3:6], (rows, columns), dims=(1, 2))
    return torch.cat([shown[..., :3], still, shown[..., 6:]], dim=3)


def told(network: torch.nn.Module, pairs: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n,) log odds."""
    network.eval()
    with torch.inference_mode():
        parts = [network(torch.from_numpy(pairs[row : row + 512])) for row in range(0, len(pairs), 512)]
    network.train()
    return torch.cat(parts).numpy()


def found_at(odds: NDArray[np.float32], right: NDArray[np.bool_], wrong_share: float) -> float:
    """Share of right pairs above all but so small a share of the wrong."""
    level = np.quantile(odds[~right], 1 - wrong_share)
    return float((odds[right] > level).mean())


def main() -> None:
    """Train for so long, say how well held-out works are told, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--log", type=Path, default=Path(__file__).parent / "train.jsonl")
    asked = parser.parse_args()
    torch.manual_seed(SEED)
    pairs, rng = Pairs(asked.cache), torch.Generator().manual_seed(SEED)
    learned = np.flatnonzero(~pairs.held_out)
    sides = [learned[pairs.right[learned]], learned[~pairs.right[learned]]]
    print(f"{len(sides[0])} right and {len(sides[1])} wrong pairs, {pairs.held_out.sum()} held out", flush=True)
    network = Network()
    averaged = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE), use_buffers=True)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    dealt, began_s, step, losses = np.random.default_rng(SEED), time.monotonic(), 0, []
    lines = []
    while (share := (time.monotonic() - began_s) / (60 * asked.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = RATE * (share / 0.1 if share < 0.1 else 0.5 * (1 + math.cos(math.pi * (share - 0.1) / 0.9)))
        rows = np.concatenate([dealt.choice(side, BATCH // 2, replace=False) for side in sides])
        right = torch.from_numpy(pairs.right[rows].astype(np.float32))
        odds = network(edited(torch.from_numpy(pairs.pair[rows]), rng))
        loss = functional.binary_cross_entropy_with_logits(odds, right * (1 - 2 * SMOOTHING) + SMOOTHING)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        averaged.update_parameters(network)
        step += 1
        losses.append(float(loss.detach()))
        if step % REPORTED == 0:
            odds_held = told(averaged, pairs.pair[pairs.held_out])
            right_held = pairs.right[pairs.held_out]
            found = {f"found_at_{level:g}": found_at(odds_held, right_held, level) for level in (0.01, 0.001)}
            lines.append({"step": step, "share": share, "loss": float(np.mean(losses[-REPORTED:])), **found})
            print(json.dumps(lines[-1]), flush=True)
    asked.log.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    export(averaged.module, asked.out, {"minutes": asked.minutes, "pairs": len(learned), "last": lines[-1]})


def export(network: torch.nn.Module, path: Path, told: dict[str, object]) -> None:
    """Write the network with its record, for any number of pairs at once, compressed."""
    network.eval()
    held = io.BytesIO()
    axes = {"pairs": {0: "n"}, "odds": {0: "n"}}
    names = {"input_names": ["pairs"], "output_names": ["odds"]}
    torch.onnx.export(network, (example(),), held, **names, dynamic_axes=axes, opset_version=OPSET, dynamo=False)
    model = onnx.load_from_string(held.getvalue())
    halve(model)
    theirs = {source.package for source in PHOTOGRAPHS}
    record = {
        "method": "right and wrong pairs of pictures that were laid on each other, see training/README.md",
        "commands": COMMANDS,
        "seeds": {"pairs": SEED_OF_PAIRS, "train": SEED},
        **told,
        "data": {
            source.package: source.licences
            for source in ALL_SOURCES
            if source.split == "train" and source.package not in theirs
        },
        "made_with": {"torch": torch.__version__, "onnx": onnx.__version__, "numpy": np.__version__},
    }
    model.metadata_props.add(key="record", value=json.dumps(record, indent=1))
    onnx.checker.check_model(model)
    path.write_bytes(zstandard.compress(model.SerializeToString(), 19))
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
