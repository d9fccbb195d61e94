"""Where the drawn pictures come from that cartoons are made of: which package, whose, and which of its files.

All are Debian packages of section main. Photographs, screens full of text, trade marks and whatever is not for children
are left out by name, which is why files are named one by one where a package is mixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ArtSource:
    """The pictures taken from one package.

    Attributes:
        package: its name in Debian 12.
        version: the one they were taken from; another will do while it holds the same pictures.
        licence: of its pictures, by its own debian/copyright.
        attribution: who is to be credited.
        folder: where they lie in the package.
        backgrounds: patterns (shell-style, `*` also over "/") of paths in `folder`: opaque, at least 480 px wide.
        sprites: the same for pictures that are see-through around a figure.
        without: patterns of paths that are not taken all the same.
        sha256: of the names and contents of all that is taken, hexadecimal.
        at_most: pictures of a kind taken, evenly over their names, so that no package outweighs the others.
    """

    package: str
    version: str
    licence: str
    attribution: str
    folder: str
    backgrounds: tuple[str, ...]
    sprites: tuple[str, ...]
    sha256: str
    without: tuple[str, ...] = ()
    at_most: int = 60


_RENPY: Final = "(c) 2004-2022 Tom Rothamel and the Ren'Py project"
_QUESTION: Final = f"{_RENPY}; figures by Deji after derik, places by Mugenjohncel after DaFool"
_WESNOTH: Final = "(c) 2003-2023 the Battle for Wesnoth project and its artists"
_CAMPAIGNS: Final = "usr/share/games/wesnoth/1.16/data/campaigns"

SOURCES: Final = (
    ArtSource(
        "renpy-demo",
        "8.0.3+dfsg-1",
        "MIT",
        _RENPY,
        "usr/share/games/renpy/demo/game/images",
        ("concert1.png",),
        ("eileen *.png", "lucy *.png", "logo base.png"),
        "7fac0dcb525b52b897e0c56c4c8205a589418aaae40caf89abaad05fc839211b",
    ),
    ArtSource(
        "renpy-thequestion",
        "8.0.3+dfsg-1",
        "MIT",
        _QUESTION,
        "usr/share/games/renpy/the_question/game/images",
        ("bg *.jpg",),
        ("sylvie *.png",),
        "1accdf86da68306df8f55dd4359ca7abd3708f3d70fdbd8835c5724f76fd49c6",
    ),
    ArtSource(
        "ardentryst",
        "1.71-9",
        "CC-BY-SA-3.0",
        "Ardentryst, (c) 2007-2009 Jordan Trudgett",
        "usr/share/games/ardentryst/Data",
        (
            "Altar_Entarya.png",
            "Altar_Sempridge.png",
            "Background_Forest_Backing.png",
            "Background_SnowCave_Backing.png",
            "Background_Snow_Backing.png",
            "Map_Sempridge.png",
            "StorySceneImages/Intro_Kiripan_*.png",
            "StorySceneImages/Intro_Newspaper.png",
            "StorySceneImages/Kiripan_dark.png",
            "elchim.png",
            "snowstall.png",
        ),
        (
            "InvItems/*.png",
            "LSilhouette?.png",
            "MonsterFrames/giantworm/*.png",
            "Portrait_*.png",
            "globelight.png",
            "tiles/snow_tree.png",
        ),
        "b52afcb80a3d0178e7e2fa18c46efb0b6d6e4bc4630bdf04ec0414d3e2148141",
        ("*_Fade.png", "*/face.png", "InvItems/*[2-9].png", "InvItems/*[bc].png"),
    ),
    ArtSource(
        "scratch",
        "1.4.0.6~dfsg1-6.1",
        "CC-BY-SA-3.0",
        "Scratch's media, (c) 2011 Massachusetts Institute of Technology",
        "usr/share/scratch/Media",
        (
            "Backgrounds/Indoors/bedroom?.gif",
            "Backgrounds/Indoors/party-room.jpg",
            "Backgrounds/Indoors/room?.jpg",
            "Backgrounds/Indoors/spotlight-stage.jpg",
            "Backgrounds/Nature/desert.gif",
            "Backgrounds/Nature/underwater.gif",
            "Backgrounds/Nature/woods*.*",
            "Backgrounds/Outdoors/night-city*.gif",
            "Backgrounds/Outdoors/school?.*",
            "Backgrounds/Outdoors/train-tracks3.gif",
            "Backgrounds/Sports/basketball-court2.png",
        ),
        (
            "Costumes/Animals/bat*.*",
            "Costumes/Animals/bee1.*",
            "Costumes/Animals/[bcdfhlmopsz]*[0-9]*.*",
            "Costumes/Animals/elephant1-?.*",
            "Costumes/Animals/rabbit1.*",
            "Costumes/Fantasy/*.*",
            "Costumes/People/ballerina-?.*",
            "Costumes/People/boy*.*",
            "Costumes/People/breakdancer-?.*",
            "Costumes/People/diver?.*",
            "Costumes/People/girl*.*",
            "Costumes/People/prince*.*",
            "Costumes/People/r*person.*",
            "Costumes/People/roundman.*",
            "Costumes/People/singer1.*",
            "Costumes/People/square*.*",
            "Costumes/People/woman*.*",
            "Costumes/Transportation/airplane1.*",
            "Costumes/Transportation/car[0-9].*",
            "Costumes/Transportation/convertible?.*",
            "Costumes/Transportation/helicopter1.*",
            "Costumes/Transportation/magiccarpet.*",
        ),
        "bc520f25a4ee17b93e87dc9e06b48fbea90e3e177e274e9ec2c65e9a28ac174b",
        (
            "*.db",
            "*.sprite",
            "*/buffalo1.*",
            "*/cat1-?.*",
            "*/cat2.*",
            "*/cow1.*",
            "*/crab2.*",
            "*/fairy.*",
            "*/gobo?.*",
            "*/horse2.*",
            "*/squirrel1.*",
            "*/sun.*",
        ),
        130,
    ),
    ArtSource(
        "raincat-data",
        "1.1.1.2-4",
        "CC-BY-SA-3.0",
        "Raincat, (c) 2010 Garrick Chin and the Raincat team",
        "usr/share/games/raincat/data",
        (),
        ("cat/*.png", "level-misc/fire-hydrant-left?.png"),
        "67fa8f7a16d664cdc23b0dce1422ef785789b1685c1318ca30c906184c215e6c",
        at_most=24,
    ),
    ArtSource(
        "wesnoth-1.16-trow",
        "1:1.16.9-1",
        "GPL-2+",
        _WESNOTH,
        f"{_CAMPAIGNS}/The_Rise_Of_Wesnoth/images",
        ("story/*.jpg",),
        ("portraits/*.png",),
        "3100b207695695c71906cf39c981c351cbca48ecabfa44ee8d32ddef6c252a2e",
        ("story/trow_intro_10.jpg",),
        24,
    ),
    ArtSource(
        "wesnoth-1.16-tsg",
        "1:1.16.9-1",
        "GPL-2+",
        _WESNOTH,
        f"{_CAMPAIGNS}/The_South_Guard/images",
        ("story/*.jpg",),
        ("portraits/*.png",),
        "90567c496947eb384296a70145c6e4b88a5b1d662462f7dc28b84f700844f31f",
    ),
    ArtSource(
        "wesnoth-1.16-l",
        "1:1.16.9-1",
        "GPL-2+",
        _WESNOTH,
        f"{_CAMPAIGNS}/Liberty/images",
        ("story/*.jpg",),
        ("portraits/*.png",),
        "cd318d5927cc0abcb9f38655c8cf0cd1d929a6e579458d4fd1b4a793a00c4919",
    ),
    ArtSource(
        "wesnoth-1.16-did",
        "1:1.16.9-1",
        "GPL-2+",
        _WESNOTH,
        f"{_CAMPAIGNS}/Descent_Into_Darkness/images",
        ("story/*.jpg",),
        ("portraits/*.png",),
        "05872941056ddcccdd8345cab7c62333d550d9767d9801993642594026bb0572",
    ),
)
ART_PACKAGES: Final = tuple(source.package for source in SOURCES)
"""Packages that nothing may be trained on, since the benchmark's cartoons are made of their art.

Of these, `frame/1` was tested on renpy-demo, renpy-thequestion and ardentryst and trained on none. It was trained on
wesnoth-1.16-data, which shares artists but no file with the campaigns here.
"""
