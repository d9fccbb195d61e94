"""The network that tells whether two pictures laid on each other show the same."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from ashen.match.sameness import SIDE_PX

SQUARES_PX = (5, 13)
FLAT = 4e-4
"""Variance, of planes from -1 to 1, that flat squares are taken to have: two and a half levels of 255."""
WIDTHS = (24, 48, 96, 128)
"""Channels at a half, a quarter, an eighth and a sixteenth of the sides."""


class Network(nn.Module):
    """Seven planes to one number: log odds that both pictures show the same.

    Beside the seven planes the first convolution is given where both correlate, in squares of two sizes: that does not
    change with their colours. Each halving of the sides is a convolution; at a quarter and an eighth a residual block
    follows (He et al. 2016). The last planes are taken by their mean and their greatest: a box must not outvote what is
    plain beside it, and one difference in plain sight must count.
    """

    def __init__(self) -> None:
        super().__init__()
        first, second, third, fourth = WIDTHS
        self.body = nn.Sequential(
            _halving(7 + len(SQUARES_PX), first, 4),
            _halving(first, second, 3),
            _Residual(second),
            _halving(second, third, 3),
            _Residual(third),
            _halving(third, fourth, 3),
        )
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(2 * fourth, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, pairs: Tensor) -> Tensor:
        """(n, SIDE_PX, SIDE_PX, 7) uint8 or float 0..255, as `laid_together` gives them, to (n,) log odds."""
        planes = pairs.permute(0, 3, 1, 2).to(torch.float32) / 127.5 - 1
        query, still = _luma(planes[:, :3]), _luma(planes[:, 3:6])
        seen = self.body(torch.cat([planes, *(_correlation(query, still, side) for side in SQUARES_PX)], dim=1))
        told: Tensor = self.head(torch.cat([seen.mean(dim=(2, 3)), seen.amax(dim=(2, 3))], dim=1))
        return told[:, 0]


def _luma(rgb: Tensor) -> Tensor:
    return 0.299 * rgb[:, :1] + 0.587 * rgb[:, 1:2] + 0.114 * rgb[:, 2:]


def _correlation(query: Tensor, still: Tensor, side: int) -> Tensor:
    """(n, 1, s, s) -1..1, how the squares around each place correlate; near 0 where either is flat."""

    def mean(plane: Tensor) -> Tensor:
        for size, around in (((side, 1), (side // 2, 0)), ((1, side), (0, side // 2))):
            plane = functional.avg_pool2d(plane, size, stride=1, padding=around, count_include_pad=False)
        return plane

    left, right = mean(query), mean(still)
    spread = (mean(query * query) - left * left).clamp(min=0), (mean(still * still) - right * right).clamp(min=0)
    together = mean(query * still) - left * right
    return together / torch.sqrt((spread[0] + FLAT) * (spread[1] + FLAT))


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, planes: Tensor) -> Tensor:
        return torch.relu(planes + self.norm(self.conv(planes)))


def _halving(before: int, after: int, size: int) -> nn.Module:
    conv = nn.Conv2d(before, after, size, stride=2, padding=1, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU())


def example() -> Tensor:
    """Two pairs of nothing, for the exporter."""
    return torch.zeros(2, SIDE_PX, SIDE_PX, 7, dtype=torch.uint8)
