from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.corpus import ART_PACKAGES, ArtSource, art
from benchmarks.corpus.artwork import SOURCES
from benchmarks.corpus.pictures import checksum, choose
from training.network.sources import ALL_SOURCES as TRAINED

CONTENTS = {
    "bg/sea 1.png": b"sea",
    "bg/text.png": b"text",
    "people/a/walk.png": b"a walks",
    "people/b/walk.png": b"b walks",
    "sound.ogg": b"sound",
}
TAKEN = {
    "backgrounds/bg-sea_1.png": b"sea",
    "sprites/people-a-walk.png": b"a walks",
    "sprites/people-b-walk.png": b"b walks",
}
SOURCE = ArtSource("a", "1", "CC0", "A", "media", ("bg/*.png",), ("people/*.png",), checksum(TAKEN), ("*/text.png",))


def write(contents: dict[str, bytes], folder: Path) -> None:
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def test_pictures_are_chosen_by_name() -> None:
    """What matches is taken, but what is to be left out is not; names stay apart although folders go."""
    assert choose(SOURCE, CONTENTS) == TAKEN


def test_a_large_package_is_thinned_evenly() -> None:
    """No more than asked for of a kind, from first to last, whatever order the files come in."""
    names = [f"people/{i:02}.png" for i in range(20)]
    some = replace(SOURCE, at_most=4)
    chosen = choose(some, dict.fromkeys(names, b""))
    assert list(chosen) == [f"sprites/people-{i:02}.png" for i in (0, 5, 10, 15)]
    assert chosen == choose(some, dict.fromkeys(reversed(names), b""))


def test_checksum_covers_names_and_contents() -> None:
    """Order does not count; a name or a byte does."""
    base = checksum({"a": b"1", "b": b"2"})
    assert checksum({"b": b"2", "a": b"1"}) == base
    assert len({base, checksum({"a": b"1", "c": b"2"}), checksum({"a": b"1", "b": b"3"}), checksum({"a": b"1"})}) == 4


def test_pictures_are_served_from_the_cache_in_order(tmp_path: Path) -> None:
    """Pictures that are there and right need no network, and come in order of packages and names."""
    write(TAKEN, tmp_path / "art" / "a")
    found = art(tmp_path, [SOURCE])
    assert found.missing == ()
    assert [path.name for path in found.backgrounds] == ["bg-sea_1.png"]
    assert [path.name for path in found.sprites] == ["people-a-walk.png", "people-b-walk.png"]


@pytest.mark.parametrize("change", [{"sprites/people-a-walk.png": b"rotten"}, {"sprites/one-more.png": b""}])
def test_changed_pictures_are_not_served(
    change: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cached set with another byte or file is fetched anew; when that fails, none is served, and it is said."""
    monkeypatch.setenv("PATH", str(tmp_path))
    write(TAKEN | change, tmp_path / "art" / "a")
    found = art(tmp_path, [SOURCE])
    assert (found.backgrounds, found.sprites) == ((), ())
    assert found.missing[0].startswith("art of a: could not download a: apt-get")


def test_no_signature_was_trained_on_the_art() -> None:
    """The packages that cartoons are made of are none of those that frame/1 was trained or tuned on."""
    assert not set(ART_PACKAGES) & {source.package for source in TRAINED if source.split != "test"}
    assert len(set(ART_PACKAGES)) == len(ART_PACKAGES)


def test_art_is_credited() -> None:
    """Every package has a licence, an author, a full checksum, and something to take."""
    for source in SOURCES:
        assert source.licence
        assert source.attribution
        assert len(source.sha256) == 64
        assert source.backgrounds or source.sprites
