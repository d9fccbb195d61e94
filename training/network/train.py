"""Trains the network by contrast: an edited part of a frame must be nearer to it than to all others.

    python -m training.network.train --minutes 60

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

from training.network.augment import Pairs
from training.network.frames import OVERLAY_EDITS
from training.network.network import Network
from training.pictures import CACHE

SEED = 20261
SCENES = {"cpu": 96, "cuda": 1200}
"""Scenes of a batch, up to `FROM_SCENE` frames of each: the nearest wrong frames there are."""
FROM_SCENE = 4
TEMPERATURE = 0.05
ENTROPY = 0.1
RATE = 3e-3
DECAY = 0.03
AVERAGE = 0.998
MOST = 330_000
"""Frames that are held: 30 GB."""
LOOKED_FOR_S = 10.0
"""After so long it is looked whether more frames were made meanwhile."""
HEAVY = {"steam": 3.0, "light-beam": 3.0, "ticker": 2.0, "meme-text": 2.0, "stickers": 2.0, "caption": 1.5}


class Stock:
    """The frames of a split, on the device that trains; more may be made while it does.

    Attributes:
        scenes: (n,) scene of each frame.
    """

    def __init__(self, home: Path, split: str, device: str) -> None:
        self._home, self._split, self._device = home, split, device
        self._read: set[Path] = set()
        self._fine = self._coarse = torch.empty(0, dtype=torch.uint8, device=device)
        self.scenes = np.empty(0, np.int64)

    def __len__(self) -> int:
        return len(self.scenes)

    def look(self) -> bool:
        """Read what has been made since; whether there was any."""
        found = sorted(p for p in self._home.glob(f"{self._split}-*-*.npy") if not p.name.endswith(".scenes.npy"))
        new = [path for path in found if path not in self._read]
        held = len(self)
        for path in new:
            if len(self) >= MOST:
                break
            fine = torch.from_numpy(np.load(path)).permute(0, 3, 1, 2).to(self._device).contiguous()
            coarse = functional.avg_pool2d(fine.float(), 2).round().to(torch.uint8)
            self._fine = torch.cat([self._fine, fine]) if self._read else fine
            self._coarse = torch.cat([self._coarse, coarse]) if self._read else coarse
            self.scenes = np.concatenate([self.scenes, np.load(path.with_suffix(".scenes.npy"))])
            self._read.add(path)
        return len(self) > held

    def at(self, rows: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """(n, 3, h, w) uint8 frames, and those at half the size."""
        chosen = torch.from_numpy(rows).to(self._device)
        return self._fine[chosen], self._coarse[chosen]


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

    def __init__(self, scenes: NDArray[np.int64], count: int, seed: int) -> None:
        self._count = count
        self._rng = np.random.default_rng(seed)
        self._rows = np.lexsort([self._rng.random(len(scenes)), scenes])  # by scene, in any order within
        _, self._starts, self._sizes = np.unique(scenes[self._rows], return_index=True, return_counts=True)
        self._up_to = np.cumsum(self._sizes)

    def draw(self) -> NDArray[np.int64]:
        """Rows of one batch, each once."""
        chosen = np.searchsorted(self._up_to, self._rng.integers(self._up_to[-1], size=self._count), side="right")
        starts, sizes = self._starts[chosen, None], self._sizes[chosen, None]
        first = self._rng.integers(sizes)
        places = starts + (first + np.arange(FROM_SCENE)) % sizes
        return np.unique(self._rows[places])


def loss_of(stored: Tensor, query: Tensor) -> tuple[Tensor, Tensor]:
    """Contrast in both directions, and the entropy term."""
    logits = query @ stored.T / TEMPERATURE
    same = torch.arange(len(stored), device=stored.device)
    contrast = (functional.cross_entropy(logits, same) + functional.cross_entropy(logits.T, same)) / 2
    with torch.no_grad():
        nearest = (stored @ stored.T - 2 * torch.eye(len(stored), device=stored.device)).argmax(dim=1)
    entropy = -torch.log((stored - stored[nearest]).norm(dim=1) + 1e-6).mean()
    return contrast, entropy


def main() -> None:
    """Train for a given time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", choices=SCENES, default="cpu")
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--name", default="network")
    asked = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(asked.threads)
    home = asked.cache / "network"
    stock = Stock(home, "train", asked.device)
    stock.look()
    print(f"{len(stock)} frames of {len(np.unique(stock.scenes))} scenes", flush=True)
    overlays = halved(np.load(home / "overlays.npy"))
    pairs = Pairs(overlays, weights_of(len(overlays)), SEED, asked.device)
    batches, looked_s = Batches(stock.scenes, SCENES[asked.device], SEED), time.monotonic()
    network = Network().to(asked.device, memory_format=torch.channels_last)
    if asked.start:
        network.load_state_dict(torch.load(asked.start, weights_only=True, map_location=asked.device))
    averaged = {name: value.clone() for name, value in network.state_dict().items()}
    optimiser = torch.optim.AdamW(network.parameters(), lr=asked.rate, weight_decay=DECAY)
    began_s, step, log = time.monotonic(), 0, (home / f"{asked.name}.jsonl").open("a")
    running = [torch.zeros((), device=asked.device) for _ in range(2)]
    while True:
        done = (time.monotonic() - began_s) / (60 * asked.minutes)
        if done >= 1:
            break
        rate = asked.rate * min(1.0, (step + 1) / 200) * 0.5 * (1 + math.cos(math.pi * done)) + 1e-5
        for group in optimiser.param_groups:
            group["lr"] = rate
        if time.monotonic() > looked_s + LOOKED_FOR_S:
            looked_s = time.monotonic()
            if stock.look():
                batches = Batches(stock.scenes, SCENES[asked.device], SEED + step)
        rows = batches.draw()
        stored, query = pairs.make(*stock.at(rows))
        with torch.autocast(asked.device, torch.bfloat16):
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
        running = [0.98 * was + 0.02 * now.detach() for was, now in zip(running, (contrast, entropy), strict=True)]
        if step % 50 == 0:
            line = {"step": step, "minutes": round((time.monotonic() - began_s) / 60, 2), "frames": len(rows)}
            line |= {"stock": len(stock)}
            line |= {"rate": rate, "contrast": round(float(running[0]), 4), "entropy": round(float(running[1]), 4)}
            print(json.dumps(line), flush=True)
            print(json.dumps(line), file=log, flush=True)
        if step % 500 == 0:
            torch.save(averaged, home / f"{asked.name}.pt")
    torch.save(averaged, home / f"{asked.name}.pt")
    print(f"{step} steps in {asked.minutes} minutes")


if __name__ == "__main__":
    main()
