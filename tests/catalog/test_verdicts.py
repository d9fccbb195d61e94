"""What people said of queries, in the catalogue."""

from pathlib import Path

import numpy as np

from ashen.catalog.records import Asked, Meant, Scope
from tests.catalog.catalogs import at, new_catalog, new_signature, new_video

EPISODE = Meant("episode", "aa", "Hoshi no Umi", "episode", "3", None)


def asked(content_hash: str = "q1", duration_s: float = 0.0, path: str = "/q.png") -> Asked:
    kind = "video" if duration_s else "image"
    return Asked(path, content_hash, 1000, kind, duration_s, new_signature(1, frames=1, recipe="frame/3"))  # type: ignore[arg-type]


def test_a_verdict_is_kept_as_it_was_told(tmp_path: Path) -> None:
    """Query, signature and meaning come back equal, also by another process; the number is what it is undone by."""
    name = "/videos/\udcff星.png"
    with new_catalog(tmp_path) as catalog:
        number = catalog.add_verdict("not", asked(path=name), EPISODE)
    with new_catalog(tmp_path) as catalog:
        [verdict] = catalog.verdicts()
        assert (verdict.id, verdict.said, verdict.meant) == (number, "not", EPISODE)
        assert (verdict.asked.path, verdict.asked.content_hash, verdict.asked.kind) == (name, "q1", "image")
        np.testing.assert_array_equal(verdict.asked.signature.codes, asked().signature.codes)
        assert verdict.told_at_s > 0
        assert catalog.remove_verdict(number)
        assert not catalog.remove_verdict(number)
        assert catalog.verdicts() == []
        assert catalog.add_verdict("not", asked(), EPISODE) > number  # numbers do not come back


def test_the_last_word_counts(tmp_path: Path) -> None:
    """What is said of the same file and the same again takes the place of what was said before; of others it stays."""
    scopes: tuple[Scope, ...] = ("video", "episode")
    with new_catalog(tmp_path) as catalog:
        for scope in scopes:
            catalog.add_verdict("not", asked(), Meant(scope, "aa", "Hoshi no Umi", "episode", "3", None))
        catalog.add_verdict("not", asked("q2"), EPISODE)
        catalog.add_verdict("is", asked(), EPISODE)
        told = [(verdict.said, verdict.meant.scope, verdict.asked.content_hash) for verdict in catalog.verdicts()]
    assert told == [("not", "video", "q1"), ("not", "episode", "q2"), ("is", "episode", "q1")]


def test_verdicts_are_found_by_kind_and_length(tmp_path: Path) -> None:
    """Only those on queries that may be the one asked are read."""
    with new_catalog(tmp_path) as catalog:
        for number, duration_s in enumerate((0.0, 10.0, 60.0)):
            catalog.add_verdict("not", asked(f"q{number}", duration_s), EPISODE)
        assert [verdict.asked.content_hash for verdict in catalog.verdicts("image")] == ["q0"]
        assert [verdict.asked.content_hash for verdict in catalog.verdicts("video", (9, 11))] == ["q1"]


def test_a_verdict_outlives_the_video(tmp_path: Path) -> None:
    """Removing what was pointed at leaves what was said; nothing tells search indices that anything changed."""
    with new_catalog(tmp_path) as catalog:
        video_id = catalog.add_video(new_video("aa"), [], at("/a.mkv"))
        before = catalog.revision()
        catalog.add_verdict("not", asked(), EPISODE)
        assert catalog.revision() == before
        catalog.remove_videos([video_id])
        assert len(catalog.verdicts()) == 1
