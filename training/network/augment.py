"""Edits of whole batches, as tensors: what people do to frames, in every combination and at every strength.

A pair is a *stored* view, what an index holds (the whole frame, or one of `WINDOWS` of it), and a *query* view, an
edited copy of about the same part. Everything is random; nothing is a copy of a benchmark query.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ashen.signature.windows import WINDOWS

SIDE = 64
AT_ONCE = {"cpu": 32, "cuda": 2048}
"""Frames edited at a time: on a processor, what stays in a core's cache."""
NARROW = 0.5
"""Width, as a share of the frame's, below which a part is cut from the fine picture, else from one of half its size."""
NOISES = 256


class Pairs:
    """Makes pairs of views.

    Args:
        overlays: (m, h, w, 4) uint8, R'G'B' times alpha, and alpha.
        weights: (m,) how often each is taken.
        seed: of all chance.
        device: that edits; the pairs are made there.
    """

    def __init__(
        self, overlays: NDArray[np.uint8], weights: NDArray[np.float64], seed: int, device: str = "cpu"
    ) -> None:
        self._device = device
        self._overlays = torch.from_numpy(overlays).to(device)
        self._weights = torch.from_numpy(weights).to(device)
        self._random = torch.Generator(device).manual_seed(seed)
        self._noise = torch.randn(NOISES, 3, SIDE, SIDE, generator=self._random, device=device)
        self._rng = np.random.default_rng(seed)

    def make(self, fine: Tensor, coarse: Tensor) -> tuple[Tensor, Tensor]:
        """Stored and query views, (n, 3, 64, 64) float 0..1 each.

        Args:
            fine: (n, 3, h, w) uint8 frames, on the device.
            coarse: the same at half the size.
        """
        at_once = AT_ONCE[self._device]
        parts = zip(fine.split(at_once), coarse.split(at_once), strict=True)
        with torch.device(self._device):
            made = [self._part(*part) for part in parts]
        return torch.cat([stored for stored, _ in made]), torch.cat([query for _, query in made])

    def _part(self, fine: Tensor, coarse: Tensor) -> tuple[Tensor, Tensor]:
        n = len(fine)
        coarse = coarse.float() / 255
        stored_part = self._stored_parts(n)
        query_part = self._query_parts(stored_part)
        mirrored = torch.ones(n, 1, 2)
        mirrored[self._chance(n, 0.5), 0, 0] = -1  # both views: more pictures, not another edit
        stored = _cut(fine, coarse, self._corners(stored_part, 0.0) * mirrored)
        stored = self._slightly(self._laid_over(stored, 0.06))
        corners = self._corners(query_part, 1.0) * mirrored
        query = _cut(fine, coarse, corners)
        with_it = self._chance(n, 0.4)  # laid over before the part was cut out: seen through the same corners
        if with_it.any():
            over = self._drawn_over(int(with_it.sum()))
            query[with_it] = _lay(query[with_it], _sampled(over, corners[with_it]))
        query = self._laid_over(query, 0.45)
        query = self._lit(self._blended(self._inset(self._borders(self._hide(query)))))
        return stored, self._quality(self._colour(query)).clamp(0, 1)

    def _laid_over(self, views: Tensor, share: float) -> Tensor:
        """What is laid over a share of the views, as wide as they are."""
        after = self._chance(len(views), share)
        if after.any():
            over = functional.adaptive_avg_pool2d(self._drawn_over(int(after.sum())), SIDE)
            views[after] = _lay(views[after], over)
        return views

    # Parts of frames

    def _stored_parts(self, n: int) -> Tensor:
        """(n, 4) left, top, width, height, as shares: whole, or one of the windows."""
        parts = torch.tensor([0.0, 0.0, 1.0, 1.0]).repeat(n, 1)
        windows = torch.tensor(WINDOWS, dtype=torch.float32)
        chosen = torch.randint(len(WINDOWS), (n,), generator=self._random)
        return torch.where(self._chance(n, 0.35)[:, None], windows[chosen], parts)

    def _query_parts(self, stored: Tensor) -> Tensor:
        """A part for each stored one: mostly within it, its sides at least about 0.7 of it."""
        n = len(stored)
        whole = stored[:, 2] * stored[:, 3] > 0.99
        share = self._uniform(n, 0.5, 1.0) ** 0.5
        share = torch.where(self._chance(n, 0.4), self._uniform(n, 0.97, 1.0), share)
        aspect = torch.exp(self._normal(n) * 0.06)
        narrow = self._chance(n, 0.1) & whole
        wide = torch.where(narrow, self._uniform(n, 0.6, 0.8), share * aspect)
        high = torch.where(narrow, torch.ones(n), share / aspect)
        near = torch.exp(self._normal(n) * 0.1)
        wide = torch.where(whole, wide, near * torch.exp(self._normal(n) * 0.1))
        high = torch.where(whole, high, near * torch.exp(self._normal(n) * 0.06))
        wide, high = (wide * stored[:, 2]).clamp(max=1.0), (high * stored[:, 3]).clamp(max=1.0)
        at_x, at_y = self._uniform(n, 0, 1), self._uniform(n, 0, 1)
        drift_x, drift_y = self._normal(n) * 0.08 * stored[:, 2], self._normal(n) * 0.08 * stored[:, 3]
        left = torch.where(whole, at_x * (1 - wide), stored[:, 0] + (stored[:, 2] - wide) / 2 + drift_x)
        top = torch.where(whole, at_y * (1 - high), stored[:, 1] + (stored[:, 3] - high) / 2 + drift_y)
        left, top = left.clamp(min=0), top.clamp(min=0)
        return torch.stack([torch.minimum(left, 1 - wide), torch.minimum(top, 1 - high), wide, high], dim=1)

    def _corners(self, parts: Tensor, strength: float) -> Tensor:
        """(n, 4, 2) where the corners of the view lie in the frame, -1..1: the part's, turned and slanted by chance."""
        n = len(parts)
        unit = torch.tensor([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
        corners = unit.repeat(n, 1, 1)
        if strength:
            turn = torch.where(self._chance(n, 0.25), self._normal(n) * math.radians(7), torch.zeros(n))
            cos, sin = torch.cos(turn), torch.sin(turn)
            x, y = corners[..., 0] * 16 / 9, corners[..., 1]
            corners = torch.stack(
                [(cos[:, None] * x - sin[:, None] * y) * 9 / 16, sin[:, None] * x + cos[:, None] * y], dim=2
            )
            slant = torch.where(self._chance(n, 0.25), self._uniform(n, 0.02, 0.2), torch.full((n,), 0.012))
            corners = corners + self._uniform(n * 8, -1, 1).reshape(n, 4, 2) * slant[:, None, None]
        half = parts[:, None, 2:]
        middle = parts[:, None, :2] + half / 2
        return (middle * 2 - 1) + corners * half

    # Things over the picture

    def _drawn_over(self, n: int) -> Tensor:
        """(n, 4, h, w) float: overlays by chance, some mirrored."""
        chosen = torch.multinomial(self._weights, n, replacement=True, generator=self._random)
        over = self._overlays[chosen].permute(0, 3, 1, 2).float() / 255
        return torch.where(self._chance(n, 0.3)[:, None, None, None], over.flip(3), over)

    def _hide(self, query: Tensor) -> Tensor:
        """Boxes of up to half of the area: of one colour, of another frame, or of coarse blocks."""
        n, _, height, width = query.shape
        area = self._uniform(n, 0.04, 0.5)
        shape = torch.exp(self._uniform(n, -0.7, 0.7))
        wide, high = (area.sqrt() * shape).clamp(max=0.98), (area.sqrt() / shape).clamp(max=0.98)
        left, top = self._uniform(n, 0, 1) * (1 - wide), self._uniform(n, 0, 1) * (1 - high)
        x = (torch.arange(width) + 0.5) / width
        y = (torch.arange(height) + 0.5) / height
        inside = ((x >= left[:, None]) & (x < (left + wide)[:, None]))[:, None, :] & (
            (y >= top[:, None]) & (y < (top + high)[:, None])
        )[:, :, None]
        inside = inside & self._chance(n, 0.27)[:, None, None]
        colour = torch.rand(n, 3, 1, 1, generator=self._random)
        extreme = (torch.rand(n, 1, 1, 1, generator=self._random) < 0.5).float().expand(n, 3, 1, 1)
        colour = torch.where(self._chance(n, 0.65)[:, None, None, None], extreme, colour).expand_as(query)
        kind = self._uniform(n, 0, 1)[:, None, None, None]
        blocks = functional.interpolate(functional.avg_pool2d(query, 8), scale_factor=8.0, mode="nearest")
        filling = torch.where(kind < 0.7, colour, torch.where(kind < 0.85, _others(query), blocks))
        return torch.where(inside[:, None], filling, query)

    def _borders(self, query: Tensor) -> Tensor:
        """What imprecise trimming leaves: thin strips of one colour at the sides."""
        n, _, height, width = query.shape
        wide = torch.where(self._chance(4 * n, 0.25), self._uniform(4 * n, 0, 0.05), torch.zeros(4 * n)).reshape(n, 4)
        x = (torch.arange(width) + 0.5) / width
        y = (torch.arange(height) + 0.5) / height
        beside = (x < wide[:, :1]) | (x > 1 - wide[:, 1:2])
        above = (y < wide[:, 2:3]) | (y > 1 - wide[:, 3:])
        outside = (beside[:, None, :] | above[:, :, None]) & self._chance(n, 0.3)[:, None, None]
        colour = torch.rand(n, 3, 1, 1, generator=self._random) * (torch.rand(n, 1, 1, 1, generator=self._random) < 0.5)
        return torch.where(outside[:, None], colour, query)

    def _inset(self, query: Tensor) -> Tensor:
        """Some shrunk into another picture, into themselves blurred, or into one colour, as far as trimming leaves
        that."""
        n = len(query)
        some = self._chance(n, 0.07)
        if not some.any():
            return query
        own = query[some]
        k = len(own)
        share = self._uniform(k, 0.6, 0.97)
        shift = self._uniform(2 * k, -1, 1).reshape(k, 2) * (1 - share[:, None])
        steps = (torch.arange(SIDE) + 0.5) / SIDE * 2 - 1
        x = (steps - shift[:, :1]) / share[:, None]
        y = (steps - shift[:, 1:]) / share[:, None]
        grid = torch.stack([x[:, None].expand(k, SIDE, SIDE), y[:, :, None].expand(k, SIDE, SIDE)], dim=-1)
        seen = functional.grid_sample(own, grid, mode="bilinear", padding_mode="border", align_corners=False)
        inside = ((x.abs() <= 1)[:, None] & (y.abs() <= 1)[:, :, None])[:, None]
        soft = functional.interpolate(functional.avg_pool2d(own, 8), scale_factor=8.0, mode="bilinear")
        plain = (
            torch.rand(k, 3, 1, 1, generator=self._random).expand_as(own) * self._chance(k, 0.5)[:, None, None, None]
        )
        kind = self._uniform(k, 0, 1)[:, None, None, None]
        around = torch.where(kind < 0.35, soft, torch.where(kind < 0.7, _others(own), plain))
        query = query.clone()
        query[some] = torch.where(inside, seen, around)
        return query

    def _blended(self, query: Tensor) -> Tensor:
        """Some with another picture shining through, as in a dissolve or a collage."""
        n = len(query)
        share = torch.where(self._chance(n, 0.07), self._uniform(n, 0.08, 0.42), torch.zeros(n))[:, None, None, None]
        return query * (1 - share) + _others(query) * share

    def _lit(self, query: Tensor) -> Tensor:
        """Some brighter to one side and with a soft light on them, as screens are in photographs."""
        n = len(query)
        steps = (torch.arange(SIDE) + 0.5) / SIDE * 2 - 1
        some = self._chance(n, 0.12)
        slope = self._uniform(2 * n, -0.35, 0.35).reshape(n, 2) * some[:, None]
        ramp = 1 + slope[:, :1, None] * steps[None, None, :] + slope[:, 1:, None] * steps[None, :, None]
        middle = self._uniform(2 * n, -1, 1).reshape(n, 2)
        away = (steps[None, None, :] - middle[:, :1, None]) ** 2 + (steps[None, :, None] - middle[:, 1:, None]) ** 2
        wide = self._uniform(n, 0.1, 0.8)[:, None, None]
        glare = (
            torch.exp(-away / (2 * wide**2))
            * torch.where(some & self._chance(n, 0.6), self._uniform(n, 0.0, 0.35), torch.zeros(n))[:, None, None]
        )
        return query * ramp[:, None] + glare[:, None]

    # Colours and quality

    def _colour(self, query: Tensor) -> Tensor:
        """Negatives, gamma, gains, lifts, hue, saturation down to grey, sepia, tints, few levels."""
        n = len(query)
        query = torch.where(self._chance(n, 0.02)[:, None, None, None], 1 - query, query)
        some = self._chance(n, 0.6)
        gamma = torch.where(some, torch.exp(self._uniform(n, -0.7, 0.7)), torch.ones(n))[:, None, None, None]
        out = query.clamp(1e-4, 1) ** gamma
        contrast = torch.exp(self._uniform(n, -0.7, 0.45))[:, None, None, None]
        channel = 1 + self._uniform(3 * n, -0.25, 0.25).reshape(n, 3, 1, 1)
        lift = self._uniform(n, -0.15, 0.15)[:, None, None, None]
        out = torch.where(some[:, None, None, None], (out - 0.5) * contrast * channel + 0.5 + lift, out)
        matrix = self._colour_matrices(n)
        turned = (matrix @ out.reshape(n, 3, -1)).reshape(out.shape)
        out = torch.where(self._chance(n, 0.5)[:, None, None, None], turned, out)
        tint = torch.rand(n, 3, 1, 1, generator=self._random)
        share = torch.where(self._chance(n, 0.2), self._uniform(n, 0.05, 0.45), torch.zeros(n))[:, None, None, None]
        out = (out * (1 - share) + tint * share).clamp(0, 1)
        levels = self._uniform(n, 4, 12).round()[:, None, None, None]
        return torch.where(self._chance(n, 0.05)[:, None, None, None], (out * levels).round() / levels, out)

    def _colour_matrices(self, n: int) -> Tensor:
        """(n, 3, 3): hue turned, saturation 0..2, some sepia."""
        grey = torch.tensor([[0.299, 0.587, 0.114]]).expand(3, 3)
        angle = torch.where(self._chance(n, 0.6), self._normal(n) * 0.6, self._uniform(n, -math.pi, math.pi))
        axis = 1 / math.sqrt(3)
        cross = torch.tensor([[0, -axis, axis], [axis, 0, -axis], [-axis, axis, 0]])
        mean = torch.full((3, 3), 1 / 3)
        cos, sin = torch.cos(angle)[:, None, None], torch.sin(angle)[:, None, None]
        hue = mean + cos * (torch.eye(3) - mean) + sin * cross
        saturation = torch.where(self._chance(n, 0.4), torch.zeros(n), self._uniform(n, 0.1, 2.0))[:, None, None]
        matrix = (grey + saturation * (torch.eye(3) - grey)) @ hue
        toned = self._uniform(3 * n, 0.7, 1.15).reshape(n, 3, 1)
        return torch.where(self._chance(n, 0.3)[:, None, None], matrix * toned, matrix)

    def _quality(self, query: Tensor) -> Tensor:
        """Blur, motion blur, sharpening, noise, low resolution."""
        n = len(query)
        x = torch.arange(-3, 4, dtype=torch.float32)
        wide = torch.where(self._chance(n, 0.3), self._uniform(n, 0.4, 1.3), torch.full((n,), 0.15))
        high = torch.where(self._chance(n, 0.7), wide, torch.full((n,), 0.15))
        across = torch.softmax(-0.5 * (x / wide[:, None]) ** 2, dim=1)
        down = torch.softmax(-0.5 * (x / high[:, None]) ** 2, dim=1)
        blurred = _smoothed(_smoothed(query, across).transpose(2, 3), down).transpose(2, 3)
        sharp = torch.where(self._chance(n, 0.1), self._uniform(n, 0.5, 2.0), torch.zeros(n))[:, None, None, None]
        out = blurred + sharp * (query - blurred)
        sigma = torch.where(self._chance(n, 0.4), self._uniform(n, 0, 0.05), torch.zeros(n))[:, None, None, None]
        return out + sigma * self._noises(n)

    def _slightly(self, stored: Tensor) -> Tensor:
        """What another release's coding does, on some."""
        n = len(stored)
        sigma = torch.where(self._chance(n, 0.3), self._uniform(n, 0, 0.03), torch.zeros(n))[:, None, None, None]
        return (stored + sigma * self._noises(n)).clamp(0, 1)

    def _noises(self, n: int) -> Tensor:
        chosen = torch.randint(NOISES, (n,), generator=self._random)
        return self._noise[chosen].roll(int(self._rng.integers(SIDE)), 3)

    # Chance

    def _uniform(self, n: int, low: float, high: float) -> Tensor:
        return torch.rand(n, generator=self._random) * (high - low) + low

    def _normal(self, n: int) -> Tensor:
        return torch.randn(n, generator=self._random)

    def _chance(self, n: int, share: float) -> Tensor:
        return torch.rand(n, generator=self._random) < share


def _cut(fine: Tensor, coarse: Tensor, corners: Tensor) -> Tensor:
    """(n, 3, SIDE, SIDE): each frame seen through its four corners; black outside."""
    narrow = (corners[:, 1, 0] - corners[:, 0, 0]).abs() / 2 < NARROW
    seen = _sampled(coarse, corners)
    if narrow.any():
        seen[narrow] = _sampled(fine[narrow].float() / 255, corners[narrow])
    return seen


def _sampled(pictures: Tensor, corners: Tensor) -> Tensor:
    n = len(pictures)
    steps = (torch.arange(SIDE) + 0.5) / SIDE * 2 - 1
    y, x = torch.meshgrid(steps, steps, indexing="ij")
    points = torch.stack([x, y, torch.ones_like(x)], dim=-1).reshape(1, -1, 3)
    seen = points @ _homography(corners).transpose(1, 2)
    grid = (seen[..., :2] / seen[..., 2:]).reshape(n, SIDE, SIDE, 2)
    return functional.grid_sample(pictures, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def _others(pictures: Tensor) -> Tensor:
    """Another picture for each; neighbours are of one scene, so it is from half a batch away."""
    return pictures.roll(len(pictures) // 2, 0)


def _smoothed(pictures: Tensor, kernels: Tensor) -> Tensor:
    """(n, c, h, w) pictures, each along its rows by its own of the (n, 2 k + 1) kernels."""
    taps, width = kernels.shape[1], pictures.shape[3]
    around = functional.pad(pictures, (taps // 2, taps // 2, 0, 0), mode="replicate")
    smooth = torch.zeros_like(pictures)
    for at in range(taps):
        smooth += around[..., at : at + width] * kernels[:, at, None, None, None]
    return smooth


def _lay(pictures: Tensor, over: Tensor) -> Tensor:
    return pictures * (1 - over[:, 3:]) + over[:, :3]


def _homography(corners: Tensor) -> Tensor:
    """(n, 3, 3) maps of the square -1..1 to (n, 4, 2) corners (Heckbert, Fundamentals of Texture Mapping, 1989)."""
    n = len(corners)
    square = torch.tensor([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    x, y = square[:, 0].expand(n, 4), square[:, 1].expand(n, 4)
    u, v = corners[..., 0], corners[..., 1]
    zero, one = torch.zeros_like(x), torch.ones_like(x)
    rows = torch.cat(
        [
            torch.stack([x, y, one, zero, zero, zero, -x * u, -y * u], dim=2),
            torch.stack([zero, zero, zero, x, y, one, -x * v, -y * v], dim=2),
        ],
        dim=1,
    )
    solved = torch.linalg.solve(rows, torch.cat([u, v], dim=1)[..., None])[..., 0]
    return torch.cat([solved, torch.ones(n, 1)], dim=1).reshape(n, 3, 3)
