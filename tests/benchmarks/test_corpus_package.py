import io
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from benchmarks.corpus import CorpusError
from benchmarks.corpus.debian import as_source
from benchmarks.corpus.package import members, read_package
from benchmarks.corpus.program import run

FILES = {"media/film.mp4": b"pictures", "media/other.mp4": b"others", "README": b"words"}
WANTED = {"media/film.mp4": b"pictures", "README": b"words"}


def write_tar(path: Path, top: str, mode: Literal["w:gz", "w:xz"]) -> None:
    with tarfile.open(path, mode) as archive:
        for name, content in FILES.items():
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo(f"{top}/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(link)


def write_zip(path: Path, top: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in FILES.items():
            archive.writestr(f"{top}{name}", content)


def write_source_package(folder: Path) -> None:
    write_tar(folder / "a_1.orig.tar.xz", "a-1", "w:xz")
    (folder / "a_1-1.dsc").write_text("Format: 3.0 (quilt)\n")
    (folder / "a_1-1.debian.tar.xz").write_bytes(b"not to be read")


@pytest.mark.parametrize(
    ("kind", "write"),
    [
        ("pip-wheel", lambda folder: write_zip(folder / "a-1-py3-none-any.whl", "")),
        ("pip-source", lambda folder: write_tar(folder / "a-1.tar.gz", "a-1", "w:gz")),
        ("pip-source", lambda folder: write_zip(folder / "a-1.zip", "a-1/")),
        ("npm", lambda folder: write_tar(folder / "a-1.tgz", "package", "w:gz")),
        ("debian-source", write_source_package),
    ],
)
def test_wanted_files_of_a_package_are_read(kind: str, write: Callable[[Path], None], tmp_path: Path) -> None:
    """Every kind of package gives the wanted files by their paths in it, no link and nothing else."""
    write(tmp_path)
    assert members(kind, tmp_path, lambda path: path in {*WANTED, "link"}) == WANTED


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="builds and reads a Debian package")
def test_wanted_files_of_a_debian_package_are_read(tmp_path: Path) -> None:
    """A binary package of Debian gives the wanted files by their paths in it, no link and nothing else."""
    root = tmp_path / "root"
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    (root / "link").symlink_to("/etc/hostname")
    (root / "DEBIAN").mkdir()
    control = "Package: a\nVersion: 1\nArchitecture: all\nMaintainer: a\nDescription: a\n"
    (root / "DEBIAN" / "control").write_text(control)
    build = ["dpkg-deb", "--build", "--root-owner-group", str(root), str(tmp_path / "a.deb")]
    assert run(build, tmp_path) == ""
    shutil.rmtree(root)
    assert members("debian", tmp_path, lambda path: path in {*WANTED, "link"}) == WANTED


@pytest.mark.parametrize(
    ("source", "program", "advice"),
    [
        ("npm a@1", "npm not found", "Node.js"),
        ("debian a", "apt-get, apt-config, dpkg-deb not found", "Debian 12"),
        ("debian-source a", "apt-get, apt-config, dpkg-deb not found", "Debian 12"),
    ],
)
def test_missing_program_is_named(
    source: str, program: str, advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the program that a package needs, the error names it and says where to get it, at once."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CorpusError, match=program) as caught:
        read_package(source, lambda _: True, pause_s=1000.0)
    assert advice in str(caught.value)


def test_archives_are_turned_to_source_packages() -> None:
    """Both formats of apt's configuration name source packages in place of binary ones, and change in nothing else."""
    lines = (
        "# deb of old\ndeb [arch=amd64] http://archive.invalid/debian bookworm main\ndeb-src http://a.invalid x main\n"
    )
    assert as_source(lines) == lines.replace("\ndeb [", "\ndeb-src [")
    stanza = "Types: deb\nURIs: http://archive.invalid/deb\nSuites: bookworm\nComponents: main\n"
    assert as_source(stanza) == stanza.replace("Types: deb", "Types: deb-src")
    assert as_source(stanza.replace("Types: deb", "Types: deb deb-src")) == as_source(stanza)
