from pathlib import Path

import pytest

from ashen import Library


def test_what_it_takes_is_said_and_nothing_done(bare: Path, kept: Path, old_season: list[Path]) -> None:
    """Videos are counted by what each can be signed from: its file, else its stills, else nothing."""
    old_season[0].unlink()
    old_season[1].touch()
    for folder, otherwise in ((bare, "missing"), (kept, "stills")):
        with Library.open(folder) as library:
            before = library.catalog.revision()
            needed = library.resigning()
            assert (needed.searched, needed.newest, needed.needed) == ("frame/1", "frame/3", True)
            assert {way: amount.videos for way, amount in needed.by_way.items() if amount.videos} == {
                "file": 1,
                otherwise: 2,
            }
            summary = library.summary()
            assert needed.total.frames == summary.frames
            assert needed.total.duration_s == pytest.approx(summary.duration_s)
            assert 0 < needed.estimated_s(2) < needed.estimated_s(1)
            assert library.catalog.revision() == before
            assert len(library.catalog.video_ids("frame/3")) == 0
