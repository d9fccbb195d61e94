"""Where the photographs come from that development films are made of (benchmarks/film): which package and whose.

All are Debian packages of section main, and of role development: `frame/2` and `frame/3` were trained on all but the
last one's (training/pictures.py), so nothing measured on them belongs in a benchmark.
"""

from __future__ import annotations

from typing import Final

from benchmarks.corpus.artwork import ArtSource

PHOTOGRAPHS: Final = (
    ArtSource(
        "lomiri-wallpapers-16.04",
        "20.04.0-2",
        "CC-BY-SA-3.0, CC-BY-SA-4.0, CC-BY-4.0, CC0-1.0",
        "Lomiri's wallpapers, by the persons in the files' names",
        "usr/share/backgrounds",
        ("*.jpg",),
        (),
        "ccafd87c54bac3e39926d1da4f70708faf6892cf093c13151ed402d0e24dcabe",
        ("analogpattern*", "Picture_1A*"),
    ),
    ArtSource(
        "mate-backgrounds",
        "1.26.0-1",
        "GPL-2+, CC-BY-SA-4.0",
        "MATE's backgrounds, (c) 2011-2021 the MATE team and its artists",
        "usr/share/backgrounds/mate",
        ("nature/*.jpg", "abstract/Elephants.jpg", "abstract/Gulp.png"),
        (),
        "590f4cb760e92e07abeaef2a9a745f24bc6c9e57f73062ad77971103c6131705",
    ),
    ArtSource(
        "plasma-workspace-wallpapers",
        "4:5.27.5-2",
        "LGPL-3+, CC-BY-SA-4.0, GPL-2+",
        "Plasma's wallpapers, (c) 2007-2023 the KDE Visual Design Group and its artists",
        "usr/share/wallpapers",
        ("*/contents/images/[235]*x*.???",),
        (),
        "65478a17165cf77b3d5712c407e9d3a4d02c110108cda8de4c15b30c6103ad0d",
        ("Grey/*", "Kay/*", "Flow/*", "Volna/*", "Kite/*"),
    ),
    ArtSource(
        "ukui-wallpapers",
        "20.04.3-1.1",
        "CC-BY-SA-3.0",
        "UKUI's wallpapers, (c) Kylin Software and Ubuntu Kylin's artists",
        "usr/share/backgrounds",
        ("*.jpg", "*.png"),
        (),
        "357dca01f37fb66134c9a6f720f3185b1ffa8f06d78bec1449f6512b1d036539",
    ),
    ArtSource(
        "lomiri-wallpapers-20.04",
        "20.04.0-2",
        "CC-BY-SA-4.0, CC-BY-4.0, CC0-1.0",
        "Lomiri's wallpapers, by the persons in the files' names",
        "usr/share/backgrounds",
        ("*_by_*.jpg",),
        (),
        "21d91d094e3f5c5c63a1fd632f1c07adfc33d939e674609eb616c255a8260daf",
    ),
)
