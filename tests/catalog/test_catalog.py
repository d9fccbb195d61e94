import os
import sqlite3
import time
from pathlib import Path

import numpy as np
import pytest

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import Episode, FileRecord, Naming
from ashen.errors import SignatureDamaged, VideoMissing
from tests.catalog.catalogs import at, new_catalog, new_signature, new_video, numbered


def test_a_video_comes_back_as_it_was_given(tmp_path: Path) -> None:
    """Every field of a video, its naming and its file is kept, and survives closing."""
    naming = Naming("Hoshi no Umi", {"anilist": "5", "mal": "7"}, 1, 2020, "special", "12.5", 12.5, 12.5, "Kikan")
    with new_catalog(tmp_path) as catalog:
        added = catalog.add_video(new_video("ab", naming, partial=True, note="cut"), [new_signature()], at("/a.mkv"))
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        video = catalog.video(added)
        assert (video.id, video.content_hash, video.size_bytes, video.duration_s) == (added, "ab", 1000, 2.5)
        assert (video.frames, video.width_px, video.height_px, video.codec) == (60, 1920, 1080, "h264")
        assert (video.partial, video.note, video.paths) == (True, "cut", ("/a.mkv",))
        assert abs(video.indexed_at_s - time.time()) < 60
        assert (video.anime.title, video.anime.season, video.anime.year) == ("Hoshi no Umi", 1, 2020)
        assert video.anime.ids == {"anilist": "5", "mal": "7"}
        assert video.episode == Episode(video.episode.id, "special", "12.5", 12.5, 12.5, "Kikan")
        assert catalog.file("/a.mkv") == FileRecord("/a.mkv", 1000, 1, "partial", None, "cut", added)
        assert catalog.videos() == [video]


def test_signatures_come_back_by_recipe(tmp_path: Path) -> None:
    """Each recipe's signature is stored and found apart from the others'."""
    with new_catalog(tmp_path) as catalog:
        first, second = new_signature(1), new_signature(2, recipe="frame/2")
        added = catalog.add_video(new_video("ab"), [first, second], at("/a.mkv"))
        np.testing.assert_array_equal(catalog.signature(added, "frame/1").codes, first.codes)
        np.testing.assert_array_equal(catalog.signature(added, "frame/2").codes, second.codes)
        with pytest.raises(VideoMissing):
            catalog.signature(added, "frame/3")


def test_a_recipe_can_be_added_later(tmp_path: Path) -> None:
    """Signing again under a recipe replaces its signature only, and readers are told."""
    with new_catalog(tmp_path) as catalog:
        added = catalog.add_video(new_video("ab"), [new_signature(1)], at("/a.mkv"))
        before = catalog.revision()
        catalog.add_signatures(added, [new_signature(2), new_signature(3, recipe="frame/2")])
        np.testing.assert_array_equal(catalog.signature(added, "frame/1").codes, new_signature(2).codes)
        assert catalog.summary().signatures == {"frame/1": 1, "frame/2": 1}
        assert catalog.revision() > before
        with pytest.raises(VideoMissing):
            catalog.add_signatures(99, [new_signature(1)])


def test_signatures_are_read_for_the_videos_asked(tmp_path: Path) -> None:
    """Ids come rising, signatures in the order asked, and unknown videos are left out."""
    with new_catalog(tmp_path) as catalog:
        ids = [catalog.add_video(new_video(str(n), numbered(n)), [new_signature(n)], at(f"/{n}.mkv")) for n in range(3)]
        assert catalog.video_ids("frame/1").tolist() == sorted(ids)
        assert catalog.video_ids("frame/1").dtype == np.int64
        assert catalog.video_ids("frame/9").tolist() == []
        read = list(catalog.signatures("frame/1", [ids[2], 99, ids[0]]))
        assert [video_id for video_id, _ in read] == [ids[2], ids[0]]
        np.testing.assert_array_equal(read[0][1].codes, new_signature(2).codes)


def test_damaged_bytes_are_reported_not_returned(tmp_path: Path) -> None:
    """A signature whose bytes rotted on disk raises SignatureDamaged, as does one under another recipe's name."""
    with new_catalog(tmp_path) as catalog:
        added = catalog.add_video(new_video("ab"), [new_signature()], at("/a.mkv"))
    with sqlite3.connect(tmp_path / "catalog.db") as raw:
        (data,) = raw.execute("SELECT data FROM signature").fetchone()
        raw.execute("INSERT INTO signature VALUES ('frame/2', ?, 60, ?)", (added, data))
        raw.execute("UPDATE signature SET data = ? WHERE recipe = 'frame/1'", (data[:-1] + b"?",))
    raw.close()
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        for recipe in ("frame/1", "frame/2"):
            with pytest.raises(SignatureDamaged):
                catalog.signature(added, recipe)


def test_numbers_are_never_used_again(tmp_path: Path) -> None:
    """An id of a removed video does not come back, even the highest, even after reopening."""
    with new_catalog(tmp_path) as catalog:
        first = catalog.add_video(new_video("a"), [], at("/a.mkv"))
        assert catalog.remove_videos([first]) == 1
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        assert catalog.add_video(new_video("b"), [], at("/b.mkv")) > first


def test_removing_a_video_removes_all_that_hangs_on_it(tmp_path: Path) -> None:
    """Signatures, file rows, and an anime and episode that nothing else belongs to go with it; others stay."""
    with new_catalog(tmp_path) as catalog:
        one = catalog.add_video(new_video("a", numbered(1)), [new_signature()], at("/1.mkv"))
        two = catalog.add_video(new_video("b", numbered(2)), [new_signature()], at("/2.mkv"))
        other = catalog.add_video(new_video("c", numbered(1, "Kaze")), [new_signature()], at("/3.mkv"))
        assert catalog.remove_videos([one, other, 99]) == 2
        summary = catalog.summary()
        assert (summary.anime, summary.episodes, summary.videos, summary.files) == (1, 1, 1, {"indexed": 1})
        assert catalog.video_ids("frame/1").tolist() == [two]
        with pytest.raises(VideoMissing):
            catalog.video(one)


def test_a_changed_file_replaces_its_video(tmp_path: Path) -> None:
    """New content takes a path; the old video waits to be found at another one, until those without are removed."""
    with new_catalog(tmp_path) as catalog:
        old = catalog.add_video(new_video("old"), [new_signature()], at("/a.mkv"))
        new = catalog.add_video(new_video("new"), [new_signature()], at("/a.mkv", mtime_ns=2))
        assert [catalog.video(video).paths for video in (old, new)] == [(), ("/a.mkv",)]
        assert catalog.remove_homeless() == 1
        assert [video.id for video in catalog.videos()] == [new] != [old]
        assert catalog.video(new).paths == ("/a.mkv",)
        assert catalog.summary().episodes == 1


def test_a_video_with_a_copy_elsewhere_stays(tmp_path: Path) -> None:
    """Only the video's last file takes it along, whether that file is overwritten or forgotten."""
    with new_catalog(tmp_path) as catalog:
        video = catalog.add_video(new_video("a"), [new_signature()], at("/a.mkv"))
        for copy in ("/c.mkv", "/d.mkv"):
            catalog.link_file(at(copy), video)
        other = catalog.add_video(new_video("other", numbered(2)), [], at("/a.mkv", 5))
        assert catalog.forget_files(["/c.mkv", "/unknown.mkv"]) == 0
        assert catalog.video(video).paths == ("/d.mkv",)
        assert catalog.forget_files(["/d.mkv"]) == 1
        assert catalog.videos_by_hash(["a", "other", "none"]) == {"other": other}


def test_signing_the_same_content_again_replaces_it_everywhere(tmp_path: Path) -> None:
    """Content already held gets a new id and signature, and all its files follow."""
    with new_catalog(tmp_path) as catalog:
        old = catalog.add_video(new_video("a", partial=True), [new_signature(1)], at("/a.mkv"))
        catalog.link_file(at("/b.mkv"), old)
        new = catalog.add_video(new_video("a"), [new_signature(2)], at("/a.mkv"))
        assert new > old
        assert [(video.id, video.paths) for video in catalog.videos()] == [(new, ("/a.mkv", "/b.mkv"))]
        assert catalog.summary().files == {"indexed": 2}
        np.testing.assert_array_equal(catalog.signature(new, "frame/1").codes, new_signature(2).codes)


def test_a_moved_file_keeps_its_video(tmp_path: Path) -> None:
    """A move costs no new signature, gives the names of the new place, and overwrites what lay there."""
    with new_catalog(tmp_path) as catalog:
        video = catalog.add_video(new_video("a"), [new_signature()], at("/old.mkv", 77))
        catalog.add_video(new_video("b", numbered(2)), [], at("/new.mkv", 78))
        assert catalog.hashes_by_size() == {1000: {"a", "b"}}
        catalog.link_file(at("/new.mkv", 77, 5), video, gone=["/old.mkv"], naming=numbered(3))
        assert catalog.file("/old.mkv") is None
        assert catalog.file("/new.mkv") == FileRecord("/new.mkv", 77, 5, "indexed", None, None, video)
        assert catalog.remove_homeless() == 1
        assert [(held.id, held.episode.number) for held in catalog.videos()] == [(video, "3")]
        catalog.link_file(at("/new.mkv", 77, 6), video)
        assert catalog.video(video).paths == ("/new.mkv",)
        with pytest.raises(VideoMissing):
            catalog.link_file(at("/x.mkv"), 99, gone=["/new.mkv"])
        assert catalog.file("/x.mkv") is None
        assert catalog.file("/new.mkv") is not None


def test_a_failure_is_remembered_until_the_file_succeeds(tmp_path: Path) -> None:
    """A failed file has its code, message and stat; the video it held before stays, until a good one comes."""
    with new_catalog(tmp_path) as catalog:
        catalog.record_failure(at("/a.mkv"), "not_media", "cannot be opened")
        assert catalog.file("/a.mkv") == FileRecord("/a.mkv", 1000, 1, "failed", "not_media", "cannot be opened", None)
        old = catalog.add_video(new_video("a"), [new_signature()], at("/a.mkv", mtime_ns=2))
        assert catalog.summary().files == {"indexed": 1}
        catalog.record_failure(at("/a.mkv", mtime_ns=3), "not_media", "cannot be opened")
        assert catalog.file("/a.mkv") == FileRecord("/a.mkv", 1000, 3, "failed", "not_media", "cannot be opened", old)
        assert catalog.summary().files == {"failed": 1}
        assert catalog.video_ids("frame/1").tolist() == [old]
        assert catalog.remove_homeless() == 0
        new = catalog.add_video(new_video("b"), [], at("/a.mkv", mtime_ns=4))
        assert catalog.remove_homeless() == 1
        assert ([video.id for video in catalog.videos()], catalog.summary().files) == ([new], {"indexed": 1})


def test_any_file_name_can_be_stored(tmp_path: Path) -> None:
    """Undecodable bytes, control characters and any script come back exactly, also in messages and titles."""
    names = [
        "/\udcff\udc80.mkv",
        "/\x1a001a\x1a.mkv",
        "/星の海 é e\u0301 😀\n\t.mkv",
        "/" + os.fsdecode(bytes(range(1, 256))),
    ]
    with new_catalog(tmp_path) as catalog:
        for index, name in enumerate(names):
            catalog.add_video(new_video(f"{index}", Naming(name, episode_title=name)), [], at(name))
            catalog.record_failure(at(name + "2"), "not_media", f"{name}\0: cannot be opened")
        assert sorted(file.path for file in catalog.files()) == sorted([*names, *(name + "2" for name in names)])
        for name in names:
            failed, held = catalog.file(name + "2"), catalog.file(name)
            assert failed is not None
            assert failed.message == f"{name}\0: cannot be opened"
            assert held is not None
            assert held.video_id is not None
            assert catalog.video(held.video_id).anime.title == name
            assert [file.path for file in catalog.files(under=name + "2")] == [name + "2"]


def test_files_are_listed_by_folder(tmp_path: Path) -> None:
    """`under` is a case-sensitive prefix without wildcards."""
    with new_catalog(tmp_path) as catalog:
        for path in ("/a%/1.mkv", "/a%/2.mkv", "/A%/3.mkv", "/ab/4.mkv"):
            catalog.record_failure(at(path), "not_media", "")
        assert [file.path for file in catalog.files(under="/a%/")] == ["/a%/1.mkv", "/a%/2.mkv"]


def test_the_revision_rises_when_videos_come_or_go(tmp_path: Path) -> None:
    """Adding, replacing and removing are seen by polling; names, links and failures are not videos."""
    with new_catalog(tmp_path) as catalog, Catalog.open(tmp_path / "catalog.db") as reader:
        revisions = [reader.revision()]
        video = catalog.add_video(new_video("a"), [], at("/a.mkv"))
        revisions.append(reader.revision())
        catalog.add_video(new_video("b"), [], at("/a.mkv", 2))
        revisions.append(reader.revision())
        catalog.remove_homeless()
        revisions.append(reader.revision())
        catalog.forget_files(["/a.mkv"])
        revisions.append(reader.revision())
        assert revisions == sorted(set(revisions))
        catalog.remove_videos([video])
        catalog.record_failure(at("/c.mkv"), "not_media", "")
        assert reader.revision() == revisions[-1]
        assert reader.library_id == catalog.library_id


def test_ten_thousand_videos_list_quickly(tmp_path: Path) -> None:
    """10,000 videos of 800 anime list in well under a second of CPU, in order."""
    with new_catalog(tmp_path) as catalog:
        catalog.add_video(new_video("0"), [new_signature()], at("/0.mkv"))
    raw = sqlite3.connect(tmp_path / "catalog.db")
    numbers = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
    for statement in (
        "INSERT INTO anime SELECT i, 'Show ' || i, 'show ' || i, NULL, NULL FROM n WHERE i <= 800",
        "INSERT INTO episode SELECT i, i % 800 + 1, 'episode', i / 800, i / 800, i / 800, NULL FROM n",
        "INSERT INTO video SELECT i, i, 1, 1.0, 1, 1, 1, 'h264', 0, NULL, 0, i % 800 + 1, i FROM n",
        "INSERT INTO file SELECT '/' || i || '.mkv', i, i, 'indexed', NULL, NULL, i FROM n",
    ):
        raw.execute(numbers + statement)
    raw.commit()
    raw.close()
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        before = time.process_time()
        videos = catalog.videos()
        taken_s = time.process_time() - before
        assert len(videos) == 10_000
        assert len(list(catalog.files())) == 10_000
        order = [(video.anime.title.casefold(), video.episode.number_start or 0) for video in videos]
        assert order == sorted(order)
        assert taken_s < 0.8
