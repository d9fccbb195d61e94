"""The network of frame/2 and frame/3: 64 x 64 small frame to 64 values of unit length.

What it computes first is fixed, not learned: the bounded edges that carry frame/1, luma and colour freed of
brightness, contrast and tint.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (32, 64, 112, 160)
DIMENSION = 64
_EDGE_FLOOR = 14.0 / 255
_SPREAD_FLOOR = 20.0 / 255


class Block(nn.Module):
    """Residual block of He et al. 2016, figure 2: two 3 x 3 convolutions."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(width)
        self.second = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        """Same shape."""
        y = functional.relu(self.first_norm(self.first(x)))
        return functional.relu(x + self.second_norm(self.second(y)))


def _halved(given: int, made: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(given, made, 3, 2, 1, bias=False), nn.BatchNorm2d(made), nn.ReLU())


class Network(nn.Module):
    """(n, 3, 64, 64) R'G'B' 0..1 to (n, 64) of unit length."""

    def __init__(self) -> None:
        super().__init__()
        one, two, three, four = WIDTHS
        self.body = nn.Sequential(
            _halved(5, one),
            _halved(one, two),
            Block(two),
            _halved(two, three),
            Block(three),
            _halved(three, four),
            Block(four),
        )
        self.head = nn.Linear(four * 16, DIMENSION)

    def forward(self, rgb: Tensor) -> Tensor:
        """Codes."""
        x = self.body(prepared(rgb).contiguous(memory_format=torch.channels_last))
        return functional.normalize(self.head(x.flatten(1)).float(), dim=1)


def prepared(rgb: Tensor) -> Tensor:
    """(n, 5, 64, 64): luma, edges across and down, blue and red difference."""
    red, green, blue = rgb[:, 0:1], rgb[:, 1:2], rgb[:, 2:3]
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    padded = functional.pad(luma, (1, 1, 1, 1), mode="replicate")
    across = padded[:, :, 1:-1, 2:] - padded[:, :, 1:-1, :-2]
    down = padded[:, :, 2:, 1:-1] - padded[:, :, :-2, 1:-1]
    strength = torch.sqrt(across * across + down * down + 1e-8) + _EDGE_FLOOR
    level = luma - luma.mean(dim=(2, 3), keepdim=True)
    level = level / (torch.sqrt((level * level).mean(dim=(2, 3), keepdim=True)) + _SPREAD_FLOOR)
    colour = torch.cat([blue - luma, red - luma], dim=1)
    colour = colour - colour.mean(dim=(2, 3), keepdim=True)
    spread = torch.sqrt((colour * colour).mean(dim=(1, 2, 3), keepdim=True)) + _SPREAD_FLOOR
    return torch.cat([level, across / strength, down / strength, colour / spread], dim=1)
