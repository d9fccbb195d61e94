"""Fetches the openly licensed pictures frame/1 is fitted to: art inside Debian 12 packages.

Every package is in Debian's `main` section, so everything in it is free by the Debian Free Software Guidelines; the
licences named here are those of its pictures by its own `debian/copyright`.
"""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

CACHE = Path.home() / ".cache" / "ashen-training"
LONGEST_PX = 400
SMALLEST_PX = 40
LEAST_CONTRAST = 20.0

Split = Literal["train", "dev", "test"]


@dataclass(frozen=True, slots=True)
class Source:
    """One Debian package of pictures: a work, whole in one split.

    Attributes:
        package: its name in Debian 12.
        split: which part of the experiment sees it.
        licences: of its pictures.
        at_most: pictures taken, evenly over its files.
    """

    package: str
    split: Split
    licences: str
    at_most: int = 600


SOURCES = (
    Source("plasma-workspace-wallpapers", "train", "GPL-2+"),
    Source("gnome-backgrounds", "train", "CC-BY-SA-3.0"),
    Source("mate-backgrounds", "train", "GPL-2+, CC-BY-SA-4.0"),
    Source("ukui-wallpapers", "train", "CC-BY-SA-3.0"),
    Source("lomiri-wallpapers-16.04", "train", "CC-BY-SA-3.0, CC-BY-SA-4.0, CC-BY-4.0, CC0-1.0"),
    Source("openclipart-png", "train", "public domain", 1500),
    Source("wesnoth-1.16-data", "train", "GPL-2", 1500),
    Source("supertux-data", "train", "GPL-2+, GPL-3+, CC-BY-SA-3.0, CC-BY-SA-4.0, CC0-1.0"),
    Source("pingus-data", "train", "GPL-2+"),
    Source("hedgewars-data", "train", "GPL-2, CC-BY-SA-3.0"),
    Source("flare-game", "train", "CC-BY-SA-3.0+"),
    Source("unknown-horizons", "train", "GPL-2+, CC-BY-SA-3.0"),
    Source("endless-sky-data", "train", "CC-BY-SA-4.0, CC-BY-SA-3.0, CC-BY-4.0, public domain, GPL-3+"),
    Source("lomiri-wallpapers-20.04", "dev", "CC-BY-SA-3.0, CC-BY-SA-4.0, CC-BY-4.0, CC0-1.0"),
    Source("freedroidrpg-data", "dev", "GPL-2+, CC0-1.0"),
    Source("tuxpaint-stamps-default", "dev", "GPL-2"),
    Source("sway-backgrounds", "test", "MIT"),
    Source("supertuxkart-data", "test", "CC-BY-SA-3.0, CC-BY-SA-4.0, CC-BY-3.0, CC-BY-4.0, CC0, GPL"),
    Source("renpy-demo", "test", "MIT"),
    Source("renpy-thequestion", "test", "MIT"),
    Source("ardentryst", "test", "GPL-3+, CC-BY-SA-3.0"),
    Source("planetblupi-common", "test", "GPL-3+"),
    Source("fillets-ng-data", "test", "GPL-2+"),
)


def fetch(source: Source, cache: Path) -> Path:
    """The folder a package is unpacked in, downloaded when it is not there yet.

    Raises:
        subprocess.CalledProcessError: apt or dpkg failed; run `apt-get update` first, on Debian 12.
    """
    folder = cache / "src" / source.package
    if not folder.is_dir():
        downloads = cache / "debs"
        shutil.rmtree(downloads, ignore_errors=True)
        downloads.mkdir(parents=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Debian's own programs from the path, on names from the table above.
        subprocess.run(["apt-get", "download", "-q", source.package], cwd=downloads, check=True)  # noqa: S603, S607
        subprocess.run(["dpkg-deb", "-x", next(downloads.glob("*.deb")), folder], check=True)  # noqa: S603, S607
    return folder


@dataclass(frozen=True, slots=True)
class Art:
    """What frames are composed from.

    Attributes:
        backgrounds: opaque RGB pictures, with the package each is from.
        sprites: RGBA pictures with something see-through around them.
    """

    backgrounds: list[tuple[str, Image.Image]]
    sprites: list[Image.Image]


def read_art(split: Split, cache: Path = CACHE, sources: tuple[Source, ...] = SOURCES) -> Art:
    """All usable pictures of a split, at most 400 px long."""
    art = Art([], [])
    for source in sources:
        if source.split != split:
            continue
        for picture in _pictures(fetch(source, cache), source.at_most):
            if picture.mode == "RGBA":
                art.sprites.append(picture)
            else:
                art.backgrounds.append((source.package, picture))
    return art


def _pictures(folder: Path, at_most: int) -> Iterator[Image.Image]:
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".png", ".jpg", ".jpeg", ".webp"})
    paths = [p for p in paths if p.is_file() and not p.is_symlink() and p.stat().st_size > 1500]
    chosen = np.unique(np.linspace(0, len(paths) - 1, min(at_most, len(paths))).astype(int))
    for path in (paths[i] for i in chosen):
        with Image.open(path) as opened:
            opened.draft("RGB", (LONGEST_PX, LONGEST_PX))
            if min(opened.size) < SMALLEST_PX:
                continue
            picture = opened.convert("RGBA")
        picture.thumbnail((LONGEST_PX, LONGEST_PX), Image.Resampling.BOX)
        if min(picture.size) < SMALLEST_PX:
            continue
        alpha = np.asarray(picture)[..., 3]
        covered = float((alpha > 128).mean())
        if covered > 0.99:
            if min(picture.size) >= 100 and np.asarray(picture.convert("L")).std() >= LEAST_CONTRAST:
                yield picture.convert("RGB")
        elif covered > 0.1:
            yield picture.crop(picture.getbbox(alpha_only=True))
