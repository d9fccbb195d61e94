"""Trains the network of frame/2 by contrast: an edited part of a frame must be nearer to it than to all others.

    python -m training.frame2.train --minutes 60

InfoNCE (van den Oord et al. 2018) in both directions over a batch of scenes with their neighbours, with the entropy
regulariser of Sablayrolles et al. 2019 (KoLeo) as SSCD uses it (Pizzi et al. 2022, section 4), AdamW, one-cycle rate,
averaged weights. Writes `network.pt` and `train.jsonl` into the cache.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # threads that spin cost four times the time on a busy machine

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.frame2.augment import Pairs
from training.frame2.frames import OVERLAY_EDITS
from training.frame2.network import Network
from training.pictures import CACHE

SEED = 20261
SCENES = 96
"""Scenes of a batch, up to `FROM_SCENE` frames of each: the nearest wrong frames there are."""
FROM_SCENE = 4
TEMPERATURE = 0.05
ENTROPY = 0.1
RATE = 3e-3
DECAY = 0.03
AVERAGE = 0.998
HEAVY = {"steam": 3.0, "light-beam": 3.0, "ticker": 2.0, "meme-text": 2.0, "stickers": 2.0, "caption": 1.5}


def load(home: Path, split: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """All frames of a split, (n, h, w, 3), and their scenes."""
    parts = sorted(path for path in home.glob(f"{split}-*.npy") if not path.name.endswith(".scenes.npy"))
    scenes = [np.load(path.with_suffix(".scenes.npy")) for path in parts]
    return np.concatenate([np.load(path) for path in parts]), np.concatenate(scenes)


def weights_of(overlays: int) -> NDArray[np.float64]:
    """(overlays,) how often each is taken: those that hide much, more often."""
    by_edit = [HEAVY.get(name, 1.0) for name in OVERLAY_EDITS]
    return np.repeat(by_edit, overlays // len(by_edit))


def halved(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(n, h, w, c) pictures at half the size."""
    n, height, width, channels = pictures.shape
    blocks = pictures.reshape(n, height // 2, 2, width // 2, 2, channels)
    halves: NDArray[np.uint8] = np.stack([np.rint(block.mean(axis=(1, 3))).astype(np.uint8) for block in blocks])
    return halves


class Batches:
    """Rows of a batch: scenes by chance, some frames of each; composed scenes and drawn shows in equal parts."""

    def __init__(self, scenes: NDArray[np.int64], seed: int) -> None:
        order = np.argsort(scenes, kind="stable")
        _, starts = np.unique(scenes[order], return_index=True)
        self._groups = np.split(order, starts[1:])
        sizes = np.array([len(group) for group in self._groups], float)
        self._weights = sizes / sizes.sum()
        self._rng = np.random.default_rng(seed)

    def draw(self) -> NDArray[np.int64]:
        """Rows of one batch, each once."""
        rows: list[NDArray[np.int64]] = []
        for group in self._rng.choice(len(self._groups), SCENES, p=self._weights):
            some = self._groups[group]
            rows.append(self._rng.choice(some, min(FROM_SCENE, len(some)), replace=False))
        return np.unique(np.concatenate(rows))


def loss_of(stored: Tensor, query: Tensor) -> tuple[Tensor, Tensor]:
    """Contrast in both directions, and the entropy term."""
    logits = query @ stored.T / TEMPERATURE
    same = torch.arange(len(stored))
    contrast = (functional.cross_entropy(logits, same) + functional.cross_entropy(logits.T, same)) / 2
    with torch.no_grad():
        nearest = (stored @ stored.T - 2 * torch.eye(len(stored))).argmax(dim=1)
    entropy = -torch.log((stored - stored[nearest]).norm(dim=1) + 1e-6).mean()
    return contrast, entropy


def main() -> None:
    """Train for a given time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--name", default="network")
    asked = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(asked.threads)
    home = asked.cache / "frame2"
    frames, scenes = load(home, "train")
    small = halved(frames)
    print(f"{len(frames)} frames of {len(np.unique(scenes))} scenes", flush=True)
    overlays = halved(np.load(home / "overlays.npy"))
    pairs = Pairs(overlays, weights_of(len(overlays)), SEED)
    batches = Batches(scenes, SEED)
    network = Network().to(memory_format=torch.channels_last)
    if asked.start:
        network.load_state_dict(torch.load(asked.start, weights_only=True))
    averaged = {name: value.clone() for name, value in network.state_dict().items()}
    optimiser = torch.optim.AdamW(network.parameters(), lr=asked.rate, weight_decay=DECAY)
    began_s, step, log = time.monotonic(), 0, (home / f"{asked.name}.jsonl").open("a")
    running = [0.0, 0.0]
    while True:
        done = (time.monotonic() - began_s) / (60 * asked.minutes)
        if done >= 1:
            break
        rate = asked.rate * min(1.0, (step + 1) / 200) * 0.5 * (1 + math.cos(math.pi * done)) + 1e-5
        for group in optimiser.param_groups:
            group["lr"] = rate
        rows = batches.draw()
        fine, coarse = (torch.from_numpy(size[rows]).permute(0, 3, 1, 2) for size in (frames, small))
        stored, query = pairs.make(fine, coarse)
        with torch.autocast("cpu", torch.bfloat16):
            codes = network(torch.cat([stored, query]))
        contrast, entropy = loss_of(*codes.float().chunk(2))
        optimiser.zero_grad(set_to_none=True)
        (contrast + ENTROPY * entropy).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        share = min(AVERAGE, step / (step + 10))
        with torch.no_grad():
            for name, value in network.state_dict().items():
                if value.dtype.is_floating_point:
                    averaged[name].lerp_(value, 1 - share)
                else:
                    averaged[name].copy_(value)
        step += 1
        running = [0.98 * running[0] + 0.02 * contrast.item(), 0.98 * running[1] + 0.02 * entropy.item()]
        if step % 50 == 0:
            line = {"step": step, "minutes": round((time.monotonic() - began_s) / 60, 2), "frames": len(rows)}
            line |= {"rate": rate, "contrast": round(running[0], 4), "entropy": round(running[1], 4)}
            print(json.dumps(line), flush=True)
            print(json.dumps(line), file=log, flush=True)
            torch.save(averaged, home / f"{asked.name}.pt")
    torch.save(averaged, home / f"{asked.name}.pt")
    print(f"{step} steps in {asked.minutes} minutes")


if __name__ == "__main__":
    main()
